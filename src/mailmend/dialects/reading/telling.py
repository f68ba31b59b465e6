"""Attempts and the original message from words for people: what the text dialects have in common."""

from __future__ import annotations

import re

from mailmend import smtp
from mailmend.dialects.reading.attempt import attempt
from mailmend.dialects.reading.failures import ADDRESS, DELAYED, FAILED, Failure, failures, first_reply
from mailmend.dialects.reading.hosts import only_talked_to, speaker, talked_to
from mailmend.dialects.reading.returned import quoted_fields
from mailmend.dialects.reading.seen import Seen
from mailmend.dialects.reading.words import Place
from mailmend.frozen import frozen
from mailmend.mail import HeaderField, Text, addresses, without_line_starts
from mailmend.model import Basis, DeliveryAttempt, Original
from mailmend.pattern import pattern
from mailmend.span import Quote

_QUOTED = pattern(r"[ \t]{0,4}(?:>[ \t]?){1,20}")
_IS_QUOTED = pattern(r"^[ \t]{0,4}>", re.MULTILINE)
# Labels of Exchange's "Original Message Details"; the sender's address is the one it checked the message in with.
_DETAILS = (
    ("mail_from", pattern(rf"^[ \t]*Sender Address:\s{{0,4}}<?({ADDRESS})", re.MULTILINE | re.IGNORECASE)),
    ("subject", pattern(r"^[ \t]*Subject:[ \t]*(\S[^\n]*)", re.MULTILINE | re.IGNORECASE)),
    ("subject", pattern(r"^The (?:message subject was|subject of the message is):[ \t]*(\S[^\n]*)", re.MULTILINE)),
    ("message_id", pattern(r"^[ \t]*Message-Id:[ \t]*(<[^<>\s]{3,900}>)", re.MULTILINE | re.IGNORECASE)),
)
_CREATED = pattern(
    r"^[ \t]*(?:Created Date|The (?:message date was|date of the message is)):[ \t]*(\S[^\n]*)", re.MULTILINE
)
# One of these stands in whatever these fit.
_TOLD_SIGNS = ("sender address:", "subject:", "message-id:", "created date", "subject was", "date was", "message is:")
_BEFORE = 600
# Exim ("generated from") and sendmail ("expanded from"), below the address that failed.
_MADE_FROM = pattern(rf">?:?\s{{0,12}}\((?:generated|expanded) from:? <?({ADDRESS})>?\)")
# sendmail repeats below an address what the server said to it; the transcript below names the server.
_REASON = pattern(r"\(reason: \Z")
# The words of a report are short, and stand before what it returns.
_LONGEST = 100_000


@frozen
class Telling:
    """What a text tells: the attempts, the returned message's fields quoted in it, and what else it says of that."""

    attempts: tuple[DeliveryAttempt, ...]
    returned: tuple[HeaderField, ...]
    told: Original


def unquoted(text: Text) -> Text:
    """The first part of ``text`` without the marks of quoting (``> ``) at the start of its lines."""
    known: Text | None = text.derived.get("unquoted")
    if known is None:
        known = text.part(0, min(len(text.value), _LONGEST))
        if ">" in known.value and _IS_QUOTED.search(known.value):
            known = without_line_starts(known, _QUOTED)
        text.derived["unquoted"] = known
    return known


def telling(seen: Seen, text: Text | None = None, *, known: tuple[str, ...] = ()) -> Telling:
    """What ``text`` (the words of ``seen`` where none are given) tells; ``known`` are recipients that surely failed."""
    text = unquoted(text or seen.text)
    # The words are claimed by them and then read: told once, they are remembered.
    remembered: tuple[Seen, Telling] | None = text.derived.get("telling")
    if not known and remembered and remembered[0] is seen:
        return remembered[1]
    found = _telling(seen, text, known)
    if not known:
        text.derived["telling"] = (seen, found)
    return found


def _telling(seen: Seen, text: Text, known: tuple[str, ...]) -> Telling:
    end, fields = quoted_fields(text)
    returned = seen.returned or fields
    known += addresses(seen.value("X-Failed-Recipients"))
    failed = failures(text, end, known=known, never=_senders(seen))
    action = "delayed" if DELAYED.search(text.value, 0, end) else "failed"
    attempts = tuple(_attempt(failure, action) for failure in failed)
    return Telling(attempts=attempts, returned=returned, told=_told(text, end))


def said_of(seen: Seen, recipient: str | None, *, any_words: bool = False) -> DeliveryAttempt | None:
    """What the words for people say of ``recipient``, where that is a reply; of anybody where they do not name him.

    With ``any_words`` a sentence that names the recipient and tells of a failure is enough.
    """
    for each in seen.texts[:4]:
        text = unquoted(each)
        end, _ = quoted_fields(text)
        known = (recipient,) if recipient and recipient.lower() in text.lowered else ()
        found = failures(text, end, known=known)
        if not found and (place := first_reply(text, end)):
            words = text.value[place.start : place.end]
            found = (Failure(recipient=recipient or "", at=place, words=words, place=place),)
        read = next((_attempt(failure, "failed") for failure in found), None)
        if read and (read.reply or read.remote_mta or (any_words and known and FAILED.search(read.text or ""))):
            return read
    return None


def _attempt(failure: Failure, action: str) -> DeliveryAttempt:
    text = failure.place.text.value
    before_address = text.rfind("\n", 0, failure.at.start) + 1
    start = max(min(before_address, failure.place.start), failure.place.start - _BEFORE)
    host, ip = speaker(text[start : failure.place.start])
    if host is None and not smtp.parse(failure.words).code:
        host, ip = speaker(failure.words)
    if host is None:
        host = talked_to(text[max(failure.place.start - _BEFORE, 0) : failure.place.start])
    if host is None and _REASON.search(text, start, failure.place.start):
        host = only_talked_to(text[failure.place.end : failure.place.end + _LONGEST])
    return attempt(
        recipient=failure.recipient,
        original_recipient=_written_to(failure),
        words=failure.words,
        place=failure.place,
        action=action,
        remote_mta=host or failure.host,
        remote_ip=ip,
        quotes={"recipient": failure.at.quote()},
        before=text[start : failure.place.start],
    )


def _written_to(failure: Failure) -> str | None:
    """The address that was written to, where an alias or a forward made the one that failed of it."""
    made = _MADE_FROM.match(failure.at.text.value, failure.at.end)
    return made[1] if made else None


def _senders(seen: Seen) -> tuple[str, ...]:
    """Whom the notification comes from and goes to: they are not who failed."""
    return addresses(seen.value("From")) + addresses(seen.value("To")) + addresses(seen.value("Reply-To"))


def _told(text: Text, end: int) -> Original:
    if not any(sign in text.lowered for sign in _TOLD_SIGNS):
        return Original()
    found: dict[str, str] = {}
    quotes: list[tuple[str, Quote]] = []
    for name, label in _DETAILS:
        said = label.search(text.value, 0, end)
        if said and name not in found:
            found[name] = said[1].strip()
            quotes.append((name, Place(text, said.start(1), said.end(1)).quote()))
    created = _CREATED.search(text.value, 0, end)
    return Original(
        message_id=found.get("message_id"),
        mail_from=found.get("mail_from"),
        mail_from_basis=Basis.STATED if "mail_from" in found else None,
        author=found.get("mail_from"),
        subject=found.get("subject"),
        date=created[1].strip() if created else None,
        quotes=tuple(quotes),
    )
