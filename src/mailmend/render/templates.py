"""The English of phrases, gathered from the files that own it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache

from mailmend import remedies
from mailmend.model import Finding
from mailmend.phrase import Phrase
from mailmend.render.words import Words
from mailmend.rules import _doubts, check_pages, pages, rules


@cache
def templates() -> Mapping[str, str]:
    """Every template by its code: ``<rule's code>.<key>``, ``<remedy's file>.<key>``, ``<code of a page>.said``."""
    found = dict(_of_bounces())
    for page in pages():
        found |= {f"{page.code}.said": page.said, f"{page.code}.mend": page.mend}
    for checked in check_pages():
        found |= {f"{checked.code}.said": checked.said, f"{checked.code}.mend": checked.mend}
    return found


def template(code: str) -> str:
    """The template of ``code``; KeyError where nobody owns it. The pages of checks are not looked at for a bounce."""
    known = _of_bounces().get(code)
    return templates()[code] if known is None else known


@cache
def _of_bounces() -> Mapping[str, str]:
    found = {f"{rule.CODE}.{key}": text for rule in rules() for key, text in rule.WORDS.items()}
    found.update({f"{owner}.{key}": text for owner, words in _of_remedies() for key, text in words.items()})
    found.update({f"doubt.{key}": text for key, text in _doubts.WORDS.items()})
    return found


def say_finding(words: Words, finding: Finding, key: str) -> str:
    """The words ``key`` (``title``, ``happened``, ``do``) of a finding, those nearest to its variant: a.b, a, none."""
    known = _of_bounces() if finding.code in _rules_codes() else templates()
    code = f"{finding.code}.{key}.{finding.variant}".rstrip(".")
    while code not in known and code != f"{finding.code}.{key}":
        code = code.rpartition(".")[0]
    return words.say(Phrase(code, finding.params))


@cache
def _rules_codes() -> frozenset[str]:
    return frozenset(rule.CODE for rule in rules())


def _of_remedies() -> Iterator[tuple[str, dict[str, str]]]:
    for module in pkgutil.iter_modules(remedies.__path__):
        words = getattr(importlib.import_module(f"mailmend.remedies.{module.name}"), "WORDS", {})
        yield module.name.lstrip("_"), words
