"""Where a change stands, for people and for scripts, and the exit code that says the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from mailmend.landing.shown import texts_of
from mailmend.model import Identities, Sent, ServerStanding, Standing, Verdict
from mailmend.render import schema
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.quoting import STAND_IN
from mailmend.render.screen import width, wrapped
from mailmend.render.words import ENGLISH, Words, marked

_LABEL = 18
_HAS = {
    Standing.LANDED: marked("has it"),
    Standing.OLD: marked("BEHIND: still the old value"),
    Standing.OTHER: marked("DIFFERS: has something else"),
    Standing.FAILED: marked("FAILS"),
    Standing.UNREACHED: marked("not reached from here"),
}


def exit_code(found: Verdict) -> int:
    """0 landed and passes, 1 not yet or would not pass, 3 a server fails or is behind, 5 our own resolver failed."""
    if found.resolver_failed:
        return 5
    if not found.passes or not any(server.standing is Standing.LANDED for server in found.servers):
        return 3 if found.failing and all(s.standing is Standing.FAILED for s in found.servers) else 1
    return 0 if found.landed else 3


def text(found: Verdict, words: Words = ENGLISH) -> str:
    """The verdict as text, without a line end at its end."""
    return "\n".join(line.rstrip() for line in _lines(found, words))


def progress(found: Verdict, words: Words = ENGLISH) -> str:
    """One line while waiting."""
    has = sum(server.standing is Standing.LANDED for server in found.servers)
    waiting = ", ".join(dict.fromkeys(s.server.rstrip(".") for s in found.servers if s.standing is not Standing.LANDED))
    said = words.text(
        "{has} of {all} have it; waiting for {servers}",
        has=has,
        all=len(found.servers),
        servers=waiting or words.text("nothing"),
    )
    return one_line(said, width())


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


def _lines(found: Verdict, words: Words) -> Iterator[str]:
    yield from wrapped(_headline(found, words))
    yield ""
    for at, server in enumerate(found.servers):
        yield _server_line(words.text("asked directly") if at == 0 else "", server, words)
    for server in found.servers:
        if server.standing is Standing.OTHER:
            for value in (value for answer in server.answers for value in texts_of(answer)):
                shown = f'"{visible(readable(value))}"'
                said = words.text("{server} has {value}", server=one_line(server.server, 60), value=shown)
                yield " " * _LABEL + said
    yield from _labelled(words.text("serials"), _serials(found, words))
    yield from _labelled(words.text("delegation"), _delegation(found, words))
    yield from _labelled(words.text("caches"), _caches(found, words))
    yield from _labelled(words.text("the message"), _message(found, words))
    if found.stand_in:
        yield from _labelled("", words.text(STAND_IN))


def _headline(found: Verdict, words: Words) -> str:
    name = one_line(found.name.rstrip("."), 200)
    if found.resolver_failed:
        return words.text(
            "The resolver that was asked does not tell the servers of {name}: nothing can be said.", name=name
        )
    if not found.servers:
        return words.text("No name server of {name} is known: nothing can be said.", name=name)
    said = _where_it_stands(found, name, words)
    if found.result is None:
        return said
    if found.passes:
        return f"{said} {words.text('The failed message would pass now.')}"
    return f"{said} {words.text('The failed message: {result}.', result=found.result)}"


def _where_it_stands(found: Verdict, name: str, words: Words) -> str:
    reached = [server for server in found.servers if server.standing is not Standing.UNREACHED]
    has = sum(server.standing is Standing.LANDED for server in reached)
    late = ", ".join(dict.fromkeys(one_line(server.server.rstrip("."), 80) for server in found.failing))
    said = {"has": has, "all": len(reached), "name": name, "late": late}
    if all(each.before is None for each in found.awaited):
        if found.landed:
            return words.text("All {has} addresses of its name servers agree on {name}.", **said)
        return words.text("{has} of {all} addresses of its name servers agree on {name}; not so: {late}.", **said)
    if found.landed:
        return words.text("Landed: all {has} addresses of its name servers have {name} as it should be.", **said)
    if has:
        return words.text("Not everywhere yet: {has} of {all} have {name} as it should be; not so: {late}.", **said)
    return words.text("Not landed: no name server has {name} as it should be.", name=name)


def _server_line(label: str, server: ServerStanding, words: Words) -> str:
    why = f" ({server.reason})" if server.reason else ""
    serial = "   " + words.text("serial {number}", number=server.serial) if server.serial is not None else ""
    name, address = one_line(server.server, 60), server.address or "-"
    has = words.text(_HAS[server.standing])
    return f"  {label} ".ljust(_LABEL) + f"{name:<28} {address:<24} {has}{why}{serial}"


def _serials(found: Verdict, words: Words) -> str:
    serials = sorted({server.serial for server in found.servers if server.serial is not None})
    return words.text("differ: {serials}", serials=", ".join(map(str, serials))) if len(serials) > 1 else ""


def _delegation(found: Verdict, words: Words) -> str:
    where = found.delegation
    if where is None or not where.at_zone:
        return ""
    if not where.at_parent:
        if not where.parent:
            return words.text("what the parent hands out could not be seen")
        return words.text("what the parent {parent} hands out could not be seen", parent=where.parent)
    if where.differs:
        return words.text(
            "{parent} names {at_parent}; the zone names {at_zone}: they should be the same (RFC 1912 §2.3)",
            parent=where.parent,
            at_parent=_names(where.at_parent),
            at_zone=_names(where.at_zone),
        )
    return words.text("{parent} names the same servers as the zone", parent=where.parent)


def _caches(found: Verdict, words: Words) -> str:
    old = found.cached is Standing.OLD
    if found.stale_until is None:
        return words.text("the resolver asked here still serves the old answer") if old else ""
    seconds = max(0, round((found.stale_until - found.now).total_seconds()))
    parts = [
        words.count(
            "resolvers may serve the old answer until {time} ({n} s from now)",
            "resolvers may serve the old answer until {time} ({n} s from now)",
            seconds,
            time=_clock(found.stale_until),
        )
    ]
    if any(server.standing is Standing.OLD for server in found.servers):
        parts.append(words.text("as long again after a server that is behind has caught up"))
    if old:
        parts.append(words.text("the resolver asked here still does"))
    return "; ".join(parts)


def _message(found: Verdict, words: Words) -> str:
    who = found.identities
    if who is None:
        return ""
    sender = one_line(who.mail_from or f"<> ({who.helo})", 200)
    if who.client_ip is None:
        return words.text(
            "{sender}: it is not known from which address it came, so SPF is not evaluated", sender=sender
        )
    said = {"sender": sender, "ip": who.client_ip, "result": found.result, "cached": found.cached_result}
    if found.result is None:
        return words.text(
            "{sender} from {ip}: not evaluated, because no name server of the domain could be asked", **said
        )
    if found.cached_result is not None and found.cached_result is not found.result:
        return words.text("{sender} from {ip}: {result}; {cached} by what the resolver asked here still serves", **said)
    return words.text("{sender} from {ip}: {result}", **said)


def _labelled(label: str, words: str) -> Iterator[str]:
    if words:
        first, rest = f"  {label} ".ljust(_LABEL), " " * _LABEL
        yield from wrapped(words, first, rest)


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
