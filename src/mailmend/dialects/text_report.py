"""Bounces in words only: a mail that a mail system sent, with an address that failed and, mostly, a reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailmend.dialects.reading import Claim, Seen, attempt, notification
from mailmend.dialects.reading.failures import DELAYED, FAILED
from mailmend.dialects.reading.telling import Telling, telling
from mailmend.mail import addresses
from mailmend.mail.phrases import Phrases
from mailmend.model import DeliveryAttempt, Notification

NAME = "text-report"
AT_MOST = 40

_DAEMON = Phrases(
    r"mailer-?daemon|postmaster|mail ?delivery|mail[ .]?system|system ?administrator|microsoftexchange|mdaemon|"
    r"delivery ?(?:sub)?system|\bndr\b|bounce|mail ?admin|non-?delivery",
)
_SUBJECT = Phrases(
    r"undeliver|un-deliver|returned mail|returned to sender|returning (?:to|message to) sender|"
    r"delivery (?:status|failure|failed|notification|report|warning|problem|error)|"
    r"mail (?:delivery )?(?:fail|system error|error)|failure (?:notice|delivery)|"
    r"(?:could|can) ?not be delivered|non[- ]?deliver|not delivered|delivery has failed|nondeliverable|"
    r"\bbounced\b|mail bounce|bounce (?:notif|message|report|mail)|"
    r"message (?:you sent )?(?:delivery|blocked|delayed|rejected|not)|delivery delay|returned message|mail failed|"
    r"rejected mail|processing error|are not member|mail delivery|delayed \d+|errors from|unzustellbar|"
    r"onbestelbaar|non remis|non recapitabile|não entregue|no se puede entregar|no entregado|"
    r"недоставлен|не доставлено|配信不能|配送|未送達|退信|無法傳遞",
)
_ABOUT_MAIL = Phrases(
    r"\be-?mail\b|\bmessage|mailing list|recipient|mailbox|nachricht|empfänger|destinataire|destinatario|メール|письмо",
)


def claims(seen: Seen) -> Claim:
    """A mail that looks as if a mail system wrote it, and tells of a failure."""
    if seen.part is None:
        return Claim(score=0)
    daemon = _from_a_daemon(seen)
    subject = bool(_SUBJECT.search(seen.value("Subject")))
    failed = any(FAILED.search(text.value[:8_000]) for text in seen.texts)
    if seen.value("X-Failed-Recipients"):
        return Claim(score=40, why="it has the field X-Failed-Recipients")
    if not (subject or (daemon and failed)):
        return Claim(score=0)
    told = _tells(seen)
    if daemon and not told.attempts and any(each.report for each in seen.attached()):
        return Claim(score=0, why="the report that is attached says it")
    replied = any(tried.reply or tried.status for tried in told.attempts)
    about_mail = any(_ABOUT_MAIL.search(text.value[:8_000]) for text in seen.texts)
    named = about_mail and any(FAILED.search(tried.text or "") for tried in told.attempts)
    named = named or bool(told.attempts and subject and failed)
    if daemon and (replied or named or told.returned or _null_path(seen)):
        return Claim(score=30, why="a mail system wrote it, and it tells of a failure")
    # Anybody may write that something failed: then it must be about mail, and about an address.
    if subject and failed and (replied or (told.attempts and about_mail)):
        return Claim(score=25, why="its subject and its words tell of a failure")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification with an attempt for each address that the words name."""
    yield notification_of(seen, NAME)


def notification_of(seen: Seen, name: str, *, reporting_mta: str | None = None) -> Notification:
    """The notification that the words for people make, in the dialect ``name``."""
    best = _tells(seen)
    attempts = best.attempts or _without_address(seen, best)
    return notification(seen, name, attempts, reporting_mta=reporting_mta, returned=best.returned, told=best.told)


def _tells(seen: Seen) -> Telling:
    """What the most telling of the texts tells: plain text and HTML do not always say the same."""
    tellings = [telling(seen, text) for text in seen.texts[:4]]
    return max(tellings, key=lambda each: (_replies(each.attempts), bool(each.attempts)))


def _replies(attempts: tuple[DeliveryAttempt, ...]) -> int:
    return sum(1 for tried in attempts if tried.reply or tried.status)


def _without_address(seen: Seen, best: Telling) -> tuple[DeliveryAttempt, ...]:
    """Where the words name nobody: the fields that say who failed, or the only addressee of what came back."""
    failed = addresses(seen.value("X-Failed-Recipients"))
    to = [field for field in best.returned if field.name.lower() in ("to", "x-original-to")]
    listed = failed or (addresses(to[0].value) if to else ())
    words = next((text.value.strip() for text in seen.texts if text.value.strip()), "")[:1_000]
    action = "delayed" if DELAYED.search(words) else "failed"
    tried = attempt(recipient=None, words=words or None, action=action)
    if not failed and len(listed) != 1:
        return (tried,)
    return tuple(replace(tried, recipient=address) for address in listed)


def _null_path(seen: Seen) -> bool:
    """RFC 5321 §4.5.5: a notification has the null reverse-path."""
    paths = [field.value.strip() for field in seen.headers if field.name.lower() == "return-path"]
    return any(path == "<>" or "mailer-daemon" in path.lower() for path in paths) or seen.value("From").strip() == "<>"


def _from_a_daemon(seen: Seen) -> bool:
    """Whether the reverse-path or the author is a mail system's."""
    return _null_path(seen) or bool(_DAEMON.search(seen.value("From")) or _DAEMON.search(seen.value("Return-Path")))
