from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailmend.authres.scan import Section, sections


def test_space_and_comments_may_stand_around_the_equals_sign():
    (section,) = sections('spf (what) = (who) fail reason= "a; (b) \\"c\\"" x =y')
    assert section.pairs == (("spf", "fail"), ("reason", 'a; (b) "c"'), ("x", "y"))


def test_comments_nest_and_know_their_place():
    (section,) = sections("spf=pass (outer (inner) \\) end) smtp.mailfrom=a@b (last)")
    assert section.comments == ((1, "outer (inner) \\) end"), (2, "last"))


def test_a_value_keeps_its_own_equals_signs():
    (section,) = sections("smtp.mailfrom=bounce+x=y.example@esp.example")
    assert section.pairs == (("smtp.mailfrom", "bounce+x=y.example@esp.example"),)


def test_an_empty_value_does_not_eat_the_next_pair():
    (section,) = sections("smtp.mail= dkim=pass")
    assert section.pairs == (("smtp.mail", ""), ("dkim", "pass"))


def test_what_is_never_closed_ends_with_the_text():
    assert list(sections('a (b; c "d')) == [Section(words=("a",), pairs=(), comments=((0, 'b; c "d'),))]
    assert list(sections('a="b; c')) == [Section(words=(), pairs=(("a", '"b; c'),), comments=())]


@given(st.text(alphabet='ab=;()"\\ .\n') | st.text())
def test_any_text_ends_in_sections(text):
    for section in sections(text):
        assert all(key for key, _ in section.pairs)
        assert all(0 <= before <= len(section.pairs) for before, _ in section.comments)


def test_hostile_text_is_cut_short():
    for text in ("(" * 10**6, '"\\' * 10**6, "a=" * 10**6, ";" * 10**6, '"a;' * 10**6):
        assert sum(1 for _ in sections(text)) <= 20_000
