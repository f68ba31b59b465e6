"""Where a public key stands in DNS: ``<selector>._domainkey.<domain>`` (RFC 6376 §3.6.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from mailmend.dkim.key import UNUSABLE, KeyRecord, is_key, parse_key
from mailmend.flow import Answer, Flow, ask, question, texts
from mailmend.frozen import frozen
from mailmend.span import Fault

KeyState: TypeAlias = Literal["usable", "unusable", "revoked", "absent", "unavailable"]


@frozen
class KeyLookup:
    """What DNS holds for one selector of one domain.

    ``alias`` is the CNAME target where the name is an alias, so that an absent key behind it can be told from a name
    that was never published. ``answer`` is the TXT answer, ``other`` a text that stands there and is no key record.
    """

    domain: str
    selector: str
    answer: Answer
    key: KeyRecord | None = None
    faults: tuple[Fault, ...] = ()
    alias: Answer | None = None
    other: str | None = None

    @property
    def name(self) -> str:
        """The name at which the key is looked for, without the root dot."""
        return key_name(self.selector, self.domain)

    @property
    def target(self) -> str | None:
        """Where the alias leads, without the root dot."""
        return str(self.alias.data[0]).rstrip(".").lower() if self.alias else None

    @property
    def state(self) -> KeyState:
        """What a verifier makes of it (RFC 6376 §6.1.2)."""
        if self.answer.outcome == "unavailable":
            return "unavailable"
        if self.key is None:
            return "absent"
        if self.key.revoked:
            return "revoked"
        return "unusable" if any(fault.kind in UNUSABLE for fault in self.faults) else "usable"


def key_name(selector: str, domain: str) -> str:
    """The name of a key record (RFC 6376 §3.6.2.1), without the root dot."""
    return f"{selector}._domainkey.{domain}"


def look_up(pairs: Iterable[tuple[str, str]]) -> Flow[tuple[KeyLookup, ...]]:
    """The key of each ``(selector, domain)``, asked as one batch: the TXT records and the CNAME, in the order given."""
    wanted = tuple(pairs)
    names = [key_name(selector, domain) for selector, domain in wanted]
    answers = yield from ask(*(question(name, kind) for name in names for kind in ("TXT", "CNAME")))
    return tuple(
        _found(selector, domain, answers[2 * at], answers[2 * at + 1]) for at, (selector, domain) in enumerate(wanted)
    )


def _found(selector: str, domain: str, answer: Answer, alias: Answer) -> KeyLookup:
    values = [text.decode("utf-8", "replace") for text in texts(answer)]
    records = [parse_key(value) for value in values if is_key(value)]
    faults = records[0].faults if records else ()
    # RFC 6376 §3.6.2.2: with several records the result is undefined.
    if len(records) > 1:
        faults = (Fault(kind="several-keys", detail=str(len(records))), *faults)
    return KeyLookup(
        domain=domain,
        selector=selector,
        answer=answer,
        key=records[0] if records else None,
        faults=faults,
        alias=alias if alias.outcome == "data" else None,
        other=values[0] if values and not records else None,
    )
