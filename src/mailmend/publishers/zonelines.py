"""A master file (RFC 1035 §5) as its author wrote it: every entry with the place where each of its words stands.

The text is one character for each byte, so that what is not touched is written back byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.ttl

from mailmend.errors import PublishError
from mailmend.frozen import frozen
from mailmend.pattern import pattern

_TOKEN = pattern(
    r"""(?P<blank>[ \t\f\v]+)
    |(?P<comment>;[^\r\n]*)
    |(?P<newline>\r\n|\n|\r)
    |(?P<open>\()
    |(?P<close>\))
    |(?P<quoted>"(?:[^"\\\r\n]|\\.)*")
    |(?P<word>(?:[^\s;()"\\]|\\.)+)""",
    re.VERBOSE | re.DOTALL,
)
_TTL = pattern(r"(?:[0-9]{1,10}[smhdw]?){1,6}", re.IGNORECASE)
_CLASSES = ("IN", "CH", "HS", "CS")
_NOT_ASCII = pattern("[^\x00-\x7f]")


@frozen(kw_only=False)
class Word:
    """One word of an entry: ``text`` as written, quotes and all."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Entry:
    """One entry with its line end; ``indented``: it begins with a blank, so its owner is that of the record before."""

    start: int
    end: int
    indented: bool
    words: list[Word] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


@frozen
class Record:
    """A resource record in its entry. ``ttl`` is what holds for it, None where the file does not say.

    ``stated_ttl`` is the word that states it in this entry; ``default_ttl`` says that ``$TTL`` is in force there.
    """

    entry: Entry
    owner: dns.name.Name
    origin: dns.name.Name
    type: str
    data: tuple[Word, ...]
    ttl: int | None
    stated_ttl: Word | None
    default_ttl: bool

    @property
    def rdata(self) -> str:
        """The data in the one spelling of dnspython, names absolute. Raises PublishError for what is none."""
        words = " ".join(word.text for word in self.data)
        try:
            kind = dns.rdatatype.from_text(self.type)
            data = dns.rdata.from_text(dns.rdataclass.IN, kind, ascii_only(words), self.origin, relativize=False)
        except (dns.exception.DNSException, ValueError) as error:
            raise PublishError(
                "{owner} {type}: not to be read ({why})", owner=self.owner, type=self.type, why=error
            ) from None
        return data.to_text()


def records(text: str, origin: dns.name.Name | None) -> Iterator[Record]:
    """The records of a master file, in order. Raises PublishError, with the line, for what cannot be edited safely.

    ``origin`` is that of the file's first line; None where the file has to say it itself.
    """
    owner: dns.name.Name | None = None
    default: int | None = None
    last: int | None = None
    for entry in entries(text):
        try:
            if entry.words[0].text.startswith("$") and not entry.indented:
                origin, default = _obeyed(entry, origin, default)
                continue
            record = _record(entry, origin, owner, default, last)
        except (dns.exception.DNSException, ValueError, IndexError):
            line = text.count("\n", 0, entry.start) + 1
            raise PublishError(
                "line {line}: not an entry that can be edited safely: nothing was written", line=line
            ) from None
        owner, last = record.owner, record.ttl
        yield record


def entries(text: str) -> Iterator[Entry]:
    """The entries that hold something, in order; parentheses join lines (RFC 1035 §5.1)."""
    entry, depth = Entry(0, 0, indented=False), 0
    for found in _tokens(text):
        kind, start, end = found.lastgroup, found.start(), found.end()
        if kind == "newline" and depth == 0:
            entry.end = end
            if entry.words:
                yield entry
            entry = Entry(end, end, indented=False)
        elif kind == "blank" and start == entry.start:
            entry.indented = True
        elif kind == "comment":
            entry.comments.append(found[0])
        elif kind in ("quoted", "word"):
            entry.words.append(Word(start, end, found[0]))
        depth += (kind == "open") - (kind == "close")
    entry.end = len(text)
    if depth != 0:
        raise PublishError("the parentheses do not match: nothing was written")
    if entry.words:
        yield entry


def _tokens(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise PublishError(
                "line {number}: not to be read: nothing was written", number=text.count(chr(10), 0, at) + 1
            )
        yield found
        at = found.end()


def ascii_only(text: str) -> str:
    r"""``text`` with each byte above ASCII as ``\DDD``: the same data to every reader."""
    return _NOT_ASCII.sub(lambda found: f"\\{ord(found[0]):03d}", text)


def _obeyed(entry: Entry, origin: dns.name.Name | None, default: int | None) -> tuple[dns.name.Name | None, int | None]:
    directive, argument = entry.words[0].text.upper(), entry.words[1].text
    if directive == "$ORIGIN":
        return dns.name.from_text(ascii_only(argument), origin), default
    if directive == "$TTL":
        return origin, dns.ttl.from_text(argument)
    raise PublishError(
        "{directive} is in the zone file: what it brings in cannot be seen; nothing was written", directive=directive
    )


def _record(
    entry: Entry, origin: dns.name.Name | None, owner: dns.name.Name | None, default: int | None, last: int | None
) -> Record:
    """RFC 1035 §5.1: [owner] [TTL] [class] type data, TTL and class in any order."""
    words = list(entry.words)
    if not entry.indented:
        owner = dns.name.from_text(ascii_only(words.pop(0).text), origin)
    stated: Word | None = None
    while words[0].text.upper() in _CLASSES or (stated is None and _TTL.fullmatch(words[0].text)):
        word = words.pop(0)
        stated = stated if word.text.upper() in _CLASSES else word
    kind = words.pop(0).text.upper()
    dns.rdatatype.from_text(kind)
    if owner is None or not owner.is_absolute():
        raise ValueError(kind)
    ttl = dns.ttl.from_text(stated.text) if stated else default if default is not None else last
    return Record(
        entry=entry,
        owner=owner,
        origin=origin or dns.name.root,
        type=kind,
        data=tuple(words),
        ttl=ttl,
        stated_ttl=stated,
        default_ttl=default is not None,
    )
