"""The JSON outputs as types: what ``--json`` prints and what ``mailmend schema`` describes.

A field may be added; none is renamed or dropped without a new schema version.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from mailmend.model import Applicability, Category, Confidence, Kind, Owner, Subtype
from mailmend.render.schema_spf import SPF_SCHEMAS


class Remote(msgspec.Struct, kw_only=True):
    """The far server's own words where a wrapper quotes them."""

    reply: str | None
    status: str | None
    text: str


class Attempt(msgspec.Struct, kw_only=True):
    """What happened to one recipient; ``lines`` says on which line of the input each field stands, counted from 1."""

    recipient: str | None
    original_recipient: str | None
    action: str | None
    status: str | None
    reply: str | None
    text: str | None
    remote: Remote | None
    remote_mta: str | None
    client_ip: str | None
    identity: str | None
    category: Category
    subtype: Subtype | None
    owner: Owner
    permanent: bool | None
    lines: dict[str, int]


class OriginalMessage(msgspec.Struct, kw_only=True):
    """The message that came back."""

    message_id: str | None
    mail_from: str | None
    mail_from_basis: Literal["stated", "decoded", "assumed"] | None
    author: str | None
    subject: str | None
    date: str | None


class Read(msgspec.Struct, kw_only=True):
    """One notification: a line of ``mailmend read --json``.

    ``decoded_from`` is ``outlook-msg`` for an Outlook file: ``lines`` are then those of the mail that it was read as.
    """

    schema: Literal["mailmend.read/1"] = "mailmend.read/1"
    file: str
    index: int
    kind: Kind
    dialect: str | None
    reporting_mta: str | None
    original: OriginalMessage
    attempts: list[Attempt]
    decoded_from: str | None
    lines: dict[str, int]


class Identities(msgspec.Struct, kw_only=True):
    """What was evaluated. ``mail_from`` is "" for the null reverse-path."""

    client_ip: str | None
    helo: str | None
    mail_from: str | None
    author_domain: str | None


class Pool(msgspec.Struct, kw_only=True):
    """By which delivery pool of Microsoft's the refused hop left."""

    name: str
    confidence: Confidence
    signals: list[str]


class Spf(msgspec.Struct, kw_only=True):
    """The evaluation; ``result`` is null where it hangs on an address that is not known."""

    domain: str
    result: str | None
    lookups: int
    void_lookups: int
    explanation: str | None
    readings: dict[str, str]


class Cite(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a finding rests on: a line of the bounce, a DNS answer, or the asker's word."""

    kind: str
    text: str
    line: int | None = None
    name: str | None = None
    type: str | None = None
    server: str | None = None
    note: str | None = None


class Doubt(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What speaks against a finding, or leaves it open, and on what that rests."""

    text: str
    cite: Cite | None = None


class Finding(msgspec.Struct, kw_only=True):
    """A rule that applies; ``attempts`` are the places of the attempts that it explains."""

    code: str
    title: str
    confidence: Confidence
    cause: bool
    owner: Owner
    attempts: list[int]
    cites: list[Cite]
    against: list[Doubt]


class Other(msgspec.Struct, kw_only=True):
    """Another cause that is as likely as the one answered first."""

    code: str
    owner: Owner
    happened: str
    do: str
    confidence: Confidence


class Answer(msgspec.Struct, kw_only=True):
    """What a person reads first; ``others`` are further causes that are as likely."""

    owner: Owner
    happened: str
    do: str
    confidence: Confidence
    others: list[Other] = []


class Edit(msgspec.Struct, kw_only=True):
    """A change of one RRset, whole."""

    name: str
    type: str
    before: list[str]
    after: list[str]
    applicability: Applicability
    because: str


class Action(msgspec.Struct, kw_only=True):
    """Something to do outside DNS; ``commands`` are lines to paste."""

    owner: Owner
    title: str
    steps: list[str]
    commands: list[str]


class Letter(msgspec.Struct, kw_only=True):
    """A letter, ready to send; ``kind`` says to whom: postmaster, dns-host or service."""

    kind: str
    to: str
    language: str
    subject: str
    body: str


class Forecast(msgspec.Struct, kw_only=True):
    """What the edits do. Counts of addresses stop at 2**53 - 1; null where a term asks DNS for each address.

    ``readings``: the result for the failed address afterwards, by each known reading of RFC 7208.
    """

    client_ip: str | None
    before: str
    after: str
    gained: int | None
    lost: int | None
    lookups_after: int
    readings: dict[str, str]
    gained_by: list[str]
    policies: list[str] | None


class Bystander(msgspec.Struct, kw_only=True):
    """A sender that DMARC reports name: whether DMARC passes for it before and after ``edits``."""

    client_ip: str
    header_from: str
    messages: int
    before: bool
    after: bool


class Plan(msgspec.Struct, kw_only=True):
    """What is proposed: ``edits`` together, or one of ``alternatives``; ``bystanders`` where reports were given."""

    edits: list[Edit]
    alternatives: list[list[Edit]]
    actions: list[Action]
    letters: list[Letter]
    forecasts: list[Forecast]
    bystanders: list[Bystander]


class Diagnosis(msgspec.Struct, kw_only=True):
    """One story: a line of ``mailmend diagnose --json``."""

    schema: Literal["mailmend.diagnosis/1"] = "mailmend.diagnosis/1"
    bounce: Read
    identities: Identities
    pool: Pool
    spf: Spf | None
    findings: list[Finding]
    answer: Answer
    plan: Plan
    missing: list[str]
    answers: int
    asked_at: str


class AwaitedRrset(msgspec.Struct, kw_only=True):
    """What is looked for; null where nothing was known beforehand."""

    name: str
    type: str
    before: list[str] | None
    after: list[str] | None


class Server(msgspec.Struct, kw_only=True):
    """One authoritative server at one address; ``values`` are its records by type, ``reason`` how it failed."""

    server: str
    address: str | None
    standing: Literal["landed", "old", "other", "failed", "unreached"]
    serial: int | None
    reason: str | None
    values: dict[str, list[str]]


class DelegationNames(msgspec.Struct, kw_only=True):
    """The NS names at the parent and in the zone; empty where they were not told."""

    zone: str
    parent: str | None
    at_parent: list[str]
    at_zone: list[str]
    differs: bool


class Resent(msgspec.Struct, kw_only=True):
    """The test message: the last reply, and to which command it came. Accepted is not yet delivered."""

    server: str
    command: str
    code: int | None
    reply: str
    message_id: str
    accepted: bool


class Verdict(msgspec.Struct, kw_only=True):
    """Where a change stands: a line of ``mailmend verify --json``.

    ``result`` is SPF of the failed message by the servers that have the change, ``cached_result`` by the resolver
    asked, whose answer is ``cached``; caches may hold the old answer until ``stale_until``.
    """

    schema: Literal["mailmend.verdict/1"] = "mailmend.verdict/1"
    name: str
    receipt: str | None
    landed: bool
    awaited: list[AwaitedRrset]
    servers: list[Server]
    delegation: DelegationNames | None
    identities: Identities | None
    result: str | None
    cached: str | None
    cached_result: str | None
    stale_until: str | None
    resolver_failed: bool
    resent: Resent | None
    asked_at: str
    exit_code: int


SCHEMAS: dict[str, type[msgspec.Struct]] = {
    "read": Read,
    "diagnosis": Diagnosis,
    **SPF_SCHEMAS,
    "verdict": Verdict,
}
