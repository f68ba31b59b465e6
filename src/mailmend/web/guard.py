"""What stands before every route: a request id, security headers, errors without a word of what was sent, counts.

A plain ASGI application: it costs every request, so it does little. A log line holds a route's name, a status, a time
and counts; never an address, a name or a path.
"""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass
from types import TracebackType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("mailmend.web")
_BUCKETS = (0.005, 0.025, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)

# No inline script or style, nothing from elsewhere, nothing of ours in the frames of others.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
)


@dataclass(slots=True)
class Note:
    """What is noted of one request: ``id`` is told to the client, ``route`` is the name of the route."""

    id: str
    route: str = "other"
    questions: int = 0


class Counts:
    """What is counted: requests by route and status, their seconds, DNS questions. Nothing of whom or about what."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.seconds: Counter[tuple[str, float]] = Counter()
        self.total_seconds: defaultdict[str, float] = defaultdict(float)
        self.questions = 0
        self.running = 0

    def note(self, route: str, status: int, seconds: float, questions: int) -> None:
        """One request that has been answered."""
        self.requests[route, status] += 1
        self.total_seconds[route] += seconds
        self.questions += questions
        for bucket in _BUCKETS:
            if seconds <= bucket:
                self.seconds[route, bucket] += 1

    def exposition(self) -> str:
        """The text format of Prometheus, version 0.0.4."""
        lines = ["# HELP mailmend_requests_total Requests by route and status."]
        lines += ["# TYPE mailmend_requests_total counter"]
        for (route, status), count in sorted(self.requests.items()):
            lines.append(f'mailmend_requests_total{{route="{route}",status="{status}"}} {count}')
        lines += ["# HELP mailmend_request_seconds Time to answer.", "# TYPE mailmend_request_seconds histogram"]
        for route in sorted(self.total_seconds):
            whole = sum(count for (name, _), count in self.requests.items() if name == route)
            for bucket in _BUCKETS:
                lines.append(
                    f'mailmend_request_seconds_bucket{{route="{route}",le="{bucket}"}} {self.seconds[route, bucket]}'
                )
            lines.append(f'mailmend_request_seconds_bucket{{route="{route}",le="+Inf"}} {whole}')
            lines.append(f'mailmend_request_seconds_sum{{route="{route}"}} {self.total_seconds[route]:.6f}')
            lines.append(f'mailmend_request_seconds_count{{route="{route}"}} {whole}')
        lines += ["# HELP mailmend_dns_questions_total DNS questions.", "# TYPE mailmend_dns_questions_total counter"]
        lines.append(f"mailmend_dns_questions_total {self.questions}")
        lines += ["# HELP mailmend_running Requests being answered.", "# TYPE mailmend_running gauge"]
        return "\n".join([*lines, f"mailmend_running {self.running}", ""])


class Guard:
    """The outermost application: before ``app``, and before ``refuses`` for requests that must not be read."""

    def __init__(self, app: ASGIApp, counts: Counts, refuses: ASGIApp) -> None:
        self._app = app
        self._refuses = refuses
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        note = scope["mailmend"] = Note(secrets.token_hex(8))
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message["headers"], *_HEADERS, (b"x-request-id", note.id.encode())]
            await send(message)

        self._counts.running += 1
        try:
            app = self._refuses if _has_two_lengths(scope) else self._app
            await app(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - started
            self._counts.running -= 1
            self._counts.note(note.route, status, seconds, note.questions)
            _LOG.info("%s %s %d %.1fms questions=%d", note.id, note.route, status, seconds * 1000, note.questions)


def _has_two_lengths(scope: Scope) -> bool:
    """Whether a proxy before us may have seen another end of this request than we do (RFC 9112 §6.3)."""
    names = [name for name, _ in scope["headers"]]
    return b"transfer-encoding" in names and b"content-length" in names


class NoValues(logging.Filter):
    """Takes the text of an error, which may hold what was sent, out of a log record: where it arose is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True; ``record`` is changed."""
        if record.exc_info and record.exc_info[0]:
            kind, _, at = record.exc_info
            record.msg, record.args = "%s", (places(kind, at),)
            record.exc_info = record.exc_text = None
        return True


def places(kind: type[BaseException], at: TracebackType | None) -> str:
    """The kind of an error and where it arose, without its text."""
    frames = traceback.extract_tb(at)[-6:]
    where = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    return f"{kind.__name__} at {where}"
