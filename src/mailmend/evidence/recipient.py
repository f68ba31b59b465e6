"""The recipient's domain as DNS shows it, and which domain may have been meant: a slip of the finger is the commonest.

Asked only where the refusal is about the recipient, or about reaching its server.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mailmend.evidence.identities import domain_of
from mailmend.flow import Flow, ask, question
from mailmend.knowledge import Knowledge
from mailmend.model import Category, Destination, Notification
from mailmend.pattern import pattern
from mailmend.spf.names import to_ascii

_ABOUT_THE_DOMAIN = (Category.HOST_UNKNOWN, Category.HOST_NO_MAIL, Category.NETWORK, Category.EXPIRED)
_ABOUT_THE_RECIPIENT = (Category.RECIPIENT_UNKNOWN, Category.RELAY, *_ABOUT_THE_DOMAIN)
_MOST_CANDIDATES, _MOST_FIELDS, _MOST_OF_FIELD = 50, 8, 5_000
_SHORTEST, _LONGEST = 5, 64
_ADDRESS = pattern(r"[^\s<>@,;:\"]{1,64}@([^\s<>@,;:\"]{3,253})")


def look(bounce: Notification, knowledge: Knowledge) -> Flow[Destination | None]:
    """The recipient's domain, None where nothing of it matters or none is named."""
    domain = to_ascii(domain_of(bounce.attempt.recipient) or "")
    if not bounce.failed or bounce.attempt.category not in _ABOUT_THE_RECIPIENT or "." not in domain:
        return None
    far = 2 if bounce.attempt.category in _ABOUT_THE_DOMAIN else 1
    meant = _nearest(domain, _candidates(bounce, domain, knowledge), far, knowledge)
    wanted = [question(domain, kind) for kind in ("MX", "A", "AAAA")]
    wanted += [question(meant[0], "MX")] if meant else []
    mx, *rest = yield from ask(*wanted)
    found = Destination(domain=domain, mx=mx, addresses=tuple(rest[:2]))
    # What takes no mail itself was not meant.
    if meant is None or rest[2].outcome != "data":
        return found
    return Destination(
        domain=domain, mx=mx, addresses=found.addresses, meant=meant[0], known=meant[1], meant_mx=rest[2]
    )


def distance(one: str, other: str, most: int) -> int:
    """How many slips lie between two names (a character more, fewer, other, two swapped); ``most`` + 1 at most.

    Optimal string alignment, the restricted form of Damerau and Levenshtein's distance.
    """
    if abs(len(one) - len(other)) > most or max(len(one), len(other)) > _LONGEST:
        return most + 1
    # A slip takes away, or brings in, one letter that the other name has not: most pairs are told apart by this alone.
    letters, others = set(one), set(other)
    if len(letters - others) > most or len(others - letters) > most:
        return most + 1
    before, row = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)


def _nearest(
    domain: str, candidates: Iterator[tuple[str, str]], far: int, knowledge: Knowledge
) -> tuple[str, str] | None:
    """The candidate that takes the fewest slips, None where none is near or the name is a well-known one itself."""
    if domain in knowledge.mailboxes or len(domain) < _SHORTEST:
        return None
    # In a short name two slips make any other name of it.
    far = min(far, 1 if len(domain) < 2 * _SHORTEST - 1 else 2)
    near = [(distance(domain, name, far), order, name, why) for order, (name, why) in enumerate(candidates)]
    slips, _, name, why = min(near, default=(far + 1, 0, "", ""))
    return (name, why) if 0 < slips <= far else None


def _candidates(bounce: Notification, domain: str, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Domains that the asker surely writes to, each with how it is known; the recipient's own is none."""
    for address in (bounce.original.author, bounce.original.mail_from):
        own = to_ascii(domain_of(address) or "")
        if own and own != domain:
            yield own, "own"
    named = (field for field in bounce.original.headers if field.name.lower() in ("to", "cc", "reply-to"))
    beside = [
        found for field in islice(named, _MOST_FIELDS) for found in _ADDRESS.findall(field.value[:_MOST_OF_FIELD])
    ]
    written = [a.recipient for a in bounce.attempts[:_MOST_CANDIDATES]] + [f"@{found}" for found in beside]
    for address in written[: 2 * _MOST_CANDIDATES]:
        other = to_ascii(domain_of(address) or "")
        if other and other != domain:
            yield other, "written"
    yield from ((known, "well-known") for known in knowledge.mailboxes)
