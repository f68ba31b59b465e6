"""Translations as they stand in a .po file."""

from __future__ import annotations

import pytest

from mailmend.render.catalog import catalog, languages, parse

FILE = r"""# a comment
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : (n==0 || (n%100>0 && n%100<20)) ? 1 : 2);\n"
"X-Thousands: .\n"

#: render/text.py
msgid "who must act"
msgstr "cine intervine"

#: render/text.py
#, fuzzy
msgid "changed since"
msgstr "vechi"

msgctxt "MM-SPF-001.title"
msgid "{ip} \"quoted\"\n"
"over two lines"
msgstr "{ip} „citat”\n"
"pe două linii"

msgid "{n} address"
msgid_plural "{n} addresses"
msgstr[0] "{n} adresă"
msgstr[1] "{n} adrese"
msgstr[2] "{n} de adrese"

msgid "not yet"
msgstr ""

#~ msgid "gone"
#~ msgstr "dus"
"""


def test_what_is_translated_is_known_by_context_and_english():
    found = parse(FILE)
    assert found.said["", "who must act"] == ("cine intervine",)
    assert found.said["MM-SPF-001.title", '{ip} "quoted"\nover two lines'] == ("{ip} „citat”\npe două linii",)
    assert found.said["", "{n} address"] == ("{n} adresă", "{n} adrese", "{n} de adrese")
    assert found.headers["X-Thousands"] == "."


def test_what_is_fuzzy_obsolete_or_not_translated_is_left_out():
    assert {english for _, english in parse(FILE).said}.isdisjoint({"changed since", "not yet", "gone"})


@pytest.mark.parametrize(("n", "form"), [(0, 1), (1, 0), (2, 1), (19, 1), (20, 2), (100, 2), (101, 1), (120, 2)])
def test_the_plural_rule_is_that_of_the_file(n: int, form: int):
    assert parse(FILE).plural(n) == form


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "a', "line 1"),
        ('msgid "a"\nmsgstr "b" c', "line 2"),
        ('msgid "a"\nwhat is this', "line 2"),
        ('msgid "a"\nmsgid "b"', "line 2"),
        ('msgid "a"\nmsgstr "\\q"', "line 2"),
        ('msgfoo "a"', "line 1"),
    ],
)
def test_what_is_not_of_the_format_is_named_by_its_line(text: str, line: str):
    with pytest.raises(ValueError, match=line):
        parse(text)


def test_every_language_can_be_read():
    assert languages()[0] == "en"
    for language in languages():
        assert catalog(language).plural(1) in (0, 1)


def test_a_language_without_a_file_is_no_language():
    with pytest.raises(KeyError):
        catalog("../ro")
