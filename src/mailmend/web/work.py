"""What is done for a request, whoever asks: the verbs, driven at the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from mailmend import pipeline
from mailmend.client import Client, ToldWords, read
from mailmend.errors import InputError, UsageError
from mailmend.flow import Answers, Flow, recorded, together
from mailmend.model import Checkup, Diagnosis, Notification, Told
from mailmend.rdns import parse_ip
from mailmend.sources.packaged import knowledge
from mailmend.spf import READINGS, Audit, Evaluation, Policy, Result, audit, check_host, partition
from mailmend.spf.proposal import Proposal, propose
from mailmend.web.desk import Desk, Inquiry
from mailmend.web.incoming import Sent
from mailmend.web.names import domain_of
from mailmend.web.problems import BAD_PARAMETER, UNREADABLE, ProblemError
from mailmend.web.unpacking import is_archive, unpacked

MOST_NOTIFICATIONS = 1000
_LONGEST = 320  # RFC 5321 §4.5.3.1: a path has at most 256 octets; what is longer is no address
_MOST_MINE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """What became of one input; ``more`` says that it holds more than is answered at a time."""

    found: tuple[Diagnosis, ...]
    told: Told
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """SPF for one address: the evaluation by the RFC, and the results by other readings."""

    found: Evaluation
    readings: Mapping[str, Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """SPF of a domain for everybody."""

    found: Audit
    policy: Policy
    proposals: tuple[Proposal, ...]


async def notifications(desk: Desk, sent: Sent, most: int = MOST_NOTIFICATIONS) -> tuple[list[Notification], bool]:
    """The notifications in what was sent, and whether there are more; raises ProblemError where it cannot be read."""
    if not sent.data.strip():
        raise ProblemError(UNREADABLE)
    try:
        found = await desk.read(lambda: list(islice(_notifications(sent), most + 1)))
    except InputError:
        raise ProblemError(UNREADABLE) from None
    return found[:most], len(found) > most


def _notifications(sent: Sent) -> Iterator[Notification]:
    """The notifications in what was sent; an archive is opened in a process of its own, as an Outlook file is."""
    if not is_archive(sent.data):
        yield from read(sent.data, name=sent.name)
        return
    for source in unpacked(sent.name, sent.data):
        yield from read(source)


async def stories(desk: Desk, inquiry: Inquiry, sent: Sent, words: ToldWords) -> Stories:
    """Every story in what was sent, with its plan."""
    told = desk_told(desk, words)
    bounces, more = await notifications(desk, sent, desk.settings.stories)
    found: list[Diagnosis] = []
    for bounce in bounces:
        found += await desk.drive(pipeline.consider(bounce, told, knowledge()), inquiry)
        if len(found) > desk.settings.stories:
            more = True
            break
    return Stories(found=tuple(found[: desk.settings.stories]), told=told, more=more)


async def evaluate(desk: Desk, inquiry: Inquiry, domain: str, ip: str, sender: str, helo: str) -> Evaluated:
    """SPF of ``domain`` for ``ip``, by every reading."""
    checks = [check_host(ip, domain, sender, helo, limits=limits) for limits in READINGS.values()]

    def flow() -> Flow[tuple[tuple[Evaluation, ...], Answers]]:
        return recorded(together(checks))

    evaluations, _ = await desk.drive(flow(), inquiry)
    readings = {name: each.result for name, each in zip(READINGS, evaluations, strict=True)}
    return Evaluated(found=evaluations[0], readings=readings)


async def check(desk: Desk, inquiry: Inquiry, domain: str) -> Checkup:
    """Everything that DNS shows of how ``domain`` sends and takes its mail."""
    return await desk.drive(pipeline.check(domain, desk_told(desk, {}), knowledge()), inquiry)


async def survey(desk: Desk, inquiry: Inquiry, domain: str, sender: str, helo: str) -> Record:
    """The record of ``domain``: its tree, all that is wrong with it, whom it passes, and what to publish instead."""

    def flow() -> Flow[Record]:
        found = yield from audit(domain)
        policy = yield from partition(domain, sender, helo)
        return Record(found=found, policy=policy, proposals=(yield from propose(found)))

    record, _ = await desk.drive(recorded(flow()), inquiry)
    return record


def desk_told(desk: Desk, words: ToldWords) -> Told:
    """What the asker said, checked; DNS is asked without the local part of the sender."""
    words["discreet"] = True
    try:
        return Client(dns=desk).told(**words)
    except UsageError:
        raise ProblemError(BAD_PARAMETER) from None


def told_words(fields: Mapping[str, str], mine: list[str]) -> ToldWords:
    """What a form or a query says about the message; empty fields say nothing."""
    said = {key: fields[key].strip() for key in ("ip", "sender", "helo", "at") if fields.get(key, "").strip()}
    networks = [net for text in mine for net in text.replace(",", " ").split()]
    if any(len(text) > _LONGEST for text in said.values()) or len(networks) > _MOST_MINE:
        raise ProblemError(BAD_PARAMETER)
    words: ToldWords = {
        "ip": said.get("ip"),
        "sender": said.get("sender"),
        "helo": said.get("helo"),
        "mine": tuple(networks),
        "at": _time(said["at"]) if "at" in said else None,
    }
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What ``/spf/{domain}`` is asked: ``ip`` is None for the record as a whole."""

    domain: str
    ip: str | None
    sender: str
    helo: str


def asked_spf(domain: str, query: Mapping[str, str]) -> Asked:
    """The domain and the identities of a request; raises ProblemError for what is none.

    The local part of a sender stays here: ``postmaster`` stands for it in the questions of macros (RFC 7208 §11.6).
    """
    name = domain_of(domain)
    sender, helo, ip = (query.get(key, "").strip() for key in ("sender", "helo", "ip"))
    address = parse_ip(ip) if ip else None
    if ip and address is None:
        raise ProblemError(BAD_PARAMETER)
    return Asked(
        domain=name,
        ip=address,
        sender=f"postmaster@{domain_of(sender) if sender else name}",
        helo=domain_of(helo) if helo else name,
    )


def _time(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise ProblemError(BAD_PARAMETER) from None
    if parsed.tzinfo is None:
        raise ProblemError(BAD_PARAMETER)
    return parsed
