"""The JSON output of ``mailmend check`` as types."""

from __future__ import annotations

from typing import Literal

import msgspec

from mailmend.model import Confidence, Owner, Severity
from mailmend.render.schema import Action, Bystander, Cite, Edit, Forecast, Letter


class CheckRemedy(msgspec.Struct, kw_only=True):
    """What to do about a finding: ``edits`` together, or one of ``alternatives``; their forecasts in this order."""

    edits: list[Edit]
    alternatives: list[list[Edit]]
    actions: list[Action]
    letters: list[Letter]
    forecasts: list[Forecast]
    bystanders: list[Bystander]


class CheckFinding(msgspec.Struct, kw_only=True):
    """One thing that is wrong, or could be better; ``remedies`` is empty where ``do`` says all."""

    code: str
    severity: Severity
    title: str
    do: str
    confidence: Confidence
    owner: Owner
    cites: list[Cite]
    remedies: list[CheckRemedy]


class CheckSpf(msgspec.Struct, kw_only=True):
    """The SPF record, and the most lookups that a check of it can take; null where there is none."""

    record: str | None
    lookups: int
    errors: int
    advice: int


class CheckDmarc(msgspec.Struct, kw_only=True):
    """The DMARC record that applies, where it was found, and what it asks for by RFC 9989 and by RFC 7489."""

    record: str | None
    found_at: str | None
    policy: str | None
    policy_rfc7489: str | None
    organizational_domain: str
    organizational_domain_rfc7489: str
    reports_to: list[str]


class CheckKey(msgspec.Struct, kw_only=True):
    """One DKIM key that is published."""

    selector: str
    state: Literal["usable", "unusable", "revoked", "absent", "unavailable"]
    type: str | None
    bits: int | None
    alias: str | None


class CheckExchanger(msgspec.Struct, kw_only=True):
    """One mail exchanger with its addresses."""

    preference: int
    host: str
    addresses: list[str]


class CheckHost(msgspec.Struct, kw_only=True):
    """One of the domain's own sending addresses, what names it, and its names that lead back to it."""

    ip: str
    known_by: str
    names: list[str]
    confirmed: list[str]


class CheckServers(msgspec.Struct, kw_only=True):
    """One RRset: the authoritative servers that agree with the resolver, and those that do not or do not answer."""

    name: str
    type: str
    agree: list[str]
    differ: list[str]
    silent: list[str]


class DomainCheck(msgspec.Struct, kw_only=True):
    """One domain: a line of ``mailmend check --json``. ``questions`` is how many questions DNS was asked."""

    schema: Literal["mailmend.check/1"] = "mailmend.check/1"
    domain: str
    errors: int
    warnings: int
    advice: int
    findings: list[CheckFinding]
    spf: CheckSpf
    dmarc: CheckDmarc
    dkim: list[CheckKey]
    mx: list[CheckExchanger]
    null_mx: bool
    services: list[str]
    hosts: list[CheckHost]
    servers: list[CheckServers]
    questions: int
    asked_at: str
    exit_code: int
