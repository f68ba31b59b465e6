"""Mail through the laboratory: submitted at the sender's server, and what became of it."""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lab.network import HOSTS
from lab.processes import BrokenError
from lab.servers.postfix import SUBMISSION

PATIENCE = 40.0
_MESSAGE = """\
From: {author}
To: {to}
Subject: {subject}
Date: {date}
Message-ID: <{token}@mail.sender.example>

Please find the offer attached.
"""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a message: the reply to its last delivery attempt, and the bounce where there is one."""

    reply: str
    bounce: bytes | None = None
    delivered: bytes | None = None

    @property
    def code(self) -> str:
        """The reply code, "" where nobody replied."""
        found = re.search(r"\b([245]\d\d)\b", self.reply)
        return found[1] if found else ""


@dataclass
class Mail:
    """The mail of one run; ``folder`` is where the servers have their data."""

    folder: Path
    sent: int = 0
    seen: dict[Path, bytes] = field(default_factory=dict)

    def send(self, mail_from: str, to: str, *, author: str | None = None) -> Fate:
        """Send one message from ``mail_from``; what became of it. Raises BrokenError when nothing does."""
        self.sent += 1
        token = f"offer.{self.sent}.{time.time_ns()}"
        text = _MESSAGE.format(
            author=author or mail_from,
            to=to,
            subject="Our offer",
            date=time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()),
            token=token,
        )
        with smtplib.SMTP(HOSTS["sender"][0], SUBMISSION, local_hostname="desk.sender.example", timeout=20) as server:
            server.sendmail(mail_from, [to], text)
        return self.fate(token)

    def fate(self, token: str) -> Fate:
        """What becomes of the message that holds ``token``. Raises BrokenError when nothing does."""
        return _awaited(lambda: self._delivered(token) or self._returned(token), f"an end for {token}")

    def _returned(self, token: str) -> Fate | None:
        found = self._find("sender", token)
        return Fate(reply_in(found), bounce=found) if found else None

    def _delivered(self, token: str) -> Fate | None:
        for host in ("postfix", "inner", "exim"):
            if found := self._find(host, token):
                return Fate("250 " + _passed(found), delivered=found)
        return None

    def _find(self, host: str, token: str) -> bytes | None:
        for path in (self.folder / host / "mail" / "all" / "new").glob("*"):
            if path not in self.seen:
                self.seen[path] = path.read_bytes()
            if token.encode() in self.seen[path]:
                return self.seen[path]
        return None


def reply_in(bounce: bytes) -> str:
    """The receiver's words in a bounce of Postfix's: its Diagnostic-Code (RFC 3464 section 2.3.6), unfolded."""
    text = bounce.decode("utf-8", "replace").replace("\r\n", "\n")
    found = re.search(r"^Diagnostic-Code: *[^;\n]*; *((?:.+\n[ \t]+)*.+)", text, re.MULTILINE)
    if found:
        return re.sub(r"\s+", " ", found[1])
    found = re.search(r"^In: +MAIL FROM.*\n Out: .*\n|\bsaid: ((?:.+\n[ \t]+)*.+)", text, re.MULTILINE)
    return re.sub(r"\s+", " ", found[1] or "") if found else ""


def _passed(message: bytes) -> str:
    found = re.search(rb"^(Received-SPF: \w+)", message, re.MULTILINE | re.IGNORECASE)
    return found[1].decode() if found else ""


def _awaited(look: Callable[[], Fate | None], what: str) -> Fate:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.1)
    raise BrokenError(f"not in {PATIENCE:.0f} s: {what}")
