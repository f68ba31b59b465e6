"""Where a change stands, for people and for scripts, and the exit code that says the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime

from mailmend.landing.shown import texts_of
from mailmend.model import Identities, Sent, ServerStanding, Standing, Verdict
from mailmend.render import schema
from mailmend.render.clean import one_line, readable, visible

_WIDTH, _LABEL = 100, 18
_HAS = {
    Standing.LANDED: "has it",
    Standing.OLD: "BEHIND: still the old value",
    Standing.OTHER: "DIFFERS: has something else",
    Standing.FAILED: "FAILS",
    Standing.UNREACHED: "not reached from here",
}


def exit_code(found: Verdict) -> int:
    """0 landed and passes, 1 not yet or would not pass, 3 a server fails or is behind, 5 our own resolver failed."""
    if found.resolver_failed:
        return 5
    if not found.passes or not any(server.standing is Standing.LANDED for server in found.servers):
        return 3 if found.failing and all(s.standing is Standing.FAILED for s in found.servers) else 1
    return 0 if found.landed else 3


def text(found: Verdict) -> str:
    """The verdict as text, without a line end at its end."""
    return "\n".join(line.rstrip() for line in _lines(found))


def progress(found: Verdict) -> str:
    """One line while waiting."""
    has = sum(server.standing is Standing.LANDED for server in found.servers)
    waiting = ", ".join(dict.fromkeys(s.server.rstrip(".") for s in found.servers if s.standing is not Standing.LANDED))
    return one_line(f"{has} of {len(found.servers)} have it; waiting for {waiting or 'nothing'}", _WIDTH)


def as_json(found: Verdict, receipt: str | None = None, sent: Sent | None = None) -> schema.Verdict:
    """The verdict as ``mailmend verify --json`` prints it."""
    where = found.delegation
    return schema.Verdict(
        name=visible(found.name),
        receipt=receipt,
        landed=found.landed,
        awaited=[
            schema.AwaitedRrset(name=each.name, type=each.type, before=_values(each.before), after=_values(each.after))
            for each in found.awaited
        ],
        servers=[_server(server) for server in found.servers],
        delegation=schema.DelegationNames(
            zone=where.zone,
            parent=where.parent,
            at_parent=list(where.at_parent),
            at_zone=list(where.at_zone),
            differs=where.differs,
        )
        if where
        else None,
        identities=_identities(found.identities),
        result=found.result.value if found.result else None,
        cached=found.cached.value if found.cached else None,
        cached_result=found.cached_result.value if found.cached_result else None,
        stale_until=_time(found.stale_until) if found.stale_until else None,
        resolver_failed=found.resolver_failed,
        resent=_resent(sent) if sent else None,
        asked_at=_time(found.now),
        exit_code=exit_code(found),
    )


def _lines(found: Verdict) -> Iterator[str]:
    yield from textwrap.wrap(_headline(found), _WIDTH, break_on_hyphens=False)
    yield ""
    for at, server in enumerate(found.servers):
        yield _server_line("asked directly" if at == 0 else "", server)
    for server in found.servers:
        if server.standing is Standing.OTHER:
            for value in (value for answer in server.answers for value in texts_of(answer)):
                yield " " * _LABEL + f'{one_line(server.server, 60)} has "{visible(readable(value))}"'
    yield from _labelled("serials", _serials(found))
    yield from _labelled("delegation", _delegation(found))
    yield from _labelled("caches", _caches(found))
    yield from _labelled("the message", _message(found))


def _headline(found: Verdict) -> str:
    name = one_line(found.name.rstrip("."), 200)
    if found.resolver_failed:
        return f"The resolver that was asked does not tell the servers of {name}: nothing can be said."
    if not found.servers:
        return f"No name server of {name} is known: nothing can be said."
    said = _where_it_stands(found, name)
    if found.result is not None:
        said += " The failed message would pass now." if found.passes else f" The failed message: {found.result}."
    return said


def _where_it_stands(found: Verdict, name: str) -> str:
    reached = [server for server in found.servers if server.standing is not Standing.UNREACHED]
    has = sum(server.standing is Standing.LANDED for server in reached)
    late = ", ".join(dict.fromkeys(one_line(server.server.rstrip("."), 80) for server in found.failing))
    if all(each.before is None for each in found.awaited):
        if found.landed:
            return f"All {has} addresses of its name servers agree on {name}."
        return f"{has} of {len(reached)} addresses of its name servers agree on {name}; not so: {late}."
    if found.landed:
        return f"Landed: all {has} addresses of its name servers have {name} as it should be."
    if has:
        return f"Not everywhere yet: {has} of {len(reached)} have {name} as it should be; not so: {late}."
    return f"Not landed: no name server has {name} as it should be."


def _server_line(label: str, server: ServerStanding) -> str:
    why = f" ({server.reason})" if server.reason else ""
    serial = f"   serial {server.serial}" if server.serial is not None else ""
    name, address = one_line(server.server, 60), server.address or "-"
    return f"  {label}".ljust(_LABEL) + f"{name:<28} {address:<24} {_HAS[server.standing]}{why}{serial}"


def _serials(found: Verdict) -> str:
    serials = sorted({server.serial for server in found.servers if server.serial is not None})
    return f"differ: {', '.join(map(str, serials))}" if len(serials) > 1 else ""


def _delegation(found: Verdict) -> str:
    where = found.delegation
    if where is None or not where.at_zone:
        return ""
    if not where.at_parent:
        return f"what the parent {where.parent or ''} hands out could not be seen".replace("  ", " ")
    if where.differs:
        return (
            f"{where.parent} names {_names(where.at_parent)}; the zone names {_names(where.at_zone)}: "
            "they should be the same (RFC 1912 §2.3)"
        )
    return f"{where.parent} names the same servers as the zone"


def _caches(found: Verdict) -> str:
    asked = "; the resolver asked here still does" if found.cached is Standing.OLD else ""
    if found.stale_until is None:
        return "the resolver asked here still serves the old answer" if asked else ""
    seconds = max(0, round((found.stale_until - found.now).total_seconds()))
    behind = any(server.standing is Standing.OLD for server in found.servers)
    longer = ", and as long again after a server that is behind" if behind else ""
    return f"resolvers may serve the old answer until {_clock(found.stale_until)} ({seconds} s from now){longer}{asked}"


def _message(found: Verdict) -> str:
    who = found.identities
    if who is None:
        return ""
    sender = one_line(who.mail_from or f"<> ({who.helo})", 200)
    if who.client_ip is None:
        return f"{sender}: it is not known from which address it came, so SPF is not evaluated"
    if found.result is None:
        return f"{sender} from {who.client_ip}: not evaluated, because no name server of the domain could be asked"
    cached = ""
    if found.cached_result is not None and found.cached_result is not found.result:
        cached = f"; {found.cached_result} by what the resolver asked here still serves"
    return f"{sender} from {who.client_ip}: {found.result}{cached}"


def _labelled(label: str, words: str) -> Iterator[str]:
    if words:
        first, rest = f"  {label}".ljust(_LABEL), " " * _LABEL
        yield from textwrap.wrap(words, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _server(server: ServerStanding) -> schema.Server:
    values: dict[str, list[str]] = {}
    for answer in server.answers:
        values[answer.question.type] = [readable(value) for value in texts_of(answer)]
    return schema.Server(
        server=server.server,
        address=server.address,
        standing=server.standing.value,
        serial=server.serial,
        reason=server.reason,
        values=values,
    )


def _resent(sent: Sent) -> schema.Resent:
    return schema.Resent(
        server=sent.server,
        command=sent.command,
        code=sent.code,
        reply=sent.reply,
        message_id=sent.message_id,
        accepted=sent.accepted,
    )


def _identities(who: Identities | None) -> schema.Identities | None:
    if who is None:
        return None
    return schema.Identities(
        client_ip=who.client_ip, helo=who.helo, mail_from=who.mail_from, author_domain=who.author_domain
    )


def _values(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else [readable(value) for value in values]


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(one_line(name, 80) for name in names)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
