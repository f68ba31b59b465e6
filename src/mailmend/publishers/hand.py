"""By hand: what to put where, in the words of the DNS host that the name servers reveal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailmend.knowledge import DnsHost
from mailmend.model import RecordEdit
from mailmend.publishers.records import quoted

_LONGEST_STRING = 255  # RFC 1035 §3.3


def instructions(edits: Sequence[RecordEdit], zone: str, servers: Sequence[str], host: DnsHost | None) -> Iterator[str]:
    """The lines that tell how ``edits`` are made by hand in ``zone``, whose name servers are ``servers``."""
    if host is None:
        yield f"The name servers of {zone} are {', '.join(servers) or 'not known'}: sign in where that DNS is run,"
        yield "and open the records (DNS records, zone editor, zone file) of the domain."
    else:
        yield f"The DNS of {zone} is at {host.name}: {host.url}"
        yield from (f"  {number}. {step}" for number, step in enumerate(host.steps, 1))
        yield from ([f"  {host.note}"] if host.note else [])
    for edit in edits:
        yield ""
        yield from _edit(edit, zone, host)
    if host is not None and host.via:
        yield ""
        yield f"Or let mailmend do it: --via {host.via} (docs/fix.md says which credentials it looks for)."


def _edit(edit: RecordEdit, zone: str, host: DnsHost | None) -> Iterator[str]:
    gone = [value for value in edit.before if value not in edit.after]
    new = [value for value in edit.after if value not in edit.before]
    yield f"name    {_name(edit.name, zone, host)}"
    yield f"type    {edit.type}"
    if edit.wildcard:
        yield f"        {edit.name} has no records of its own yet, it lives by {edit.wildcard}: add each of these"
        yield from (f"add     {_value(edit, value, host)}" for value in edit.after)
        return
    for old, value in zip(gone, new, strict=False):
        yield f"find    {_value(edit, old, host)}"
        yield f"make it {_value(edit, value, host)}"
    yield from (f"add     {_value(edit, value, host)}" for value in new[len(gone) :])
    yield from (f"delete  {_value(edit, value, host)}" for value in gone[len(new) :])
    if len(edit.after) > len(new):
        yield "        Leave the other values at this name as they are."


def _name(name: str, zone: str, host: DnsHost | None) -> str:
    """The name as forms want it: relative to the zone."""
    if name == zone:
        if host is None:
            return f"@ (or empty, or {name.rstrip('.')}: the domain itself)"
        return host.apex or "leave it empty (the domain itself)"
    return name.removesuffix("." + zone)


def _value(edit: RecordEdit, value: str, host: DnsHost | None) -> str:
    """A text in quotes only where the form wants them; a long one is split by most forms themselves."""
    if edit.type == "TXT" and ((host is not None and host.quotes) or len(value) > _LONGEST_STRING):
        return quoted(value)
    return value
