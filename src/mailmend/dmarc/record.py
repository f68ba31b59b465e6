"""The DMARC policy record: ``v=DMARC1; p=reject; …`` (RFC 9989 §4.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from mailmend.dkim import tag_list

Mode: TypeAlias = Literal["r", "s"]

_POLICIES: Final = ("none", "quarantine", "reject")


@dataclass(frozen=True, slots=True, kw_only=True)
class DmarcRecord:
    """A DMARC policy record, and what is wrong with it.

    Policies are ``none``, ``quarantine``, ``reject``: what counts, not what is written. ``policy`` is ``none`` for
    a record without ``p``, None for one that receivers must not apply. ``spf_alignment`` and ``dkim_alignment`` are
    ``r`` (relaxed) or ``s`` (strict). ``psd`` is ``y``, ``n`` or ``u``; ``testing`` is ``t=y``. ``problems`` names each
    fault as ``<tag>-missing``, ``<tag>-invalid`` or ``<tag>-repeated``.
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
    problems: tuple[str, ...]


def parse(text: str) -> DmarcRecord | None:
    """The record in ``text``, or None where it is none: the version must stand first, spelled exactly so."""
    pairs = tag_list(text)
    # RFC 9989 §4.7: "v" must be the first tag, and its value is case-sensitive.
    if not pairs or pairs[0][0].lower() != "v" or pairs[0][1] != "DMARC1":
        return None
    tags: dict[str, str] = {}
    problems: list[str] = []
    for name, value in pairs:
        if name.lower() in tags:
            problems.append(f"{name.lower()}-repeated")
        tags.setdefault(name.lower(), value)
    rua = _addresses(tags.get("rua", ""))
    if tags.get("rua") and not rua:
        problems.append("rua-invalid")
    policy, subdomain_policy, nonexistent_policy = _policies(tags, asks_for_reports=bool(rua), problems=problems)
    spf_alignment = _one_of(tags, "aspf", ("r", "s"), problems)
    dkim_alignment = _one_of(tags, "adkim", ("r", "s"), problems)
    return DmarcRecord(
        text=text,
        policy=policy,
        subdomain_policy=subdomain_policy,
        nonexistent_policy=nonexistent_policy,
        spf_alignment="s" if spf_alignment == "s" else "r",
        dkim_alignment="s" if dkim_alignment == "s" else "r",
        psd=_one_of(tags, "psd", ("y", "n", "u"), problems) or "u",
        testing=_one_of(tags, "t", ("y", "n"), problems) == "y",
        rua=rua,
        problems=tuple(problems),
    )


def _policies(tags: dict[str, str], *, asks_for_reports: bool, problems: list[str]) -> tuple[str | None, ...]:
    """What ``p``, ``sp`` and ``np`` come to."""
    policies = {name: _one_of(tags, name, _POLICIES, problems) for name in ("p", "sp", "np")}
    if any(name in tags and policy is None for name, policy in policies.items()):
        # RFC 9989 §4.10: one unusable policy makes the record p=none if it asks for reports, else it is not applied.
        return ("none" if asks_for_reports else None, None, None)
    if "p" not in tags:
        problems.append("p-missing")
    # RFC 9989 §4.7: a record without "p" is treated as if it said p=none.
    return (policies["p"] or "none", policies["sp"], policies["np"])


def _one_of(tags: dict[str, str], name: str, known: tuple[str, ...], problems: list[str]) -> str | None:
    value = tags.get(name, "").lower()
    if name in tags and value not in known:
        problems.append(f"{name}-invalid")
    return value if value in known else None


def _addresses(value: str) -> tuple[str, ...]:
    """The reporting addresses: a comma-separated list of URIs (RFC 9989 §4.7, RFC 3986)."""
    uris = (uri.strip() for uri in value.split(","))
    return tuple(uri for uri in uris if uri.partition(":")[2] and uri.partition(":")[0].isalpha())
