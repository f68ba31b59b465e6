"""The category and subtype of a refusal: from who speaks, the code and the words, never from the code alone."""

from __future__ import annotations

from dataclasses import replace

from mailmend.frozen import frozen
from mailmend.knowledge import Meaning, Replies
from mailmend.model import Category, DeliveryAttempt, Notification, Owner, RemoteReply, Subtype


@frozen
class Verdict:
    """What a refusal means, and the row of facts that says so (None where nothing fits)."""

    category: Category
    subtype: Subtype | None = None
    row: Meaning | None = None
    speakers: tuple[str, ...] = ()


def category_of(attempt: DeliveryAttempt, notification: Notification, replies: Replies) -> Verdict:
    """What ``attempt`` was refused for. Where a wrapper quotes the far server, the far server's words decide."""
    if attempt.action in _NO_FAILURE:
        return Verdict(category=Category.UNKNOWN)
    if attempt.remote is None:
        return _told(attempt, notification, replies)
    inner = _quoted(attempt.remote, attempt.remote_mta, replies)
    if inner.row is not None and not inner.row.weak:
        return inner
    outer = _told(attempt, notification, replies)
    if outer.category is Category.UNKNOWN:
        return inner
    # The wrapper is all that is clear. Where the quoted words hint at something else, its subtype is only its guess.
    subtype = outer.subtype if inner.category in (Category.UNKNOWN, outer.category) else None
    return Verdict(category=outer.category, subtype=subtype, row=outer.row, speakers=inner.speakers)


# RFC 3464 §2.3.3: what was delivered, handed on or expanded was not refused.
_NO_FAILURE = frozenset(("delivered", "relayed", "expanded"))


def _told(attempt: DeliveryAttempt, notification: Notification, replies: Replies) -> Verdict:
    """What the report's own words mean; they are the far server's where the report names one and quotes nothing."""
    quoted = attempt.remote is None and attempt.remote_mta
    host = attempt.remote_mta if quoted else notification.reporting_mta
    said = attempt.text or ""
    speakers = replies.speakers(said, host, notification.dialect, attempt.recipient)
    verdict = _verdict(said, attempt.status, attempt.reply, speakers, replies)
    if _is_there(attempt, verdict):
        return _by_a_filter(verdict)
    return replace(verdict, category=Category.REPUTATION) if _greeted_so(attempt, verdict) else verdict


def _greeted_so(attempt: DeliveryAttempt, verdict: Verdict) -> bool:
    """Whether the server greeted with a refusal and gave no reason (RFC 5321 §3.1: 554).

    Before EHLO it knows nothing but the client's address. 521 says that the host takes no mail at all (RFC 7504 §3).
    """
    reply = attempt.reply or ""
    told = verdict.row is not None and (verdict.row.match is not None or not verdict.row.weak)
    return attempt.command == "CONN" and reply.startswith("5") and reply != "521" and not told


def _is_there(attempt: DeliveryAttempt, verdict: Verdict) -> bool:
    """Whether a server says "user unknown" of an address that it took: after DATA, or with a code of the mailbox.

    A server knows its users at RCPT. One that says so only when it has the message, as mobile carriers in Japan do,
    hides that the recipient's filter refused. RFC 3463 §3.3 has X.2.z for a mailbox that exists, X.1.z for none.
    """
    if verdict.category is not Category.RECIPIENT_UNKNOWN or (attempt.status or "")[1:4] == ".1.":
        return False
    said = (attempt.text or "").lower()
    if attempt.command == "DATA":
        return any(words in said for words in _DENIES_IT)
    return "unknown" in said and attempt.command is None and (attempt.status or "")[1:] in (".2.0", ".2.1")


# "Mailbox unavailable" and "access denied" say no such thing: after DATA they may be true.
_DENIES_IT = ("unknown", "no such", "not exist", "n't exist", "not found")


def _by_a_filter(verdict: Verdict) -> Verdict:
    """``verdict`` as a filter's; the sender cannot tell it from a misspelt address and has to look at that first."""
    category, owner = Category.RECIPIENT_FILTERED, Owner.SENDER_USER
    row = replace(verdict.row, category=category, owner=owner) if verdict.row else None
    return Verdict(category=category, row=row, speakers=verdict.speakers)


def _quoted(remote: RemoteReply, host: str | None, replies: Replies) -> Verdict:
    return _verdict(remote.text, remote.status, remote.reply, replies.speakers(remote.text, host), replies)


def _verdict(said: str, status: str | None, reply: str | None, speakers: tuple[str, ...], replies: Replies) -> Verdict:
    row = replies.meaning(said, status, reply, speakers)
    if row is None:
        return Verdict(category=Category.UNKNOWN, speakers=speakers)
    subtype = _subtype(row, said, status, replies)
    return Verdict(category=row.category, subtype=subtype, row=row, speakers=speakers)


def _subtype(row: Meaning, said: str, status: str | None, replies: Replies) -> Subtype | None:
    """The row's subtype; ``multiple`` where common words name several failures and none of them is the reason.

    A DMARC policy is a reason of its own: it takes the failures of SPF and DKIM together.
    """
    if row.subtype not in _CHECKS or row.receiver != _ANYBODY:
        return row.subtype
    named = {other.subtype for other in replies.all_meanings(said, status) if other.subtype in _CHECKS}
    if len(named) < 2:
        return row.subtype
    if Subtype.DMARC in named and "policy" in said.lower():
        return Subtype.DMARC
    return Subtype.MULTIPLE


_CHECKS = frozenset((Subtype.SPF, Subtype.DKIM, Subtype.DMARC))
_ANYBODY = "generic"
