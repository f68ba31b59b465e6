"""The address that the receiver saw, and whose it is. The bounce is never a proof of that; DNS and the asker are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mailmend.evidence.domain import service
from mailmend.flow import Answer, Flow, ask, question, together
from mailmend.knowledge import Knowledge, Sender
from mailmend.model import Client, Domain, Identities, Notification, Service, Told
from mailmend.rdns import address_names, in_network, parse_ip, scope
from mailmend.spf import Result, check_host

_MOST_HOSTS = 20
_MOST_ALIASES = 4


def look(
    bounce: Notification, who: Identities, told: Told, domain: Domain | None, knowledge: Knowledge
) -> Flow[Client | None]:
    """Whose the refused address is, None where no address is known."""
    ip = who.client_ip
    if not ip:
        return None
    kind = scope(ip)
    names = (yield from address_names(ip)) if kind == "public" else None
    found = Client(ip=ip, scope=kind, names=names)
    if domain:
        found = yield from _owned(found, told, domain)
    return (yield from _neighbours(found, bounce, domain, told, knowledge))


def _owned(found: Client, told: Told, domain: Domain) -> Flow[Client]:
    """Whether the address is the sender's: told so, or an MX or a forward-confirmed PTR under the sender's zone."""
    if any(in_network(found.ip, net) for net in told.mine):
        return replace(found, own="mine")
    if found.scope != "public":
        return found
    own_mx = [host for host in mx_hosts(domain.mx) if under(host, domain.zone)]
    for host, answer in (yield from addresses_of(own_mx, found.ip)):
        if found.ip in canonical(answer.data) and not (yield from _leads_out(host, domain.zone)):
            return replace(found, own="mx", own_name=host, own_answers=_present(domain.mx, answer))
    for name in found.names.confirmed if found.names else ():
        if under(name, domain.zone) and not (yield from _leads_out(name, domain.zone)):
            return replace(
                found, own="ptr", own_name=name.rstrip("."), own_answers=found.names.answers if found.names else ()
            )
    if any(
        e.connector and (e.directionality or "").lower() == "originating" and e.from_ip == found.ip for e in told.trace
    ):
        # A stranger's message to the tenant has a FromIP too; its own is what a connector vouches for.
        return replace(found, own="trace")
    for answer in domain.addresses:
        if found.ip in canonical(answer.data):
            return replace(found, own="a", own_name=domain.name, own_answers=(answer,))
    return found


def _leads_out(name: str, zone: str) -> Flow[bool]:
    """Whether ``name`` is an alias that leads out of ``zone``: its addresses are then those of somebody else's host."""
    for _ in range(_MOST_ALIASES):
        (alias,) = yield from ask(question(name, "CNAME"))
        if alias.outcome != "data":
            return False
        name = str(alias.data[0])
        if not under(name, zone):
            return True
    return True


def _neighbours(
    found: Client, bounce: Notification, domain: Domain | None, told: Told, knowledge: Knowledge
) -> Flow[Client]:
    """Which service publishes the address, and whether it is the receiver's own or the reporting server's."""
    if found.scope != "public":
        return found
    services = yield from _services(found, domain, told, knowledge)
    receiver = yield from _receivers_own(found, bounce)
    reporter = yield from _reporters_own(found, bounce)
    return replace(found, services=services, receivers_own=receiver, reporters_own=reporter)


def _services(found: Client, domain: Domain | None, told: Told, knowledge: Knowledge) -> Flow[tuple[Service, ...]]:
    """The services that the address may belong to, each asked by its own published include.

    Where none of them holds it, a service may still be named by a host name that is confirmed in both directions.
    """
    confirmed = {name.rstrip(".") for name in (found.names.confirmed if found.names else ())}
    candidates = {used.id: used for used in (domain.services if domain else ())}
    for sender, name in _named_by(found, knowledge):
        known = candidates.get(sender.id)
        marks = known.used if known else (yield from _marks(sender, domain))
        candidates[sender.id] = replace(service(sender, used=marks, by=name), named=name in confirmed)
    resolvable = [candidate for candidate in candidates.values() if candidate.include and "<" not in candidate.include]
    results = yield from together(
        check_host(found.ip, str(s.include), f"postmaster@{s.include}", str(s.include), now=told.now)
        for s in resolvable
    )
    checked = tuple(
        replace(s, contains_client=evaluation.result is Result.PASS)
        for s, evaluation in zip(resolvable, results, strict=True)
    )
    return checked + tuple(s for s in candidates.values() if s not in resolvable and s.named)


def _named_by(found: Client, knowledge: Knowledge) -> Iterator[tuple[Sender, str]]:
    """The services that the address's names, or Microsoft's known ranges, point to. A hint: the include decides."""
    for name in found.names.names if found.names else ():
        sender = knowledge.sender_by_ptr(name)
        if sender:
            yield sender, name.rstrip(".")
    if knowledge.pools.is_microsoft(found.ip):
        for include in knowledge.pools.published_includes:
            sender = knowledge.sender_by_include(include)
            if sender:
                yield sender, include


def _marks(sender: Sender, domain: Domain | None) -> Flow[tuple[Answer, ...]]:
    """What in the DNS of the domain, or of its zone, shows that it uses the service."""
    if domain is None:
        return ()
    names = dict.fromkeys((domain.name, domain.zone))
    answers = yield from ask(*(question for name in names for question in sender.questions(name)))
    return tuple(answer for answer in answers if sender.shown_by(answer))


def _receivers_own(found: Client, bounce: Notification) -> Flow[tuple[Answer, ...]]:
    """The answers that show the address to be the receiving side's own: its MX, or the host that refused."""
    attempt = bounce.attempt
    domain = (attempt.recipient or "").rpartition("@")[2]
    if not domain:
        return ()
    (mx,) = yield from ask(question(domain, "MX"))
    hosts = [*mx_hosts(mx), *([attempt.remote_mta] if attempt.remote_mta else [])]
    for _, answer in (yield from addresses_of(hosts, found.ip)):
        if found.ip in canonical(answer.data):
            return (*(_present(mx)), answer)
    return ()


def _reporters_own(found: Client, bounce: Notification) -> Flow[tuple[Answer, ...]]:
    """The answers that show the address to be that of the server which wrote the report."""
    if not bounce.reporting_mta:
        return ()
    for _, answer in (yield from addresses_of([bounce.reporting_mta], found.ip)):
        if found.ip in canonical(answer.data):
            return (answer,)
    return ()


def addresses_of(hosts: Iterable[str], like: str) -> Flow[list[tuple[str, Answer]]]:
    """Each host with its addresses of the family of ``like``, asked as one batch of at most 20."""
    names = list(dict.fromkeys(host.rstrip(".").lower() for host in hosts if "." in host.rstrip(".")))[:_MOST_HOSTS]
    kind = "AAAA" if ":" in like else "A"
    answers = yield from ask(*(question(name, kind) for name in names))
    return list(zip(names, answers, strict=True))


def mx_hosts(answer: Answer | None) -> list[str]:
    """The hosts of an MX answer in the order of preference; the null MX (RFC 7505) names none."""
    if answer is None or answer.outcome != "data":
        return []
    return [host.rstrip(".") for _, host in sorted(answer.data) if host != "."]


def canonical(addresses: Iterable[str]) -> set[str]:
    """``addresses`` in the one spelling that they are compared in."""
    return {parsed for parsed in map(parse_ip, addresses) if parsed}


def under(name: str, zone: str) -> bool:
    """Whether ``name`` is ``zone`` or below it."""
    name, zone = name.rstrip(".").lower(), zone.rstrip(".").lower()
    return name == zone or name.endswith("." + zone)


def _present(*answers: Answer | None) -> tuple[Answer, ...]:
    return tuple(answer for answer in answers if answer is not None)
