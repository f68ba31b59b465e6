"""Every template can be filled, and every code that is used has words."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import mailmend
from mailmend import remedies, rules
from mailmend.model import Cite, Confidence, Finding, Owner
from mailmend.phrase import Phrase
from mailmend.render.templates import say_finding, templates
from mailmend.render.words import ENGLISH

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
