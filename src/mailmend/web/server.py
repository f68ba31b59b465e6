"""The service as a process: uvicorn, which is patient with slow clients within limits, and stops gracefully."""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from mailmend.web.app import application
from mailmend.web.guard import NoValues
from mailmend.web.settings import Settings

# Seconds in which a request's line and header fields must have come, from the first byte or since the connection.
HEADERS_WITHIN = 15.0
MOST_CONNECTIONS = 4000
_LARGEST_HEAD = 32_768
_KEPT_ALIVE = 10
_LAST_ORDERS = 15  # seconds that requests being answered have when the service is stopped


class Joined:
    """A transport that sends what is written in one turn of the loop at once: a response's head and its body."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send ``data`` before this turn of the loop is over."""
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)

    def close(self) -> None:
        """Send what is left, then close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        parts, self._parts = self._parts, []
        if parts and not self._transport.is_closing():
            self._transport.write(parts[0] if len(parts) == 1 else b"".join(parts))

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)


class Patient(H11Protocol):
    """HTTP/1.1 for clients of all kinds: one who sends his header fields a byte at a time is let go."""

    _awaited: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come; beyond so many he is sent away at once."""
        super().connection_made(Joined(transport, self.loop))  # type: ignore[arg-type] # it is one in all that is asked
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Bytes came; a request that is not whole yet has its time."""
        super().data_received(data)
        if self._is_answering():
            self._let_go()
        elif self._awaited is None:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._let_go()
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        self._awaited = self.loop.call_later(HEADERS_WITHIN, self._give_up)

    def _let_go(self) -> None:
        if self._awaited is not None:
            self._awaited.cancel()
            self._awaited = None

    def _give_up(self) -> None:
        self._awaited = None
        if not self._is_answering() and not self.transport.is_closing():
            self.transport.close()


def serve(settings: Settings, host: str, port: int, *, quiet: bool = False) -> None:
    """Serve until the process is told to stop (SIGTERM, SIGINT); then what is being answered is answered."""
    _raise_file_limit()
    config = uvicorn.Config(
        application(settings),
        host=host,
        port=port,
        http=Patient,
        ws="none",
        lifespan="on",
        log_config=_logging(quiet=quiet),
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=_LARGEST_HEAD,
        timeout_keep_alive=_KEPT_ALIVE,
        timeout_graceful_shutdown=_LAST_ORDERS,
        backlog=2048,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn stops by its own handler and raises the signal again at the end: being told to stop is no failure.
        signal.signal(number, lambda *_: None)
    uvicorn.Server(config).run()


def _raise_file_limit() -> None:
    """A connection is an open file; the soft limit is often 1024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS * 2
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _logging(*, quiet: bool) -> dict[str, Any]:
    """Lines on standard error, without a value of any request in them."""
    level = logging.WARNING if quiet else logging.INFO
    handler = {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_values"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"no_values": {"()": NoValues}},
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(message)s"}},
        "handlers": {"stderr": handler},
        "loggers": {
            "mailmend.web": {"handlers": ["stderr"], "level": level, "propagate": False},
            "uvicorn": {"handlers": ["stderr"], "level": level, "propagate": False},
        },
    }
