"""qmail-send's log: ``delivery 7: failure: …``, blanks written as underscores, joined by numbers to address and sender.

cr.yp.to/qmail, qmail-log(5) (read 2026-11). *unverified*: written from the documentation, no log of our own was seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.logs import MOST_LINES
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Basis, Notification, Original
from mailmend.pattern import pattern

NAME = "qmail-log"
SIGNS = Signs(words=(": failure: ", ": deferral: "))

_STARTING = pattern(r"\bstarting delivery (\d{1,12}): msg (\d{1,20}) to (?:remote|local) (\S{1,320}@\S{1,255})")
_DELIVERY = pattern(r"\bdelivery (?P<number>\d{1,12}): (?P<what>failure|deferral): (?P<words>[^\s]{1,2000})")
_SENDER = pattern(r"\binfo msg (\d{1,20}): bytes \d{1,15} from <([^<>\s]{0,320})>")


def claims(seen: Seen) -> Claim:
    """A line on a delivery that failed or was put off."""
    if seen.part is None and _DELIVERY.search(seen.text.value):
        return Claim(score=60, why="lines of qmail's log")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each delivery that failed or was put off."""
    value = seen.text.value
    started = {number: (message, recipient) for number, message, recipient in _STARTING.findall(value)}
    senders = dict(_SENDER.findall(value))
    for line in islice(_DELIVERY.finditer(value), MOST_LINES):
        message, recipient = started.get(line["number"], ("", None))
        sender = senders.get(message)
        told = Original(mail_from=sender, mail_from_basis=None if sender is None else Basis.STATED)
        tried = attempt(
            recipient=recipient,
            action="failed" if line["what"] == "failure" else "delayed",
            # That it gave up is said of every failure.
            words=line["words"].partition("/Giving_up_on_")[0].replace("_", " ").replace("/", "\n"),
            place=Place(seen.text, *line.span("words")),
        )
        yield notification(seen, NAME, (tried,), told=told)
