"""The sender's domain as DNS shows it: where it takes its mail, and which services it demonstrably uses."""

from __future__ import annotations

from collections.abc import Iterable

from mailmend.flow import Answer, Flow, ask, question, texts
from mailmend.knowledge import Knowledge, Sender
from mailmend.model import Domain, Identities, Service, SpfCheck
from mailmend.spf import Record, Tree, is_spf, parse
from mailmend.spf.survey import every_branch

# Where Microsoft 365 leaves its mark in a customer's zone (Microsoft's list of DNS records for a domain, 2025).
_MARKS = ("autodiscover", "selector1._domainkey")


def look(who: Identities, checked: SpfCheck | None, knowledge: Knowledge) -> Flow[Domain | None]:
    """What DNS says about the domain whose record was checked, else about the author's; None where there is neither."""
    name = checked.domain if checked else who.spf_domain or who.author_domain
    if not name:
        return None
    zone = knowledge.suffixes.organizational(name)
    names = tuple(dict.fromkeys((name, zone)))
    wanted = [question(n, kind) for n in names for kind in ("MX", "TXT")]
    wanted += [question(name, kind) for kind in ("A", "AAAA", "CNAME")]
    wanted += [question(f"{label}.{n}", "CNAME") for n in names for label in _MARKS]
    answers = dict(zip(wanted, (yield from ask(*wanted)), strict=True))
    return Domain(
        name=name,
        zone=zone,
        zone_has_record=any(is_spf(text) for text in texts(answers[question(zone, "TXT")])),
        services=services_used(answers.values(), knowledge),
        hosted_by=hosted_by(checked.records if checked else (), knowledge),
        owned_by=_owner(name, knowledge),
        alias=_alias(answers[question(name, "CNAME")], zone),
        mx=answers[question(name, "MX")],
        addresses=tuple(answers[question(name, kind)] for kind in ("A", "AAAA")),
    )


def services_used(answers: Iterable[Answer], knowledge: Knowledge) -> tuple[Service, ...]:
    """The services that ``answers`` show the domain to use: an MX, a CNAME, a token, or an include of its records."""
    found = tuple(answer for answer in answers if answer.outcome == "data")
    named = [(a, knowledge.directory.shown_by(a).union(_included(a, knowledge))) for a in found]
    used = frozenset[str]().union(*(ids for _, ids in named))
    senders = (sender for sender in knowledge.senders if sender.id in used)
    return tuple(service(s, used=tuple(a for a, ids in named if s.id in ids)) for s in senders)


def service(sender: Sender, used: tuple[Answer, ...] = (), by: str = "") -> Service:
    """The noun for ``sender`` with what shows that the domain uses it; ``by`` is the host or include that named it."""
    include = None if sender.retired or sender.spf_place == "none" else sender.include_for(by)
    return Service(id=sender.id, name=sender.name, kind=sender.kind, include=include, used=used, by=by)


def senders_in(tree: Tree, knowledge: Knowledge) -> dict[str, str]:
    """Who sends for a domain by its record: the name of each known service by the domain that a term names for it."""
    targets = (branch.target for _, branch, _ in every_branch(tree) if branch.term_name in ("include", "redirect"))
    named = ((target, knowledge.sender_by_include(target)) for target in targets if target)
    return {target: sender.name for target, sender in named if sender}


def hosted_by(records: tuple[Record, ...], knowledge: Knowledge) -> str | None:
    """The SPF hosting vendor to which a record hands its policy, None where the domain writes its own."""
    for target in (target for record in records for target in targets(record)):
        sender = knowledge.sender_by_include(target)
        if sender and sender.hosted_spf:
            return sender.name
    return None


def targets(record: Record) -> tuple[str, ...]:
    """The domains that a record names by include, exists and redirect, macros unexpanded."""
    named = [d.domain.text for d in record.directives if d.name in ("include", "exists") and d.domain is not None]
    return (*named, *([record.redirect.value.text] if record.redirect else []))


def _included(answer: Answer, knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of the services that the SPF records of a TXT answer include."""
    if answer.question.type != "TXT":
        return ()
    named = (target for text in texts(answer) if is_spf(text) for target in targets(parse(text)))
    return tuple(sender.id for target in named if (sender := knowledge.sender_by_include(target)))


def _alias(answer: Answer, zone: str) -> str | None:
    """The target of a CNAME that leads out of ``zone``: what stands there is somebody else's to change."""
    target = str(answer.data[0]).rstrip(".").lower() if answer.outcome == "data" else ""
    return target if target and target != zone and not target.endswith(f".{zone}") else None


def _owner(name: str, knowledge: Knowledge) -> str | None:
    """The service to which the domain itself belongs, so that its customer cannot edit its DNS."""
    sender = knowledge.sender_by_envelope(name)
    return sender.name if sender else None
