"""A ``.po`` file as it is: read when a language is first spoken, nothing to compile (decision 5).

The format is that of GNU gettext, section "PO files": entries of ``msgctxt``, ``msgid``, ``msgid_plural``, ``msgstr``.
What is marked fuzzy (its English has changed since) or is not translated yet is left out: English is said instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from gettext import c2py
from pathlib import Path

from mailmend.frozen import frozen

ENGLISH = "en"
# importlib.resources would find it too, and load archives and temporary files for that at every start.
_FOLDER = Path(__file__).parents[1] / "locales"
_SUFFIX = ".po"
_KEYWORDS = ("msgctxt", "msgid", "msgid_plural", "msgstr")


def _germanic(n: int) -> int:
    """The plural rule of English: one, or more than one."""
    return int(n != 1)


@frozen(kw_only=False)
class Catalog:
    """What one language says: its forms by context and English template, its plural rule, its headers."""

    said: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    plural: Callable[[int], int] = _germanic
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """One entry of a file: its strings by keyword (``msgstr[1]`` too), its flags."""

    line: int
    strings: dict[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()

    @property
    def forms(self) -> tuple[str, ...]:
        """The translation: one form, or one for each plural."""
        return tuple(text for keyword, text in self.strings.items() if keyword.startswith("msgstr"))


@cache
def languages() -> tuple[str, ...]:
    """The languages that can be spoken: English, and one for each file in ``locales``."""
    found = (entry.name for entry in _FOLDER.iterdir())
    return (ENGLISH, *sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX)))


@cache
def catalog(language: str) -> Catalog:
    """The words of ``language``; KeyError for one that has no file."""
    if language == ENGLISH:
        return Catalog()
    if language not in languages():
        raise KeyError(language)
    return parse(_FOLDER.joinpath(language + _SUFFIX).read_text(encoding="utf-8"))


def parse(text: str) -> Catalog:
    """The catalog in ``text``; ValueError with the number of the line that is not of the format."""
    said: dict[tuple[str, str], tuple[str, ...]] = {}
    headers: dict[str, str] = {}
    for entry in entries(text):
        english, forms = entry.strings.get("msgid", ""), entry.forms
        if not english:
            headers = dict(_headers("".join(forms)))
        elif all(forms) and "fuzzy" not in entry.flags:
            said[entry.strings.get("msgctxt", ""), english] = forms
    rule = headers.get("Plural-Forms", "").partition("plural=")[2].rstrip("; ")
    return Catalog(said, c2py(rule) if rule else _germanic, headers)


def entries(text: str) -> Iterator[Entry]:
    """Every entry of a file, the headers' (whose msgid is empty) too; obsolete ones (``#~``) are passed over."""
    entry, keyword = Entry(1), ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith('"') and keyword:
            entry.strings[keyword] += _string(line, number)
        elif line.startswith("msg"):
            keyword, _, quoted = line.partition(" ")
            if keyword.partition("[")[0] not in _KEYWORDS or keyword in entry.strings:
                raise ValueError(f"line {number}: {keyword} cannot stand here")
            entry.strings[keyword] = _string(quoted, number)
        elif line.startswith("#,"):
            entry.flags = frozenset(flag.strip() for flag in line[2:].split(","))
        elif not line.strip():
            if entry.strings:
                yield entry
            entry, keyword = Entry(number + 1), ""
        elif not line.startswith("#"):
            raise ValueError(f"line {number}: neither a comment nor a string")
    if entry.strings:
        yield entry


def _headers(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip(), value.strip()


def _string(quoted: str, number: int) -> str:
    """A quoted string; the escapes of a .po file are those of JSON."""
    if len(quoted) < 2 or not quoted.startswith('"') or not quoted.endswith('"'):
        raise ValueError(f"line {number}: not a string in quotes")
    if "\\" not in quoted:
        return quoted[1:-1]
    try:
        return str(json.loads(quoted))
    except ValueError:
        raise ValueError(f"line {number}: an escape that is none") from None
