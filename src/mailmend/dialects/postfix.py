"""Postfix: its notifications (bounce(8)), and the lines that it writes to the log (smtp(8), smtpd(8))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mailmend.dialects import rfc3464
from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.dialects.reading.telling import telling
from mailmend.mail import Text
from mailmend.model import Basis, DeliveryAttempt, Notification, Original
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

NAME = "postfix"
SIGNS = Signs(words=("at host ", "status=", "reject: "), forms=(Form.REPORT,))

_SAYS = pattern(r"^This is the (?:Postfix|mail system|SMTP) .{0,80}?at host (\S{1,255}?)\.?$", re.MULTILINE)
_ADDRESS = r"<([^<>\s]{0,320})>"
# postfix/smtp[2211]: 4B1F0F5E: to=<…>, relay=mx[192.0.2.25]:25, …, dsn=5.7.26, status=bounced (…)
_DELIVERY = pattern(
    rf"(?:(?P<queue>\w{{5,20}}): )?to={_ADDRESS},(?: orig_to={_ADDRESS},)? relay=(?P<relay>[^,\s]{{1,300}}), "
    r"[^\n]{0,300}?dsn=(?P<status>[245]\.\d{1,3}\.\d{1,3}), "
    r"status=(?P<action>bounced|deferred|undeliverable|expired|sent)\b[^\n(]{0,40}"
    r"(?:\((?P<words>[^\n]{0,4000}))?"
)
# postfix/smtpd[99]: NOQUEUE: reject: RCPT from host[192.0.2.1]: 550 …; from=<…> to=<…> proto=ESMTP helo=<…>
_REJECT = pattern(
    r"(?:NOQUEUE|\w{5,20}): (?:milter-)?reject: \S{1,20} from (?P<name>[^\s\[]{0,255})"
    r"\[(?P<ip>[0-9A-Fa-f:.]{3,45})\](?::\d+)?: (?P<words>[^\n]{1,3000})"
)
# postfix/cleanup[7]: 4B1F0F5E: reject: header Subject: … from host[192.0.2.1]; from=<…> to=<…> proto=… helo=<…>: 5.7.1
_FILTERED = pattern(
    r"\w{5,20}: reject: (?:header|body|mime header|nested header) [^\n]{0,1000}? from (?P<name>[^\s\[]{1,255})"
    r"\[(?P<ip>[0-9A-Fa-f:.]{3,45})\](?P<envelope>; from=<[^\n]{0,1500}?>): (?P<words>[^\n]{1,1000})"
)
_QUEUED_FROM = pattern(r"\b(\w{5,20}): from=<([^<>\s]{0,320})>, size=")
_AFTER = pattern(rf";\s+from={_ADDRESS}(?:,? to={_ADDRESS})?(?:,? proto=\w{{1,10}})?(?:,? helo=<([^<>\s]{{1,255}})>)?")
_RELAY = pattern(r"([^\[\]\s]{1,255})\[([0-9A-Fa-f:.]{3,45})\]")
_ACTIONS = {
    "bounced": "failed",
    "undeliverable": "failed",
    "expired": "failed",
    "deferred": "delayed",
    "sent": "delivered",
}
_MOST_LINES = 5_000


def claims(seen: Seen) -> Claim:
    """Its own fields in the report, its own sentence, or its own log lines."""
    if seen.report and any(field.name.lower().startswith("x-postfix-") for field in seen.report.fields):
        return Claim(score=70, why="the report has fields of Postfix")
    if seen.report is None and _SAYS.search(seen.text.value[:4_000]):
        return Claim(score=60, why="the sentence that Postfix starts with")
    text = seen.text.value
    delivered = "status=" in text and _DELIVERY.search(text)
    if seen.part is None and (delivered or ("reject: " in text and (_REJECT.search(text) or _FILTERED.search(text)))):
        return Claim(score=60, why="lines of a Postfix log")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification; of a log one for each message in it."""
    if seen.report and seen.report.recipients:
        yield notification(seen, NAME, rfc3464.attempts(seen), reporting_mta=rfc3464.reporting_mta(seen.report))
    elif _SAYS.search(seen.text.value[:4_000]):
        told = telling(seen)
        host = _SAYS.search(seen.text.value)
        yield notification(
            seen,
            NAME,
            told.attempts or _returned_to(seen),
            reporting_mta=host[1] if host else None,
            returned=told.returned,
            told=told.told,
        )
    else:
        yield from _log(seen)


def _returned_to(seen: Seen) -> tuple[DeliveryAttempt, ...]:
    """Postfix may have no report left to give; whom the returned message was for is then all that is known."""
    to = [found for field in seen.returned if field.name.lower() == "to" for found in [field.value.strip(" <>")]]
    known = [address for address in to if "@" in address and " " not in address]
    return tuple(attempt(recipient=address, words=None) for address in known[:1])


def _log(seen: Seen) -> Iterator[Notification]:
    """RFC 5321's queue id joins the lines of one message."""
    text = seen.text
    senders = dict(_QUEUED_FROM.findall(text.value))
    messages: dict[str, list[DeliveryAttempt]] = {}
    for count, line in enumerate(_DELIVERY.finditer(text.value)):
        if count >= _MOST_LINES:
            break
        messages.setdefault(line["queue"] or f"line {count}", []).append(_delivery(text, line))
    for queue, attempts in messages.items():
        told = Original()
        if queue in senders:
            told = Original(mail_from=senders[queue], mail_from_basis=Basis.STATED)
        yield notification(seen, NAME, attempts, told=told)
    for form in (_REJECT, _FILTERED):
        for count, line in enumerate(form.finditer(text.value)):
            if count >= _MOST_LINES:
                break
            yield _rejection(seen, text, line)


def _delivery(text: Text, line: re.Match[str]) -> DeliveryAttempt:
    relay = _RELAY.match(line["relay"])
    words, place = None, None
    if line["words"]:
        words = line["words"].removesuffix(")")
        place = Place(text, line.start("words"), line.end("words"))
    return attempt(
        recipient=line[2],
        original_recipient=line[3],
        action=_ACTIONS[line["action"]],
        status=line["status"],
        words=words,
        place=place,
        remote_mta=relay[1] if relay else None,
        remote_ip=canonical(relay[2]) if relay else None,
        quotes={"recipient": Place(text, line.start(2), line.end(2)).quote()},
    )


def _rejection(seen: Seen, text: Text, line: re.Match[str]) -> Notification:
    """The log of the server that refused: it names the client that it saw, and the envelope."""
    envelope = line.groupdict().get("envelope")
    after = _AFTER.search(envelope or line["words"])
    words = line["words"][: after.start()] if after and not envelope else line["words"]
    place = Place(text, line.start("words"), line.end("words"))
    # A client that is told to try again does so (RFC 5321 §4.2.1).
    action = "delayed" if words.startswith("4") else "failed"
    tried = attempt(recipient=after[2] if after else None, action=action, words=words, place=place)
    shown = Place(text, line.start("ip"), line.end("ip"))
    tried = replace(
        tried,
        client_ip=canonical(line["ip"]),
        quotes=(*tried.quotes, ("client_ip", shown.quote())),
    )
    told = Original()
    if after:
        around = Place(text, line.start(), line.end())
        quotes = (("mail_from", around.quote(f"<{after[1]}>")),)
        told = Original(mail_from=after[1], mail_from_basis=Basis.STATED, helo=after[3], quotes=quotes)
    return notification(seen, NAME, (tried,), told=told)
