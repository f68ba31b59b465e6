from __future__ import annotations

import re
from string import Formatter

import pytest

from mailmend.render.catalog import languages
from mailmend.render.templates import templates
from mailmend.web.html import _foreign
from mailmend.web.words import FOREIGN, HOME, ON_PAGES, WORDS, page_words
from tests.unit.web.site import BOUNCE

# What only a command line has. A letter is for people who may have one.
OPTION = re.compile(r"(?<!\w)--[a-z]")


def test_no_page_speaks_of_options():
    words = page_words("en")
    asked = {code: text for code, text in templates().items() if not code.startswith("letter_")}
    said = {code: ON_PAGES.get(code, text) for code, text in asked.items()}
    speaking = [code for code, text in said.items() if OPTION.search(text) and "mailmend diagnose" not in text]
    assert speaking == [], "say these for a page too, in ON_PAGES of web/words.py"
    assert words.coded("MM-DNS-003.do", templates()["MM-DNS-003.do"]) == ON_PAGES["MM-DNS-003.do"]


@pytest.mark.parametrize("code", ON_PAGES)
def test_words_of_pages_are_filled_with_what_is_there(code):
    def names(text):
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    assert names(ON_PAGES[code]) <= names(templates()[code])


def test_a_page_names_fields_that_it_has():
    assert any("“Addresses that are mine”" in text for text in ON_PAGES.values())
    assert WORDS["told.mine"] == "Addresses that are mine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>nichts</p>", "<p>nichts</p>"),
        (f"<p>{FOREIGN}Add it{HOME}.</p>", '<p><span lang="en">Add it</span>.</p>'),
        (f'<p aria-label="{FOREIGN}Add{HOME}">x</p>', '<p aria-label="Add">x</p>'),
        (
            f"<title>{FOREIGN}Add{HOME} · x</title><p>{FOREIGN}y{HOME}</p>",
            '<title>Add · x</title><p><span lang="en">y</span></p>',
        ),
        (f"<p>{FOREIGN}a {FOREIGN}b{HOME} c{HOME}</p>", '<p><span lang="en">a <span lang="en">b</span> c</span></p>'),
        (f"<p>{HOME}a{FOREIGN}b</p><p>c</p>", '<p>a<span lang="en">b</span></p><p>c</p>'),
    ],
)
def test_english_in_another_language_says_so(text, said):
    assert _foreign(text) == said


@pytest.mark.parametrize("language", languages())
def test_no_mark_is_left_on_a_page(site, language):
    for answer in (
        site.post("/", data={"text": BOUNCE.decode(), "language": language}),
        site.get(f"/examples/relay-pool?lang={language}"),
        site.get(f"/check/contoso.example?lang={language}"),
        site.get(f"/explain/MM-SPF-001?lang={language}"),
    ):
        assert f'<html lang="{language}">' in answer.text
        assert not {FOREIGN, HOME} & set(answer.text)
        assert answer.text.count("<span") == answer.text.count("</span>")
