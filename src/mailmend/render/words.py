"""Phrases said in the reader's language. English stands in the files of rules and remedies; others come on top."""

from __future__ import annotations

import importlib
import pkgutil
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter

from mailmend import remedies
from mailmend.model import Finding
from mailmend.phrase import Phrase
from mailmend.rules import rules


def say(phrase: Phrase) -> str:
    """``phrase`` in English, its parameters filled in as they are: evidence is never translated."""
    return _Formatter().vformat(templates()[phrase.code], (), dict(phrase.params))


def say_finding(finding: Finding, key: str) -> str:
    """The words ``key`` (``title``, ``happened``, ``do``) of a finding, those nearest to its variant: a.b, a, none."""
    known = templates()
    code = f"{finding.code}.{key}.{finding.variant}".rstrip(".")
    while code not in known and code != f"{finding.code}.{key}":
        code = code.rpartition(".")[0]
    return say(Phrase(code, finding.params))


@cache
def templates() -> Mapping[str, str]:
    """Every template by its code: ``<rule's code>.<key>`` or ``<remedy's file>.<key>``."""
    found = {f"{rule.CODE}.{key}": text for rule in rules() for key, text in rule.WORDS.items()}
    found.update({f"{owner}.{key}": text for owner, words in _of_remedies() for key, text in words.items()})
    return found


class _Formatter(Formatter):
    """Format strings with ``!q``: quoted for a shell, for evidence that stands in a command to be pasted."""

    def convert_field(self, value: object, conversion: str | None) -> object:
        return shlex.quote(str(value)) if conversion == "q" else super().convert_field(value, conversion)


def _of_remedies() -> Iterator[tuple[str, dict[str, str]]]:
    for module in pkgutil.iter_modules(remedies.__path__):
        words = getattr(importlib.import_module(f"mailmend.remedies.{module.name}"), "WORDS", {})
        yield module.name.lstrip("_"), words
