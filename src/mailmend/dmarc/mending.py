"""A DMARC record that was written wrongly, as it must have been meant: only where one reading makes sense."""

from __future__ import annotations

import re
from typing import Final

from mailmend.dmarc.record import ERRORS, parse
from mailmend.pattern import pattern

_LONGEST: Final = 2048
_POLICIES: Final = ("none", "quarantine", "reject")
_SHORT: Final = {"relaxed": "r", "strict": "s", "yes": "y", "no": "n"}
_VERSION: Final = pattern(r"v\s{0,3}=?\s{0,3}d\s?marc\s?1?(?=$|[\s;,:])", re.IGNORECASE)
# A tag: its name, an equals sign or a colon by mistake, and what follows up to the next tag or separator.
_TAG: Final = pattern(
    r"\b(p|sp|np|adkim|aspf|rua|ruf|fo|pct|psd|t|rf|ri)\s{0,3}[=:]\s{0,3}([^\s;]{1,1024})", re.IGNORECASE
)
_ADDRESS: Final = pattern(r"(?:mailto:/{0,2})?([^\s@:,!/]{1,64}@[a-z0-9.-]{1,253}[a-z0-9])", re.IGNORECASE)


def mended(text: str) -> str | None:
    """The record that ``text`` must have been meant to be, None where it is in order or cannot be told.

    What is corrected: the version, separators, misspelt policies and modes, reporting addresses without ``mailto:``,
    tags that stand twice with one value, a missing policy where reports are asked for (``p=none``, as receivers read
    it). Never made stronger than one letter: a policy is corrected to the one word that it is a misspelling of.
    """
    bare = text.strip().strip("\"'\\ ")[:_LONGEST]
    found = _VERSION.search(bare)
    if found is None:
        return None
    tags: dict[str, str] = {}
    for match in _TAG.finditer(bare.replace(found[0], " ", 1)):
        name, value = match[1].lower(), _value(match[1].lower(), match[2].rstrip(",").strip("\"'"))
        if value is None or tags.get(name, value) != value:
            return None
        tags[name] = value
    if "p" not in tags:
        # RFC 9989 §4.7: without a policy it is p=none; RFC 7489 §6.6.3 says the same where reports are asked for.
        tags = {"p": "none", **tags} if "rua" in tags else {}
    if not tags:
        return None
    ordered = {"p": tags.pop("p"), **tags}
    record = "; ".join(("v=DMARC1", *(f"{name}={value}" for name, value in ordered.items())))
    read = parse(record)
    sound = read is not None and not any(fault.kind in ERRORS for fault in read.faults)
    return record if sound and record != text.strip() else None


def _value(name: str, value: str) -> str | None:
    lowered = value.lower()
    if name in ("p", "sp", "np"):
        near = [policy for policy in _POLICIES if _near(lowered, policy)]
        return near[0] if len(near) == 1 else None
    if name in ("adkim", "aspf", "t", "psd"):
        return _SHORT.get(lowered, lowered)
    if name in ("rua", "ruf"):
        addresses = [_ADDRESS.fullmatch(part.strip()) for part in value.split(",")]
        return ",".join(f"mailto:{found[1]}" for found in addresses if found) if all(addresses) else value
    return value


def _near(word: str, policy: str) -> bool:
    """Whether ``word`` is ``policy`` with an ending, or with one letter too much, too little, wrong or exchanged."""
    if word == policy or (word.startswith(policy) and len(word) - len(policy) <= 2):
        return True
    if abs(len(word) - len(policy)) > 1:
        return False
    exchanged = (policy[:at] + policy[at + 1] + policy[at] + policy[at + 2 :] for at in range(len(policy) - 1))
    missing = (policy[:at] + policy[at + 1 :] for at in range(len(policy)))
    if word in exchanged or word in missing:
        return True
    if len(word) == len(policy):
        return sum(a != b for a, b in zip(word, policy, strict=True)) == 1
    return any(word[:at] + word[at + 1 :] == policy for at in range(len(word)))
