"""Translations keep every place and all evidence; that Romanian lacks nothing `make check` says (tools/locales.py)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from mailmend.render.catalog import Entry, entries

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    sys.path.insert(0, str(_ROOT / "tools"))
    try:
        spec = importlib.util.spec_from_file_location("locales_tool", _ROOT / "tools" / "locales.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(_ROOT / "tools"))


@pytest.mark.parametrize(("language", "plurals"), [("ro", 3), ("de", 2)])
def test_no_translation_lacks_a_place_or_changes_evidence(tool: ModuleType, language: str, plurals: int):
    text = (_ROOT / "src/mailmend/locales" / f"{language}.po").read_text(encoding="utf-8")
    done = [entry for entry in list(entries(text))[1:] if all(entry.forms)]
    assert done
    assert [fault for entry in done for fault in tool._faults(entry, plurals)] == []


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("{ip} is an address of {name}", "{ip} este o adresă"),
        ("{ip} is not authorised", "{adresa} nu este autorizat"),
        ("add it with --mine {ip!q}", "adăugați cu --mine {ip}"),
        ("add it with --mine", "adăugați cu --al-meu"),
        ("it ends in ``-all``", "se termină în ``-toate``"),
        ("the code 5.7.23 (RFC 7208)", "codul 5.7.24 (RFC 7208)"),
        ("see mailmend spf", "vedeți mailmend fix"),
        ("a record v=spf1", "o înregistrare v=spf"),
        ("see MM-SPF-001", "vedeți MM-SPF-002"),
    ],
)
def test_the_check_sees_what_differs(tool: ModuleType, english: str, said: str):
    assert list(tool._faults(Entry(1, {"msgid": english, "msgstr": said}), 3))


def test_the_check_sees_a_missing_plural(tool: ModuleType):
    strings = {"msgid": "{n} day", "msgid_plural": "{n} days", "msgstr[0]": "{n} zi", "msgstr[1]": "{n} zile"}
    assert list(tool._faults(Entry(1, strings), 3))
    assert not list(tool._faults(Entry(1, strings), 2))


def test_a_changed_sentence_keeps_its_translation_and_is_fuzzy(tool: ModuleType):
    old = 'msgid ""\nmsgstr "Language: ro\\n"\n\nmsgctxt "X.do"\nmsgid "Add {ip}."\nmsgstr "Adăugați {ip}."\n'
    message = tool.Message("x", "Add {ip} to the record.", "X.do")
    made = tool._written(list(entries(old)), [message])
    assert "#, fuzzy" in made
    assert 'msgstr "Adăugați {ip}."' in made
    assert tool._written(list(entries(made)), [message]) == made
