from __future__ import annotations

import re

import pytest

from mailmend.pattern import pattern


def test_it_is_compiled_when_it_is_first_used(monkeypatch):
    compiled, real = [], re.compile
    monkeypatch.setattr(re, "compile", lambda *given: compiled.append(given) or real(*given))
    word = pattern(r"(?P<word>a+)", re.IGNORECASE)
    assert compiled == []
    assert word.search("xAAx")["word"] == "AA"
    assert word.fullmatch("AAx") is None
    assert compiled == [(r"(?P<word>a+)", re.IGNORECASE)]


@pytest.mark.parametrize("text", [r"(?P<word>a)b?", rb"(?P<word>a)b?"])
def test_it_has_all_that_a_pattern_has(text):
    real, subject = re.compile(text), text[:0].join([text[9:10]] * 3)
    for name in dir(real):
        if not name.startswith("_"):
            assert hasattr(pattern(text), name)
    assert pattern(text).pattern == text
    assert pattern(text).groupindex == {"word": 1}
    assert pattern(text).findall(subject) == real.findall(subject)
    assert pattern(text).sub(text[:0], subject) == real.sub(text[:0], subject)


def test_a_wrong_name_is_an_error_before_and_after():
    word = pattern("a")
    with pytest.raises(AttributeError):
        word.seek("a")
    with pytest.raises(AttributeError):
        word.seek("a")
    assert word.match("a")
