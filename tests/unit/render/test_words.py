"""Every template can be filled, and every code that is used has words."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import mailmend
from mailmend import remedies, rules
from mailmend.errors import UsageError
from mailmend.model import Cite, Confidence, Finding, Owner
from mailmend.phrase import Phrase
from mailmend.render.templates import say_finding, templates
from mailmend.render.words import ENGLISH, of_environment, of_header, words_of

_SOURCES = Path(mailmend.__file__).parent
_USED = re.compile(r"phrase\(\s*f?[\"']([a-z_]+\.[^\"']*)[\"']")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", sorted(templates()))
def test_a_template_can_be_filled(code: str):
    names = fields(templates()[code])
    assert all(name.isidentifier() for name in names)
    said = ENGLISH.say(Phrase(code, tuple((name, "VALUE") for name in sorted(names))))
    assert said
    assert "{" not in said


def test_a_word_for_a_shell_is_quoted():
    quoted = [code for code, text in templates().items() if "!q}" in text]
    assert quoted
    for code in quoted:
        said = ENGLISH.say(Phrase(code, tuple((name, "x; rm -rf /") for name in fields(templates()[code]))))
        assert "'" in said


def test_every_code_that_the_source_uses_has_words():
    known = templates()
    for file in [*(_SOURCES / "remedies").glob("*.py"), *(_SOURCES / "rules").glob("*.py")]:
        for code in _USED.findall(file.read_text(encoding="utf-8")):
            # In a formatted code "{kind}" stands for some word.
            form = re.compile(
                "".join(
                    r"[^.]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", code)
                )
            )
            assert any(form.fullmatch(each) for each in known), f"{file.name}: {code}"


def test_every_remedy_cures_a_rule_that_exists():
    codes = {rule.CODE for rule in rules.rules()} | {page.code for page in rules.check_pages()}
    for cure in remedies.cures():
        assert set(cure.CURES) <= codes


@pytest.mark.parametrize("rule", rules.rules(), ids=lambda rule: rule.CODE)
def test_every_parameter_that_the_words_of_a_rule_name_is_given_by_it(rule: rules.Rule):
    source = ast.parse(Path(str(rule.__file__)).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    given = {
        keyword.arg
        for call in ast.walk(source)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "phrase"
        for keyword in call.keywords
    }
    assert set().union(*(fields(text) for text in rule.WORDS.values())) <= given


def found(variant: str) -> Finding:
    cites = (Cite(kind="asker", text="x"),)
    return Finding(code="X", confidence=Confidence.LIKELY, cause=True, owner=Owner.NOBODY, cites=cites, variant=variant)


@pytest.mark.parametrize(
    ("variant", "said"), [("", "base"), ("a", "a"), ("a.b", "a and b"), ("a.c", "a"), ("z", "base"), ("z.b", "base")]
)
def test_the_words_nearest_to_the_variant_are_taken(variant: str, said: str, monkeypatch: pytest.MonkeyPatch):
    known = {"X.title": "base", "X.title.a": "a", "X.title.a.b": "a and b"}
    monkeypatch.setattr("mailmend.render.templates.templates", lambda: known)
    assert say_finding(ENGLISH, found(variant), "title") == said


RO = words_of("ro")


def test_a_sentence_is_said_in_the_language_and_its_parameters_as_they_are():
    assert RO.text("{place}   said by {host}", place="bounce.eml:3", host="{evil}") == "bounce.eml:3   spus de {evil}"
    assert RO.text("this sentence has no translation, {n}", n=3) == "this sentence has no translation, 3"


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 adrese"), (1, "1 adresă"), (2, "2 adrese"), (19, "19 adrese"), (4200, "4.200 de adrese")]
)
def test_a_number_takes_the_form_of_its_language(n: int, said: str):
    assert RO.count("{n:,} address", "{n:,} addresses", n) == said


def test_english_has_two_forms():
    said = [ENGLISH.count("{n:,} address", "{n:,} addresses", n) for n in (0, 1, 4200)]
    assert said == ["0 addresses", "1 address", "4,200 addresses"]


def test_an_error_is_said_with_the_errors_inside_it():
    inner = UsageError("{text!r} is not an IP address", text="x")
    outer = UsageError("{name} holds no zone of {zone}: nothing was written", name=inner, zone="z")
    assert RO.error(outer).startswith("'x' nu este o adresă IP")
    assert str(UsageError("a text with {braces} and no parameters")) == "a text with {braces} and no parameters"
    assert RO.error(UsageError("a text with {braces} and no parameters")) == "a text with {braces} and no parameters"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ro_RO.UTF-8"}, "ro"),
        ({"LANG": "ro_RO.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "ro"}, "ro"),
        ({"LC_ALL": "", "LANG": "de_AT@euro"}, "de"),
        ({"LANG": "tlh"}, "en"),
    ],
)
def test_the_environment_names_the_language(environment: dict[str, str], language: str):
    assert of_environment(environment).language == language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("ro", "ro"),
        ("fr, ro-MD;q=0.8, en;q=0.5", "ro"),
        ("de;q=0.2, ro;q=0.9", "ro"),
        ("ro;q=0", "en"),
        ("*;q=x, \x00, ;;;", "en"),
        ("fr," * 100_000 + "ro", "en"),
    ],
)
def test_the_browser_names_the_language(header: str, language: str):
    assert of_header(header).language == language


def test_the_pseudo_language_brackets_words_and_leaves_evidence():
    assert words_of("xx").text("{n} of {all} have it", n=2, all=3) == "2⟦ of ⟧3⟦ have it⟧"
