"""OpenSMTPD's log of deliveries: ``mta delivery … result="PermFail" stat="550 …"``.

man.openbsd.org, smtpd(8), and the log lines of its mta process (read 2026-11). *unverified*: no log was seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.logs import MOST_LINES, time
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Basis, Notification, Original
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

NAME = "opensmtpd-log"
SIGNS = Signs(words=("mta delivery",))

_LINE = pattern(
    r"\bmta delivery [^\n]{0,200}?from=<(?P<from>[^<>\s]{0,320})> to=<(?P<to>[^<>\s]{1,320})>[^\n]{0,300}?"
    r"(?:relay=\"(?P<ip>[0-9A-Fa-f:.]{3,45})(?: \((?P<host>[^()\s\"]{1,255})\))?\"[^\n]{0,100}?)?"
    r" result=\"?(?P<result>PermFail|TempFail|Ok)\"?[ ,]{1,2}stat=\"?(?P<words>[^\n\"]{1,3000})"
)
_ACTIONS = {"PermFail": "failed", "TempFail": "delayed", "Ok": "delivered"}


def claims(seen: Seen) -> Claim:
    """A line with its fields."""
    if seen.part is None and "mta delivery" in seen.text.value and _LINE.search(seen.text.value):
        return Claim(score=60, why="lines of an OpenSMTPD log")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each delivery."""
    for count, line in enumerate(_LINE.finditer(seen.text.value)):
        if count >= MOST_LINES:
            return
        tried = attempt(
            recipient=line["to"],
            action=_ACTIONS[line["result"]],
            words=line["words"],
            place=Place(seen.text, line.start("words"), line.end("words")),
            remote_mta=line["host"],
            remote_ip=canonical(line["ip"] or ""),
            quotes={"recipient": Place(seen.text, line.start("to"), line.end("to")).quote()},
        )
        start = seen.text.value.rfind("\n", 0, line.start()) + 1
        told = Original(mail_from=line["from"], mail_from_basis=Basis.STATED)
        yield notification(seen, NAME, (tried,), told=told, date=time(seen.text.value[start : line.start()]))
