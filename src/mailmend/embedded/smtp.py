"""An SMTP receiver on loopback that enforces SPF as a real one does: for ``mailmend demo`` and its tests.

It checks MAIL FROM (HELO for the null reverse-path) at each RCPT, refuses a ``fail`` in the words of policyd-spf behind
Postfix, and keeps what it accepts in memory.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailmend.flow import Resolve, run
from mailmend.frozen import frozen
from mailmend.spf import Result, check_host

LOCALHOST = "127.0.0.1"


@frozen
class Delivered:
    """A message that was accepted."""

    mail_from: str
    recipients: tuple[str, ...]
    content: bytes
    spf: Result


class EmbeddedSmtp:
    """Receives mail at loopback from entering to leaving the ``with`` block.

    All comes from loopback, so the address that SPF is checked for is pretended: ``client_ip``. ``resolve`` answers
    the checker's DNS questions; ``name`` is what the server calls itself. ``delivered`` holds what was accepted.
    """

    def __init__(
        self,
        resolve: Resolve,
        *,
        client_ip: str,
        name: str = "mx1.fabrikam.example",
        host: str = LOCALHOST,
        port: int = 0,
    ) -> None:
        self.name = name
        self.delivered: list[Delivered] = []
        self._socket = socket.create_server((host, port))
        self.host, self.port = self._socket.getsockname()[:2]
        self._controller = _Controller(_Receiver(self, resolve, client_ip), self._socket, name)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()
        self._socket.close()


class _Receiver:
    """What aiosmtpd calls at each command."""

    def __init__(self, owner: EmbeddedSmtp, resolve: Resolve, client_ip: str) -> None:
        self._owner = owner
        self._resolve = resolve
        self._client_ip = client_ip

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and arguments
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        result = await asyncio.to_thread(self._check, session.host_name or "", _mail_from(envelope))
        if result is Result.FAIL:
            return self._refusal(address, _mail_from(envelope), session.host_name or "")
        if result is Result.TEMPERROR:
            # RFC 7208 §8.6 with the enhanced status code of RFC 7372 §3.2 in its temporary form.
            return f"451 4.7.24 <{address}>: Recipient address rejected: SPF record could not be looked up"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.append(result)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.content or b""
        self._owner.delivered.append(
            Delivered(
                mail_from=_mail_from(envelope),
                recipients=tuple(envelope.rcpt_tos),
                content=content if isinstance(content, bytes) else content.encode(),
                spf=Result(envelope.rcpt_options[-1]),
            )
        )
        return "250 2.0.0 Ok: queued"

    def _check(self, helo: str, mail_from: str) -> Result:
        """RFC 7208 §2.4: the null reverse-path is checked as postmaster at the HELO name."""
        domain = mail_from.rpartition("@")[2] if mail_from else helo
        flow = check_host(self._client_ip, domain, mail_from, helo, receiver=self._owner.name, now=datetime.now(UTC))
        return run(flow, self._resolve).result

    def _refusal(self, recipient: str, mail_from: str, helo: str) -> str:
        """RFC 7372 §3.2: 5.7.23, an SPF check failed."""
        scope, identity = ("mfrom", mail_from) if mail_from else ("helo", helo)
        why = f"s={scope};id={quote(identity)};ip={quote(self._client_ip)};r={quote(recipient)}"
        return (
            f"550 5.7.23 <{recipient}>: Recipient address rejected: Message rejected due to: "
            f"SPF fail - not authorized. Please see http://www.openspf.net/Why?{why}"
        )


def _mail_from(envelope: Envelope) -> str:
    """The reverse-path without brackets; aiosmtpd leaves those of the null one (RFC 5321 §4.5.5) standing."""
    path = envelope.mail_from or ""
    return "" if path == "<>" else path


class _Controller(Controller):
    """Serves on a socket that is bound already: aiosmtpd itself cannot take any free port."""

    def __init__(self, handler: _Receiver, sock: socket.socket, name: str) -> None:
        self._socket = sock
        host, port = sock.getsockname()[:2]
        super().__init__(handler, hostname=host, port=port, server_hostname=name, ident="ESMTP")

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)
