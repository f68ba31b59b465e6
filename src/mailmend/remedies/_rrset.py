"""What stands at a name, and how one RRset of it is changed without harm to the rest.

An RRset is published whole, so the other TXT values at the name survive byte for byte. A name that is a CNAME holds
nothing of its own; a name that lives by a wildcard loses the wildcard's other types as soon as it exists (RFC 4592
section 4.1), so they are kept beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailmend.flow import Answer, Flow, ask, question
from mailmend.model import Applicability, RecordEdit
from mailmend.phrase import Phrase, phrase
from mailmend.spf import is_spf, split

WORDS = {
    "kept": "{name} lives by the wildcard {wildcard}; a record of its own takes that away, so this is published beside it",
}

# The types that a mail domain can hold; what else stands at a name is not touched by a change of its TXT.
_TYPES = ("A", "AAAA", "MX", "TXT", "CNAME", "NS", "CAA")
_MOST_ALIASES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a TXT record has to be edited: ``name`` is the owner after CNAMEs, ``aliases`` the names that led there.

    ``wildcard`` is the wildcard by which the name lives, ``kept`` the answers whose values must be published with the
    edit, because the name gets them from the wildcard now.
    """

    name: str
    aliases: tuple[str, ...]
    txt: Answer
    wildcard: str | None = None
    kept: tuple[Answer, ...] = ()


def place_of(name: str, zone: str) -> Flow[Place | None]:
    """Where the TXT records of ``name`` are edited; None where that is outside ``zone`` or cannot be told."""
    aliases: list[str] = []
    for _ in range(_MOST_ALIASES):
        if not _within(name, zone):
            return None
        here = yield from _answers_at(name)
        if any(answer.outcome == "unavailable" for answer in here.values()):
            return None
        if here["CNAME"].outcome != "data":
            return (yield from _settled(name, zone, tuple(aliases), here))
        aliases.append(name)
        name = here["CNAME"].data[0].rstrip(".").lower()
    return None


def edits(place: Place, values: Sequence[str], applicability: Applicability, because: Phrase) -> tuple[RecordEdit, ...]:
    """The change of the TXT RRset at ``place`` to ``values``, with what must be kept beside it."""
    main = RecordEdit(
        name=place.name + ".",
        type="TXT",
        before=tuple(shown("TXT", value) for value in place.txt.data),
        after=tuple(values),
        applicability=applicability,
        because=because,
    )
    kept = phrase("rrset.kept", name=place.name, wildcard=place.wildcard or "")
    return (main, *(_kept(place.name, answer, applicability, kept) for answer in place.kept))


def with_record(place: Place, record: str) -> tuple[str, ...]:
    """The TXT values at ``place`` with ``record`` instead of its SPF records, everything else as it was, in its order."""
    values, placed = list[str](), False
    for strings in place.txt.data:
        text = b"".join(strings)
        if not is_spf(text):
            values.append(shown("TXT", strings))
        elif not placed:
            values.append(record)
            placed = True
    return tuple(values if placed else [*values, record])


def shown(kind: str, value: object) -> str:
    """One record's data as one text: TXT strings joined, one character for each byte."""
    if kind == "TXT" and isinstance(value, tuple):
        return b"".join(value).decode("latin-1")
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value)
    return str(value)


def supposed(place: Place, values: Sequence[str]) -> tuple[Answer, ...]:
    """The answers that DNS would give at ``place``, and at the aliases of it, once ``values`` stand there."""
    data = tuple(tuple(part.encode("latin-1") for part in split(value)) for value in values)
    ttl = place.txt.ttl
    return tuple(
        Answer(question=question(name, "TXT"), outcome="data", data=data, ttl=ttl) for name in (place.name, *place.aliases)
    )


def _answers_at(name: str) -> Flow[dict[str, Answer]]:
    answers = yield from ask(*(question(name, kind) for kind in _TYPES))
    return dict(zip(_TYPES, answers, strict=True))


def _settled(name: str, zone: str, aliases: tuple[str, ...], here: dict[str, Answer]) -> Flow[Place | None]:
    """The place at ``name`` itself, once it is known whether a wildcard makes it."""
    for wildcard in _wildcards(name, zone):
        above = yield from _answers_at(wildcard)
        if any(answer.outcome == "unavailable" for answer in above.values()):
            return None
        if above["CNAME"].outcome == "data":
            return None
        held = [kind for kind in _TYPES if above[kind].outcome == "data"]
        if held and all(_same(above[kind], here[kind]) for kind in held) and _nothing_else(here, held):
            kept = tuple(here[kind] for kind in held if kind != "TXT")
            return Place(name=name, aliases=aliases, txt=here["TXT"], wildcard=wildcard, kept=kept)
    return Place(name=name, aliases=aliases, txt=here["TXT"])


def _wildcards(name: str, zone: str) -> list[str]:
    """The wildcards that could make ``name``, the closest first, up to the one below ``zone``."""
    labels = name.split(".")
    above = (".".join(labels[i:]) for i in range(1, len(labels)))
    return ["*." + parent for parent in above if _within(parent, zone)]


def _same(one: Answer, other: Answer) -> bool:
    return one.outcome == other.outcome and sorted(map(repr, one.data)) == sorted(map(repr, other.data))


def _nothing_else(here: dict[str, Answer], held: list[str]) -> bool:
    return all(here[kind].outcome != "data" for kind in _TYPES if kind not in held)


def _kept(name: str, answer: Answer, applicability: Applicability, because: Phrase) -> RecordEdit:
    values = tuple(shown(answer.question.type, value) for value in answer.data)
    return RecordEdit(
        name=name + ".", type=answer.question.type, before=values, after=values, applicability=applicability, because=because
    )


def _within(name: str, zone: str) -> bool:
    return name == zone or name.endswith("." + zone)
