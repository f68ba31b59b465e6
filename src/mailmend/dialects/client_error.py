"""What mail programs and libraries show when a server refuses: Thunderbird, Apple Mail, Python, PHP, .NET.

They take the reply apart: the code in front of the tuple (smtplib), behind the words (PHPMailer), or left out (.NET,
Thunderbird, Apple Mail, which show the words and the enhanced status code alone).

*unverified*: written from their source code's messages, no screen of our own was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.failures import ADDRESS
from mailmend.dialects.reading.signs import Signs
from mailmend.dialects.reading.telling import unquoted
from mailmend.model import Basis, DeliveryAttempt, Notification, Original
from mailmend.pattern import pattern

NAME = "client-error"
AT_MOST = 30
SIGNS = Signs(patterns=("SMTP code: ", r"(?i)(?:server responded|response was):", ", b['\"]"))

_STATUS = r"[245]\.\d{1,3}\.\d{1,3}"
# PHPMailer: "… Detail: <words> SMTP code: 550 Additional SMTP info: 5.7.1".
_PHP = pattern(
    rf"\b(?:Detail:|server error:)\s(?P<words>[^\n]{{1,1000}}?)\s?SMTP code: (?P<code>[45]\d\d)"
    rf"(?: Additional SMTP info: (?P<status>{_STATUS}))?"
)
# smtplib: SMTPRecipientsRefused({'…': (550, b'5.7.1 …')}), SMTPSenderRefused(550, b'…', 'anna@…'), SMTPDataError.
_PYTHON = pattern(
    rf"(?:['\"](?P<rcpt>{ADDRESS})['\"]: )?\((?P<code>[45]\d\d), b(?P<mark>['\"])(?P<words>[^\n]{{1,2000}}?)(?P=mark)"
    rf"(?:, ['\"](?P<from>{ADDRESS})['\"])?\)"
)
# Thunderbird, Apple Mail and .NET: the words, after a sentence of their own.
_SHOWN = pattern(
    r"(?:mail server responded|server response was):\s{1,3}"
    rf"(?P<words>(?:[45]\d\d[ -])?(?:{_STATUS} |<)[^\n]{{1,1000}})",
    re.IGNORECASE,
)
_FORMS = (_PYTHON, _PHP, _SHOWN)
# Thunderbird's advice after the words is no part of them.
_ADVICE = pattern(r"\.?\s{0,3}Please (?:check|verify) (?:the message recipient|that your)[^\n]*", re.IGNORECASE)
_ABOUT = pattern(rf"\A(?:{_STATUS} )?<({ADDRESS})>|(?:recipient|relay for|failed:) [\"<]?({ADDRESS})", re.IGNORECASE)
_MOST = 500


def claims(seen: Seen) -> Claim:
    """One of their ways to show a reply, in a text that is no mail."""
    if seen.part is None and any(form.search(unquoted(seen.text).value) for form in _FORMS):
        return Claim(score=30, why="a reply as a mail program or a library shows it")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each form of showing that occurs; an error names all recipients that were refused."""
    text = unquoted(seen.text)
    for form in _FORMS:
        found = [line for line, _ in zip(form.finditer(text.value), range(_MOST), strict=False)]
        if found:
            sender = next((line["from"] for line in found if line.groupdict().get("from")), None)
            told = Original(mail_from=sender, mail_from_basis=Basis.STATED if sender else None)
            yield notification(
                seen, NAME, tuple(_attempt(Place(text, *line.span()), line) for line in found), told=told
            )
            return


def _attempt(place: Place, line: re.Match[str]) -> DeliveryAttempt:
    known = line.groupdict()
    words = _ADVICE.sub("", known["words"])
    # smtplib shows the bytes of several lines with their ends.
    words = words.replace("\\n", "\n").replace("\\r", "")
    # The recipient stands in the words, or in the sentence around them.
    around = place.text.value[max(place.start - 200, 0) : place.end]
    about = _ABOUT.search(words) or _ABOUT.search(around)
    by_sender = "sender address" in words.lower()
    recipient = known.get("rcpt") or ((about[1] or about[2]) if about and not by_sender else None)
    codes = " ".join(filter(None, (known.get("code"), known.get("status"))))
    return attempt(
        recipient=recipient,
        words=f"{codes} {words}".strip(),
        place=place,
        quotes={"recipient": place.quote(recipient)} if recipient else {},
    )
