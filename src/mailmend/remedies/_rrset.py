"""What stands at a name, and how one RRset of it is changed without harm to the rest.

An RRset is published whole, so the other TXT values at the name survive byte for byte. A name that is a CNAME holds
nothing of its own; a name that lives by a wildcard loses the wildcard's other types as soon as it exists (RFC 4592
section 4.1), so they are kept beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailmend.flow import Answer, Flow, ask, question
from mailmend.frozen import frozen
from mailmend.model import Applicability, RecordEdit
from mailmend.pattern import pattern
from mailmend.phrase import Phrase, phrase
from mailmend.spf import is_spf, split

WORDS = {
    "kept": "{name} lives by the wildcard {wildcard}; a record of its own takes that away, so this stays beside it",
}

# The types that a mail domain can hold; what else stands at a name is not touched by a change of its TXT.
_TYPES = ("A", "AAAA", "MX", "TXT", "CNAME", "NS", "CAA")
_MOST_ALIASES = 4
# A name as hosts have it: what else DNS can hold, no form of a DNS host takes.
_HOST_NAME = pattern(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,40}[a-z0-9-]{2,63}")


@frozen
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
        if not _within(name, zone) or not _HOST_NAME.fullmatch(name):
            return None
        here = yield from _answers_at(name)
        if here is None:
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
        wildcard=place.wildcard,
    )
    kept = phrase("rrset.kept", name=place.name, wildcard=place.wildcard or "")
    return (main, *(_kept(place, answer, applicability, kept) for answer in place.kept))


def with_record(place: Place, record: str) -> tuple[str, ...]:
    """The TXT values at ``place`` with ``record`` instead of its SPF records; all else is as it was, in its order."""
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
        Answer(question=question(name, "TXT"), outcome="data", data=data, ttl=ttl)
        for name in (place.name, *place.aliases)
    )


def _answers_at(name: str) -> Flow[dict[str, Answer] | None]:
    """What stands at ``name``, by type; None where some of it cannot be told."""
    asked = yield from ask(*(question(name, kind) for kind in _TYPES))
    answers = dict(zip(_TYPES, asked, strict=True))
    # At an alias the other types are those of its target.
    alias = answers["CNAME"].outcome == "data"
    return answers if alias or all(answer.outcome != "unavailable" for answer in asked) else None


def _settled(name: str, zone: str, aliases: tuple[str, ...], here: dict[str, Answer]) -> Flow[Place | None]:
    """The place at ``name``, which is no alias, once it is known whether a wildcard makes it."""
    # RFC 4592 §3.3.1: the outermost first, because it makes the inner wildcards' names too, where they are not there.
    for wildcard in _wildcards(name, zone):
        above = yield from _answers_at(wildcard)
        if above is None:
            return None
        held = [kind for kind in _TYPES if above[kind].outcome == "data"]
        if held and _lives_by(above, here):
            # The names between would stop to live by it; and an NS record there means nothing (RFC 4592 §4.2).
            if wildcard != f"*.{name.partition('.')[2]}" or "NS" in held:
                return None
            kept = tuple(here[kind] for kind in held if kind != "TXT")
            return Place(name=name, aliases=aliases, txt=here["TXT"], wildcard=wildcard, kept=kept)
    return Place(name=name, aliases=aliases, txt=here["TXT"])


def _wildcards(name: str, zone: str) -> list[str]:
    """The wildcards that could make ``name``, from the one below ``zone`` inwards."""
    labels = name.split(".")
    above = (".".join(labels[i:]) for i in range(len(labels) - 1, 0, -1))
    return ["*." + parent for parent in above if _within(parent, zone)]


def _lives_by(above: dict[str, Answer], here: dict[str, Answer]) -> bool:
    """Whether a name has what the wildcard above it has, and nothing else: then it is taken to live by it."""
    return all(_same(above[kind], here[kind]) for kind in _TYPES)


def _same(one: Answer, other: Answer) -> bool:
    if one.outcome != "data" or other.outcome != "data":
        return one.outcome != "data" and other.outcome != "data"
    return sorted(map(repr, one.data)) == sorted(map(repr, other.data))


def _kept(place: Place, answer: Answer, applicability: Applicability, because: Phrase) -> RecordEdit:
    values = tuple(shown(answer.question.type, value) for value in answer.data)
    return RecordEdit(
        name=place.name + ".",
        type=answer.question.type,
        before=values,
        after=values,
        applicability=applicability,
        because=because,
        wildcard=place.wildcard,
    )


def _within(name: str, zone: str) -> bool:
    return name == zone or name.endswith("." + zone)
