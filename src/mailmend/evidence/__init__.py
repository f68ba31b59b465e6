"""From a bounce and DNS to all that can be known about it: one :class:`Evidence` for each story.

One thing, one file: who claimed what (``identities``), by which hops (``route``), by which pool (``pool``), what SPF
says (``spf``), whose the address is (``client``), what the sender's domain uses (``domain``), what its servers say
(``servers``), what can be said without an address (``space``), who signed it (``dkim``), how the sending server is
called (``rdns``) and calls itself (``helo``), what shows that the message is the sender's own (``ours``), the
recipient's domain (``recipient``), by which list it was refused (``listing``), and what the sender's own tenant
recorded (``trace``).
"""

from __future__ import annotations

from mailmend import dmarc
from mailmend.authres import statements
from mailmend.evidence import (
    client,
    dkim,
    domain,
    helo,
    identities,
    listing,
    misplaced,
    ours,
    pool,
    rdns,
    recipient,
    route,
    servers,
    space,
    spf,
    trace,
)
from mailmend.evidence.setup import survey
from mailmend.flow import Flow, recorded, together
from mailmend.frozen import changed
from mailmend.knowledge import Knowledge
from mailmend.model import Category, DeliveryAttempt, Evidence, Notification, Told, TraceEntry

__all__ = ["observe", "stories", "survey"]

_BY_DNS = (Category.AUTH, Category.SENDER_DNS, Category.REPUTATION, Category.RELAY, Category.UNKNOWN)


def observe(bounce: Notification, told: Told, knowledge: Knowledge) -> Flow[tuple[Evidence, ...]]:
    """Everything that bears on ``bounce``, one Evidence for each group of attempts that were refused alike."""
    found, _ = yield from recorded(together(_story(story, told, knowledge) for story in stories(bounce)))
    return found


def stories(bounce: Notification) -> tuple[Notification, ...]:
    """``bounce`` once for each group of its attempts with the same story, in the order of the report."""
    if not bounce.failed:
        return (bounce,)
    groups: dict[object, list[DeliveryAttempt]] = {}
    for attempt in bounce.attempts:
        groups.setdefault(_story_key(attempt), []).append(attempt)
    return tuple(changed(bounce, attempts=tuple(group)) for group in groups.values())


def _story_key(attempt: DeliveryAttempt) -> object:
    """What makes two attempts the same story: everything but the recipient's own name and the wording."""
    remote = attempt.remote and (attempt.remote.reply, attempt.remote.status)
    return (
        (attempt.recipient or "").rpartition("@")[2].lower(),
        (attempt.action, attempt.status, attempt.reply, remote),
        (attempt.client_ip, attempt.identity, attempt.checked),
        (attempt.category, attempt.subtype, attempt.owner),
    )


def _story(bounce: Notification, told: Told, knowledge: Knowledge) -> Flow[Evidence]:
    evidence, answers = yield from recorded(_gather(bounce, told, knowledge))
    return changed(evidence, answers=answers)


def _gather(bounce: Notification, told: Told, knowledge: Knowledge) -> Flow[Evidence]:
    entries = trace.matching(bounce, told)
    told = trace.named_pool(told, entries)
    seen = _of_the_bounce(bounce, told, entries, knowledge)
    seen = changed(seen, destination=(yield from recipient.look(bounce, knowledge)))
    if not _dns_may_explain(bounce, told):
        return seen
    who, stated, hops = seen.identities, seen.stated, seen.route
    checked = yield from spf.check(who, told)
    zone = yield from domain.look(who, checked, knowledge)
    address = yield from client.look(bounce, who, told, zone, knowledge)
    if zone:
        views = yield from servers.ask_all(checked, zone, who, told.now)
        zone = changed(zone, views=views, misplaced=(yield from misplaced.look(checked, zone.zone)))
    policy = (yield from dmarc.discover(who.author_domain, knowledge.suffixes)) if who.author_domain else None
    return changed(
        seen,
        spf=checked,
        domain=zone,
        client=address,
        pool=pool.judge(bounce, who, address, told, knowledge.pools),
        space=(yield from space.look(bounce, who, checked, zone, told, knowledge)),
        dmarc=policy,
        signatures=(yield from dkim.look(bounce, stated, policy)),
        helo=(yield from helo.look(bounce, who)),
        sending_host=(yield from rdns.look(bounce, address)),
        ours=ours.signs(bounce, who, hops, zone, knowledge),
    )


def _of_the_bounce(bounce: Notification, told: Told, entries: tuple[TraceEntry, ...], knowledge: Knowledge) -> Evidence:
    """What bounce and asker say, before DNS is asked."""
    stated = statements(bounce.original.headers)
    who = identities.identify(bounce, told, stated)
    return Evidence(
        bounce=bounce,
        told=told,
        identities=who,
        pool=pool.judge(bounce, who, None, told, knowledge.pools),
        route=route.hops(bounce.original.headers),
        stated=stated,
        listing=listing.told(bounce, knowledge),
        trace=entries,
    )


def _dns_may_explain(bounce: Notification, told: Told) -> bool:
    """Whether DNS has a say: a failure whose category, or whose own code, is one of authentication."""
    attempt = bounce.attempt
    by_code = (attempt.status or "").endswith((".7.23", ".7.24", ".7.27"))
    # A sender's address that "could not be verified" may be one to which DNS knows no way.
    said = attempt.said[:_MOST].lower()
    unverified = attempt.category is Category.SENDER_REJECTED and "verif" in said
    # A policy that is not named may be the one that the author's domain publishes.
    unnamed = attempt.category is Category.POLICY and "policy reasons" in said
    known = attempt.category in _BY_DNS or by_code or unverified or unnamed
    return bounce.failed and (known or told.ip is not None)


_MOST = 2000
