"""By hand: what to put where, in the words of the DNS host that the name servers reveal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mailmend.knowledge import DnsHost
from mailmend.model import RecordEdit
from mailmend.phrase import Speaks
from mailmend.publishers.records import quoted

_LONGEST_STRING = 255  # RFC 1035 §3.3
_LABEL = 8


def instructions(
    edits: Sequence[RecordEdit], zone: str, servers: Sequence[str], host: DnsHost | None, words: Speaks
) -> Iterator[str]:
    """The lines that tell how ``edits`` are made by hand in ``zone``, whose name servers are ``servers``."""
    if host is None:
        known = ", ".join(servers) or words.text("not known")
        yield words.text(
            "The name servers of {zone} are {servers}: sign in where that DNS is run,", zone=zone, servers=known
        )
        yield words.text("and open the records (DNS records, zone editor, zone file) of the domain.")
    else:
        yield words.text("The DNS of {zone} is at {host}: {url}", zone=zone, host=host.name, url=host.url)
        steps = (words.coded(f"dns_hosts.{host.id}", step) for step in host.steps)
        yield from (f"  {number}. {step}" for number, step in enumerate(steps, 1))
        yield from ([f"  {words.coded(f'dns_hosts.{host.id}', host.note)}"] if host.note else [])
    for edit in edits:
        yield ""
        yield from _edit(edit, zone, host, words)
    if host is not None and host.via:
        yield ""
        yield words.text(
            "Or let mailmend do it: --via {via} (docs/fix.md says which credentials it looks for).", via=host.via
        )


def _edit(edit: RecordEdit, zone: str, host: DnsHost | None, words: Speaks) -> Iterator[str]:
    gone = [value for value in edit.before if value not in edit.after]
    new = [value for value in edit.after if value not in edit.before]
    yield _row(words.text("name"), _name(edit.name, zone, host, words))
    yield _row(words.text("type"), edit.type)
    if edit.wildcard:
        lives = words.text(
            "{name} has no records of its own yet, it lives by {wildcard}: add each of these",
            name=edit.name,
            wildcard=edit.wildcard,
        )
        yield _row("", lives)
        yield from (_row(words.text("add"), _value(edit, value, host)) for value in edit.after)
        return
    for old, value in zip(gone, new, strict=False):
        yield _row(words.text("find"), _value(edit, old, host))
        yield _row(words.text("make it"), _value(edit, value, host))
    yield from (_row(words.text("add"), _value(edit, value, host)) for value in new[len(gone) :])
    yield from (_row(words.text("delete"), _value(edit, value, host)) for value in gone[len(new) :])
    if len(edit.after) > len(new):
        yield _row("", words.text("Leave the other values at this name as they are."))


def _row(label: str, value: str) -> str:
    return f"{label} ".ljust(_LABEL) + value


def _name(name: str, zone: str, host: DnsHost | None, words: Speaks) -> str:
    """The name as forms want it: relative to the zone."""
    if name == zone:
        if host is None:
            return words.text("@ (or empty, or {name}: the domain itself)", name=name.rstrip("."))
        return host.apex or words.text("leave it empty (the domain itself)")
    return name.removesuffix("." + zone)


def _value(edit: RecordEdit, value: str, host: DnsHost | None) -> str:
    """A text in quotes only where the form wants them; a long one is split by most forms themselves."""
    if edit.type == "TXT" and ((host is not None and host.quotes) or len(value) > _LONGEST_STRING):
        return quoted(value)
    return value
