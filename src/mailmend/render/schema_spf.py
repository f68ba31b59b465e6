"""The JSON outputs of ``mailmend spf`` as types."""

from __future__ import annotations

from typing import Literal

import msgspec


class TermTrace(msgspec.Struct, kw_only=True):
    """What became of one term, in the order of evaluation; ``depth`` counts the includes around it."""

    domain: str
    term: str
    depth: int
    outcome: str
    target: str | None
    asked: list[str]
    lookups: int
    void_lookups: int


class SpfEvaluation(msgspec.Struct, kw_only=True):
    """One SPF evaluation: ``mailmend spf DOMAIN --ip IP --json``; ``readings`` are those of the limits."""

    schema: Literal["mailmend.spf/1"] = "mailmend.spf/1"
    domain: str
    client_ip: str
    sender: str
    helo: str
    result: str
    readings: dict[str, str]
    explanation: str | None
    lookups: int
    void_lookups: int
    problem: str | None
    trace: list[TermTrace]


class SpfProblem(msgspec.Struct, kw_only=True):
    """One error or piece of advice. ``start`` and ``end`` are byte offsets into ``text``, the record of ``domain``."""

    code: str
    kind: str
    error: bool
    said: str
    domain: str | None
    term: str | None
    text: str | None
    start: int | None
    end: int | None
    suggestion: str | None


class SpfTerm(msgspec.Struct, kw_only=True):
    """One term of the tree of records, before any client is known; ``depth`` counts the includes around it.

    ``lookups`` and the void lookups are those of the term and of all within it, for a client that matches nothing.
    ``service`` is the known sending service, mail host or gateway that ``target`` belongs to.
    """

    domain: str
    term: str
    depth: int
    reached: bool
    target: str | None
    service: str | None
    lookups: int
    voids_ipv4: int
    voids_ipv6: int


class SpfRemoval(msgspec.Struct, kw_only=True):
    """A term to remove; ``lost`` are the addresses that pass by it alone, null where they cannot be counted."""

    term: str
    lookups: int
    lost: int | None


class SpfProposal(msgspec.Struct, kw_only=True):
    """What to publish instead, whom it passes and what it costs at most.

    ``removed`` and ``lost`` are those of a record that asked for too much; ``proved`` says that it was evaluated for
    every address, and that nobody gets an error from it.
    """

    text: str
    strings: list[str]
    reason: Literal["repair", "merge", "limits"]
    choices: list[str]
    removed: list[SpfRemoval]
    lost: int | None
    ipv4: int
    ipv6: int
    lookups: int
    voids: int
    proved: bool


class SpfPolicy(msgspec.Struct, kw_only=True):
    """What a record says about all addresses: ``mailmend spf DOMAIN --json``. Counts stop at 2**53 - 1."""

    schema: Literal["mailmend.spf-policy/1"] = "mailmend.spf-policy/1"
    domain: str
    record: str | None
    valid: bool
    addresses: dict[str, int]
    lookups: int
    voids: dict[str, int]
    dynamic: list[str]
    ttl: int | None
    complete: bool
    problems: list[SpfProblem]
    terms: list[SpfTerm]
    proposals: list[SpfProposal]


class SpfDifference(msgspec.Struct, kw_only=True):
    """Addresses whose result changes in one way: ``before`` and ``after`` are null where DNS is asked for each."""

    kind: Literal["gained", "lost", "changed"]
    before: str | None
    after: str | None
    by_before: list[str]
    by_after: list[str]
    ipv4: int
    ipv6: int
    ranges: list[str]


class SpfComparison(msgspec.Struct, kw_only=True):
    """The difference of two records over all addresses: ``mailmend spf DOMAIN --compare TEXT|DOMAIN --json``."""

    schema: Literal["mailmend.spf-comparison/1"] = "mailmend.spf-comparison/1"
    domain: str
    other: str
    same: bool
    differences: list[SpfDifference]


class SpfAddress(msgspec.Struct, kw_only=True):
    """One address of many: a line of ``mailmend spf DOMAIN --ips FILE --json``; ``by`` is the deciding term."""

    schema: Literal["mailmend.spf-address/1"] = "mailmend.spf-address/1"
    client_ip: str
    result: str
    domain: str | None
    by: str | None


class SpfFlattened(msgspec.Struct, kw_only=True):
    """A record with addresses instead of a term: ``mailmend spf DOMAIN --flatten TERM --json``."""

    schema: Literal["mailmend.spf-flattened/1"] = "mailmend.spf-flattened/1"
    text: str
    strings: list[str]
    networks: int
    size: int
    ttl: int | None
    proved: bool


SPF_SCHEMAS: dict[str, type[msgspec.Struct]] = {
    "spf": SpfEvaluation,
    "spf-policy": SpfPolicy,
    "spf-comparison": SpfComparison,
    "spf-address": SpfAddress,
    "spf-flattened": SpfFlattened,
}
