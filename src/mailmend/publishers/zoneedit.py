"""The smallest edit of a master file's text: our RRsets and the serial, and not a byte beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import dns.exception
import dns.name
import dns.zone

from mailmend.errors import BasisError, PublishError
from mailmend.model import Change
from mailmend.publishers.records import canonical
from mailmend.publishers.zonelines import Record, ascii_only, records

_Splice = tuple[int, int, str]
_LARGEST = 2**32


def edited(text: str, origin: dns.name.Name, changes: Sequence[Change], today: date) -> str:
    """``text`` with ``changes`` made and the serial raised.

    Raises BasisError where something else stands there than ``before``, PublishError where the file cannot be edited
    safely. The result is read again and compared with what was meant, record by record.
    """
    held = list(records(text, origin))
    if any(record.type == "RRSIG" for record in held):
        raise PublishError("this zone file is signed: edit the one that it is made from; nothing was written")
    gone: list[Record] = []
    splices: list[_Splice] = []
    for change in changes:
        removed, replaced, added = _sorted_out(held, change)
        gone += removed
        splices += [splice for record, data in replaced for splice in _replaced(text, record, data)]
        splices += _inserted(text, held, change, added, removed)
    splices += _removed(text, held, gone)
    splices.append(_serial(held, today))
    result = _spliced(text, splices)
    _check(text, result, origin, changes)
    return result


def next_serial(old: int, today: date) -> int:
    """RFC 1912 §2.2: YYYYMMDDnn where the old serial has that form, else one more (RFC 1982 arithmetic, never 0)."""
    dated = today.year * 1000000 + today.month * 10000 + today.day * 100
    if 1990010100 <= old < dated and _is_dated(old):
        return dated
    return (old + 1) % _LARGEST or 1


def owned(held: Iterable[Record], name: str, type: str) -> list[Record]:
    """The records of one RRset."""
    owner = dns.name.from_text(name)
    return [record for record in held if record.owner == owner and record.type == type]


def _sorted_out(held: Sequence[Record], change: Change) -> tuple[list[Record], list[tuple[Record, str]], list[str]]:
    """What of the RRset goes, what becomes something else in its place, and what is new."""
    _require(held, change)
    after = list(canonical(change.type, change.after))
    old = []
    for record in owned(held, change.name, change.type):
        if record.rdata in after:
            after.remove(record.rdata)
        else:
            old.append(record)
    new = [data for data in dict.fromkeys(change.after) if canonical(change.type, (data,))[0] in after]
    pairs = list(zip(old, new, strict=False))
    return old[len(pairs) :], pairs, new[len(pairs) :]


def _require(held: Sequence[Record], change: Change) -> None:
    """What the change was planned on is what the file holds."""
    here = [record for record in held if record.owner == dns.name.from_text(change.name)]
    wrong = BasisError(
        "{name} {type} is not what the change was planned on: nothing was written", name=change.name, type=change.type
    )
    if any(record.type == "CNAME" for record in here) or (change.wildcard and here):
        raise wrong
    if change.wildcard:
        found = [record.rdata for record in owned(held, change.wildcard, change.type)]
        if canonical(change.type, found) != canonical(change.type, change.synthesised):
            raise wrong
    found = [record.rdata for record in here if record.type == change.type]
    if canonical(change.type, found) != canonical(change.type, change.before):
        raise wrong


def _replaced(text: str, record: Record, data: str) -> list[_Splice]:
    """New data in the place of the first word of the old; the other words go, comments between them stay."""
    first, *rest = record.data
    splices: list[_Splice] = [(first.start, first.end, data)]
    for before, word in zip(record.data, rest, strict=False):
        joined = not text[before.end : word.start].strip(" \t")
        splices.append((before.end if joined else word.start, word.end, ""))
    return splices


def _inserted(
    text: str, held: Sequence[Record], change: Change, added: Sequence[str], removed: Sequence[Record]
) -> list[_Splice]:
    """New records after the last one of their owner, else at the end of the file; their owner is spelled out."""
    if not added:
        return []
    same = [r for r in owned(held, change.name, change.type) if r not in removed]
    beside = same or [r for r in held if r.owner == dns.name.from_text(change.name)]
    anchor = beside[-1] if beside else held[-1]
    # Without $TTL a TTL holds for the records after it too (RFC 1035 §5.1), so none is stated then.
    stated = same[-1].stated_ttl if same else None
    ttl = f"{stated.text}\t" if stated and anchor.default_ttl else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    at = anchor.entry.end if beside else len(text)
    start = "" if text[:at].endswith(("\n", "\r")) else newline
    lines = "".join(f"{change.name}\t{ttl}IN\t{change.type}\t{data}{newline}" for data in added)
    return [(at, at, start + lines)]


def _removed(text: str, held: Sequence[Record], gone: Sequence[Record]) -> list[_Splice]:
    """Entries without their records, comments kept; who came after keeps the owner and TTL that it had from them."""
    splices: list[_Splice] = []
    newline = "\r\n" if "\r\n" in text else "\n"
    before: Record | None = None
    for record in held:
        if record in gone:
            entry = record.entry
            splices.append((entry.start, entry.end, "".join(f"{comment}{newline}" for comment in entry.comments)))
            continue
        if record.entry.indented and (before is None or before.owner != record.owner):
            splices.append((record.entry.start, record.entry.start, record.owner.to_text()))
        inherits = record.stated_ttl is None and not record.default_ttl
        if inherits and record.ttl is not None and (before is None or before.ttl != record.ttl):
            at = record.entry.words[0].start if record.entry.indented else record.entry.words[0].end
            splices.append((at, at, f"{record.ttl} " if record.entry.indented else f" {record.ttl}"))
        before = record
    return splices


def _serial(held: Sequence[Record], today: date) -> _Splice:
    soa = next((record for record in held if record.type == "SOA"), None)
    if soa is None or len(soa.data) < 3 or not soa.data[2].text.isdigit():
        raise PublishError("the zone file has no SOA with a serial: nothing was written")
    word = soa.data[2]
    return word.start, word.end, str(next_serial(int(word.text), today))


def _is_dated(serial: int) -> bool:
    try:
        date(serial // 1000000, serial // 10000 % 100, serial // 100 % 100)
    except ValueError:
        return False
    return True


def _spliced(text: str, splices: Sequence[_Splice]) -> str:
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _check(before: str, after: str, origin: dns.name.Name, changes: Sequence[Change]) -> None:
    """Read both texts by another reader: nothing but our RRsets and the serial may differ."""
    old, new = _contents(before, origin), _contents(after, origin)
    for change in changes:
        key = (dns.name.from_text(change.name), change.type)
        if new.pop(key, ((), 0))[0] != canonical(change.type, change.after):
            raise PublishError(
                "{name} {type} cannot be edited safely in this file: nothing was written",
                name=change.name,
                type=change.type,
            )
        old.pop(key, None)
    if old != new:
        raise PublishError("this file cannot be edited without touching other records: nothing was written")


def _contents(text: str, origin: dns.name.Name) -> dict[tuple[dns.name.Name, str], tuple[tuple[str, ...], int]]:
    """Every RRset with its TTL; of the SOA all but the serial."""
    try:
        zone = dns.zone.from_text(ascii_only(text), origin, relativize=False, check_origin=False)
    except (dns.exception.DNSException, ValueError) as error:
        raise PublishError("the zone file cannot be read ({why}): nothing was written", why=error) from None
    found = {}
    for name, held in zone.iterate_rdatasets():
        kind = dns.rdatatype.to_text(held.rdtype)
        texts = (data.replace(serial=0).to_text() if kind == "SOA" else data.to_text() for data in held)
        found[name, kind] = (tuple(sorted(texts)), held.ttl)
    return found
