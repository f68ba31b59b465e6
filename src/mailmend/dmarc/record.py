"""The DMARC policy record: ``v=DMARC1; p=reject; …`` (RFC 9989 §4.7), read with the place of every fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from mailmend.dkim import Tag, tags
from mailmend.frozen import frozen
from mailmend.span import Fault, Span

Mode: TypeAlias = Literal["r", "s"]

_POLICIES: Final = ("none", "quarantine", "reject")
# How far a policy goes, for comparing two of them.
STRENGTH: Final = {"none": 0, "quarantine": 1, "reject": 2}
_CHOICES: Final = {
    **dict.fromkeys(("p", "sp", "np"), _POLICIES),
    **dict.fromkeys(("aspf", "adkim"), ("r", "s")),
    "psd": ("y", "n", "u"),
    "t": ("y", "n"),
}
# RFC 9989 §4.7 removed these, which RFC 7489 §6.3 had; older receivers still act on them.
_REMOVED: Final = ("pct", "rf", "ri")
_KNOWN: Final = frozenset(("v", *_CHOICES, *_REMOVED, "rua", "ruf", "fo"))
# RFC 7489 §6.3 and RFC 9989 §4.7: what "fo" may hold.
_FAILURES: Final = frozenset("01ds")
# These are faults of the text; the other kinds are advice.
ERRORS: Final = frozenset(("missing", "invalid", "repeated", "bad-term", "bad-address"))


@frozen
class DmarcRecord:
    """A DMARC policy record, and what is wrong with it.

    Policies are ``none``, ``quarantine``, ``reject``: what counts, not what is written. ``policy`` is ``none`` for
    a record without ``p``, None for one that receivers must not apply. ``spf_alignment`` and ``dkim_alignment`` are
    ``r`` (relaxed) or ``s`` (strict). ``psd`` is ``y``, ``n`` or ``u``; ``testing`` is ``t=y``. ``percent`` is
    ``pct``, 100 where it is left out or cannot be read: only receivers that follow RFC 7489 look at it.

    ``faults`` are of the kinds ``missing``, ``invalid``, ``repeated``, ``bad-term`` and ``bad-address``, which are
    errors, and ``removed``, ``unknown``, ``order``, ``size``, ``percent``, ``weaker``, ``test``, which are advice;
    ``detail`` names the tag.
    """

    text: str
    policy: str | None
    subdomain_policy: str | None
    nonexistent_policy: str | None
    spf_alignment: Mode
    dkim_alignment: Mode
    psd: str
    testing: bool
    rua: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    policy_by_rfc7489: str | None = None
    percent: int = 100

    @property
    def problems(self) -> tuple[str, ...]:
        """The errors in short: ``<tag>-missing``, ``<tag>-invalid``, ``<tag>-repeated``."""
        short = {"bad-address": "invalid"}
        return tuple(
            f"{fault.detail.partition('=')[0]}-{short.get(fault.kind, fault.kind)}"
            for fault in self.faults
            if fault.kind in ERRORS and fault.kind != "bad-term"
        )

    def policy_below(self, *, exists: bool = True) -> str | None:
        """What is asked for subdomains of where the record stands (RFC 9989 §4.7: ``np``, ``sp``, else ``p``)."""
        if self.policy is None:
            return None
        named = None if exists else self.nonexistent_policy
        return named or self.subdomain_policy or self.policy


def parse(text: str) -> DmarcRecord | None:
    """The record in ``text``, or None where it is none: the version must stand first, spelled exactly so."""
    found = list(tags(text))
    # RFC 9989 §4.7: "v" must be the first tag, and its value is case-sensitive.
    if not found or found[0].name != "v" or found[0].value != "DMARC1":
        return None
    first: dict[str, Tag] = {}
    for tag in found:
        first.setdefault(tag.name, tag)
    faults = [*_of_list(found), *_of_values(first)]
    rua = _addresses(first["rua"].value if "rua" in first else "")
    policy, subdomain_policy, nonexistent_policy = _policies(first, asks_for_reports=bool(rua))
    if "p" not in first:
        faults.append(Fault(kind="missing", span=Span(len(text), len(text)), detail="p"))
    return DmarcRecord(
        text=text,
        policy=policy,
        subdomain_policy=subdomain_policy,
        nonexistent_policy=nonexistent_policy,
        spf_alignment="s" if _said(first, "aspf") == "s" else "r",
        dkim_alignment="s" if _said(first, "adkim") == "s" else "r",
        psd=_said(first, "psd") or "u",
        testing=_said(first, "t") == "y",
        rua=rua,
        faults=tuple(faults),
        policy_by_rfc7489=_policy_by_rfc7489(first, asks_for_reports=bool(rua)),
        percent=_percent(first.get("pct")),
    )


def _policies(first: dict[str, Tag], *, asks_for_reports: bool) -> tuple[str | None, ...]:
    """What ``p``, ``sp`` and ``np`` come to."""
    policies = {name: _said(first, name) for name in ("p", "sp", "np")}
    if any(name in first and policy is None for name, policy in policies.items()):
        # RFC 9989 §4.10: one unusable policy makes the record p=none if it asks for reports, else it is not applied.
        return ("none" if asks_for_reports else None, None, None)
    # RFC 9989 §4.7: a record without "p" is treated as if it said p=none.
    return (policies["p"] or "none", policies["sp"], policies["np"])


def _policy_by_rfc7489(first: dict[str, Tag], *, asks_for_reports: bool) -> str | None:
    """What ``p`` comes to where RFC 7489 §6.6.3 is followed: without a valid one the record is not applied."""
    valid = _said(first, "p") is not None and ("sp" not in first or _said(first, "sp") is not None)
    return _said(first, "p") if valid else "none" if asks_for_reports else None


def _said(first: dict[str, Tag], name: str) -> str | None:
    """The value of a tag with fixed choices, None where it is not there or is none of them."""
    value = first[name].value.lower() if name in first else ""
    return value if value in _CHOICES[name] else None


def _of_list(found: list[Tag]) -> Iterator[Fault]:
    """Faults of the list as such."""
    seen = set[str]()
    for at, tag in enumerate(found):
        if not tag.name:
            yield Fault(kind="bad-term", span=tag.span, detail=tag.value)
        elif tag.name in seen:
            yield Fault(kind="repeated", span=tag.span, detail=tag.name)
        elif tag.name not in _KNOWN:
            # RFC 9989 §4.7: unknown tags are ignored.
            yield Fault(kind="unknown", span=tag.span, detail=tag.name)
        elif tag.name in _REMOVED:
            yield Fault(kind="percent" if _partial(tag) else "removed", span=tag.span, detail=f"{tag.name}={tag.value}")
        elif tag.name == "p" and at > 1:
            # RFC 7489 §6.4 wanted "p" right after "v"; RFC 9989 does not.
            yield Fault(kind="order", span=tag.span, detail="p")
        seen.add(tag.name or " ")


def _of_values(first: dict[str, Tag]) -> Iterator[Fault]:
    for name, tag in first.items():
        if name in _CHOICES and _said(first, name) is None:
            yield Fault(kind="invalid", span=tag.span, detail=f"{name}={tag.value}")
        elif name == "fo" and not {part.strip().lower() for part in tag.value.split(":")} <= _FAILURES:
            yield Fault(kind="unknown", span=tag.span, detail=f"fo={tag.value}")
        elif name in ("rua", "ruf"):
            yield from _of_addresses(tag)
    own, below = _said(first, "p"), _said(first, "sp")
    if own and below and STRENGTH[below] < STRENGTH[own]:
        yield Fault(kind="weaker", span=first["sp"].span, detail=f"sp={below}")
    if _said(first, "t") == "y":
        yield Fault(kind="test", span=first["t"].span, detail="t=y")


def _of_addresses(tag: Tag) -> Iterator[Fault]:
    start = tag.value_span.start
    for part in tag.value.split(","):
        uri = part.strip()
        at = Span(start + len(part) - len(part.lstrip()), start + len(part.rstrip()))
        if not _is_uri(uri):
            yield Fault(kind="bad-address", span=at, detail=f"{tag.name}={uri}")
        elif "!" in uri:
            # RFC 7489 §6.3: a size limit behind "!"; RFC 9989 has none.
            yield Fault(kind="size", span=at, detail=f"{tag.name}={uri}")
        start += len(part) + 1


def _addresses(value: str) -> tuple[str, ...]:
    """The reporting addresses: a comma-separated list of URIs (RFC 9989 §4.7, RFC 3986)."""
    return tuple(uri for part in value.split(",") if _is_uri(uri := part.strip()))


def _is_uri(uri: str) -> bool:
    scheme, _, rest = uri.partition(":")
    return bool(rest) and scheme.isalpha() and (scheme.lower() != "mailto" or "@" in rest)


def _percent(tag: Tag | None) -> int:
    digits = tag.value if tag else ""
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 100
    return min(number, 100)


def _partial(tag: Tag) -> bool:
    return tag.name == "pct" and _percent(tag) < 100
