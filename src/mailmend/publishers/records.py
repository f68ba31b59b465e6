"""Between the texts of a plan and the records of a zone: values that stay keep their very bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import dns.exception
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from mailmend.errors import BasisError, PublishError
from mailmend.model import Change, RecordEdit
from mailmend.publishers import Held
from mailmend.spf import split

DEFAULT_TTL = 3600


def change_of(edit: RecordEdit, held: Held) -> Change:
    """The change that ``edit`` makes of the RRset as it is ``held``. Raises BasisError where that is not its basis.

    A value that stays keeps its record as it is held, strings and all (RFC 1035 §3.3.14); a new text is split at 255
    bytes. Where the name lives by a wildcard, ``held`` is what the wildcard holds and nothing stands at the name.
    """
    shown = [text_of(edit.type, record) for record in held.records]
    if Counter(shown) != Counter(edit.before):
        raise BasisError(
            "{name} {type} is {shown} now, and the change was planned on {before}: nothing was "
            "written; plan anew, and mind that a resolver may hold an older answer for a while",
            name=edit.name,
            type=edit.type,
            shown=_told(shown),
            before=_told(edit.before),
        )
    left = list(zip(shown, held.records, strict=True))
    return Change(
        name=edit.name,
        type=edit.type,
        before=() if edit.wildcard else held.records,
        after=tuple(_record(edit.type, value, left) for value in edit.after),
        ttl=held.ttl,
        wildcard=f"{edit.wildcard}." if edit.wildcard else None,
        synthesised=held.records if edit.wildcard else (),
    )


def text_of(type: str, record: str) -> str:
    """One record as a plan shows it: TXT strings joined, one character for each byte; names lower case."""
    data = rdata(type, record)
    if type in ("TXT", "SPF"):
        return b"".join(data.strings).decode("latin-1")  # type: ignore[attr-defined]
    return data.to_text().lower() if type != "CAA" else data.to_text()


def texts_of(type: str, records: Iterable[str]) -> tuple[str, ...]:
    """The records of an RRset as a plan shows them."""
    return tuple(text_of(type, record) for record in records)


def canonical(type: str, records: Iterable[str]) -> tuple[str, ...]:
    """``records`` in one spelling and order: equal RRsets compare equal (RFC 2181 §5: an RRset is a set)."""
    return tuple(sorted({rdata(type, record).to_text() for record in records}))


def rdata(type: str, record: str) -> dns.rdata.Rdata:
    """One record by dnspython. Raises PublishError for what is none."""
    try:
        return dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.from_text(type), record)
    except dns.exception.DNSException as error:
        raise PublishError("{record!a} is no {type} record: {why}", record=record[:80], type=type, why=error) from None


def quoted(text: str) -> str:
    """A text as TXT data in a master file: strings of at most 255 bytes, every byte but plain ones escaped."""
    return " ".join(f'"{"".join(map(_escaped, part))}"' for part in split(text))


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if " " <= character <= "~" else f"\\{ord(character):03d}"


def _record(type: str, value: str, left: list[tuple[str, str]]) -> str:
    """The held record that says ``value``, taken out of those that are ``left``; else a new one."""
    for at, (shown, record) in enumerate(left):
        if shown == value:
            del left[at]
            return record
    return quoted(value) if type in ("TXT", "SPF") else value


def _told(values: Iterable[str]) -> str:
    return " and ".join(f'"{value}"' for value in sorted(values)) or "nothing"
