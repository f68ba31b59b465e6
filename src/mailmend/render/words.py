"""Words in the reader's language. A ``Words`` is made once at an edge and handed to whatever speaks.

Below the edges nothing speaks: there a text is a ``Phrase``, its English stands in the ``WORDS`` of its rule or remedy.
At the edges the English stands where it is said: ``words.text("{n} of {all} have it", n=2, all=3)``. Both are whole
sentences with placeholders. ``.po`` files give them in other languages; what they lack is said in English.
"""

from __future__ import annotations

import importlib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import field
from string import Formatter
from typing import cast

from mailmend.errors import MailmendError
from mailmend.frozen import frozen
from mailmend.phrase import Phrase
from mailmend.render.catalog import ENGLISH as _EN
from mailmend.render.catalog import Catalog, catalog, languages

PSEUDO = "xx"
_MOST_WISHES = 20


@frozen(kw_only=False)
class Words:
    """One language. Parameters are filled in as they are: evidence is never translated."""

    language: str = _EN
    catalog: Catalog = field(default_factory=Catalog, repr=False)

    def text(self, template: str, /, **params: object) -> str:
        """``template``, an English sentence of the edges with ``{placeholders}``, in this language."""
        return self._filled(self._one("", template), params)

    def count(self, one: str, many: str, n: int, /, **params: object) -> str:
        """A sentence about ``n`` things: English for one and for many, with ``{n}``; other languages by their rule."""
        forms = self.catalog.said.get(("", one))
        if forms is None:
            return self._filled(self._one("", one if n == 1 else many), {"n": n, **params})
        return self._filled(forms[min(self.catalog.plural(n), len(forms) - 1)], {"n": n, **params})

    def say(self, phrase: Phrase, **more: str) -> str:
        """``phrase`` of a rule or remedy; ``more`` are parameters that had to be said first."""
        return self.coded(phrase.code, _template(phrase.code), **dict(phrase.params), **more)

    def knows(self, code: str) -> bool:
        """Whether the phrase ``code`` is translated."""
        return (code, _template(code)) in self.catalog.said

    def coded(self, code: str, template: str, /, **params: object) -> str:
        """``template``, the English of ``code``: where it is the code that is translated, not the sentence."""
        return self._filled(self._one(code, template), params)

    def error(self, error: MailmendError) -> str:
        """What a caller is told of an error; an error among its parameters is said in this language too."""
        params = {key: self.error(p) if isinstance(p, MailmendError) else p for key, p in error.params.items()}
        return self.text(error.template, **params) if error.template else str(error)

    def page(self, code: str, paragraph: str, /) -> str:
        """A paragraph of the page of ``code``: plain text, in which braces are braces."""
        return self._filled(self._one(f"{code}.page", paragraph.replace("{", "{{").replace("}", "}}")), {})

    def listed(self, names: Sequence[str], *, either: bool = False) -> str:
        """``names`` as a sentence lists them: a, b and c (or: a, b or c)."""
        if len(names) < 2:
            return "".join(names)
        first, last = ", ".join(names[:-1]), names[-1]
        return self.text("{first} or {last}" if either else "{first} and {last}", first=first, last=last)

    def _one(self, _context: str, english: str) -> str:
        return self.catalog.said.get((_context, english), (english,))[0]

    def _filled(self, template: str, params: Mapping[str, object]) -> str:
        return _Formatter(self.catalog.headers.get("X-Thousands", ",")).vformat(template, (), params)


class _Pseudo(Words):
    """No language: whatever is translated stands in ⟦brackets⟧, so that a test sees what is not."""

    __slots__ = ()

    def _one(self, _context: str, english: str) -> str:
        return "".join(_bracketed(*part) for part in Formatter().parse(english))


class _Formatter(Formatter):
    """Format strings with ``!q``: quoted for a shell, for evidence that stands in a command to be pasted."""

    def __init__(self, thousands: str) -> None:
        self._thousands = thousands

    def convert_field(self, value: object, conversion: str | None) -> object:
        return shlex.quote(str(value)) if conversion == "q" else super().convert_field(value, conversion)

    def format_field(self, value: object, format_spec: str) -> str:
        text: str = super().format_field(value, format_spec)
        return text.replace(",", self._thousands) if format_spec == "," else text


ENGLISH = Words()


def words_of(language: str) -> Words:
    """The words of ``language`` (``en``, ``ro``, …, or ``xx``: none, but marked); KeyError for one not spoken here."""
    if language == _EN:
        return ENGLISH
    return _Pseudo(PSEUDO) if language == PSEUDO else Words(language, catalog(language))


def marked(template: str) -> str:
    """``template`` itself: says to the extraction that ``text`` will be asked for it later (tables of words)."""
    return template


def counted(one: str, many: str) -> tuple[str, str]:
    """The same for both forms of a sentence about a number: ``count`` will be asked for them later."""
    return one, many


def of_environment(environment: Mapping[str, str]) -> Words:
    """The language of a POSIX environment: the first that is set of LC_ALL, LC_MESSAGES and LANG (XBD section 8.2)."""
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), _EN)
    return nearest([locale])


def of_header(accept_language: str) -> Words:
    """The language that a browser asks for most (RFC 9110 section 12.5.4); English where it is none of ours."""
    wishes = []
    for wish in accept_language[:1000].split(",")[:_MOST_WISHES]:
        name, _, weight = wish.partition(";")
        try:
            wishes.append((-float(weight.strip().removeprefix("q=") or 1), name.strip()))
        except ValueError:
            continue
    return nearest([name for weight, name in sorted(wishes, key=lambda each: each[0]) if weight < 0])


def nearest(wishes: Sequence[str]) -> Words:
    """The first of ``wishes`` (``ro``, ``ro-MD``, ``ro_RO.UTF-8``) that is spoken here, else English."""
    for wish in wishes:
        language = wish.replace("_", "-").partition("-")[0].partition(".")[0].lower()
        if language in languages():
            return words_of(language)
    return ENGLISH


def _bracketed(literal: str, name: str | None, spec: str | None, conversion: str | None) -> str:
    """A piece of a template, its words in brackets; a brace that was written twice stays so."""
    words = literal.replace("{", "{{").replace("}", "}}")
    shown = f"⟦{words}⟧" if literal.strip() else words
    if name is None:
        return shown
    return shown + "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"


def _template(code: str) -> str:
    """The English of ``code``; imported when first asked for, because ``--help`` must not load every rule."""
    return cast(str, importlib.import_module("mailmend.render.templates").template(code))
