"""The processes that read, diagnose and write pages: one at a time each, with little memory, and killed if need be.

A thread that computes cannot be stopped, and takes the interpreter from the loop that answers everybody else. So mails
and long records are read in processes. They are copies of one, the *nursery*, which has loaded and tried everything:
a new one costs milliseconds and little memory, so one that takes too long can be replaced at once (see ``workers``).

What travels are pickles between processes of ours. A worker's messages are a hello with its process id, and then one
for each step that it was told to do: what a Flow asks, its value, or why there is none.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from mailmend import resolvers
from mailmend.flow import Answers, Batch, Flow, run, supposing
from mailmend.frozen import frozen
from mailmend.web import jobs
from mailmend.web.guard import places
from mailmend.web.inquiry import Inquiry
from mailmend.web.problems import FAILED, TOO_HARD, Problem, ProblemError

LENGTH = struct.Struct("!Q")
FORK = b"f"
# What a worker may take beyond what the nursery holds: a mail of 25 MB, decoded, with its attempts.
_MEMORY = 640 * 2**20
# Only a safety net: the service counts the time of each step itself.
_CPU_SECONDS = 600
# In short-lived work garbage is seldom worth looking for; what is left is looked for between jobs.
_GARBAGE = 50_000
_RECV = 1 << 20


@frozen
class Begin:
    """Start ``job`` with ``arguments``; ``known`` are answers that need not be asked again."""

    id: int
    job: Callable[..., Flow[object]]
    arguments: tuple[object, ...]
    known: Answers
    until: float
    questions: int


@frozen
class Continue:
    """Send ``answers`` to the Flow ``id``."""

    id: int
    answers: Answers


@frozen
class Drop:
    """Forget the Flow ``id``: nobody waits for it. It has no reply."""

    id: int


@frozen
class Asks:
    """A Flow wants to know ``batch``."""

    batch: Batch


@frozen
class Done:
    """The value of a job; ``asked`` counts the questions that the worker answered itself, from a world."""

    value: Any
    asked: int = 0


@frozen
class Refused:
    """The job ended in a problem."""

    problem: Problem
    headers: dict[str, str]


def message(value: object) -> bytes:
    """``value`` as it travels: its length, then its pickle."""
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(body)) + body


def _nursery(dns: str) -> NoReturn:
    """Load everything, then make a worker of each connection that comes in by the socket on standard input."""
    # The service's own end is what ends us: whoever stops it (a shell, systemd) signals all of its processes.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # A world is in memory: each worker has it, and asks nobody.
    world = resolvers.open(dns) if dns.startswith("zone:") else None
    jobs.warm()
    gc.collect()
    gc.freeze()
    wishes = socket.socket(fileno=0)
    while True:
        said, descriptors, _, _ = socket.recv_fds(wishes, 1, 1)
        if not said:
            sys.exit()
        for descriptor in descriptors:
            if os.fork() == 0:
                wishes.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _Worker(socket.socket(fileno=descriptor), world).work()
            os.close(descriptor)


class _Worker:
    """One process, and the Flows that it holds."""

    def __init__(self, service: socket.socket, world: resolvers.Resolver | None) -> None:
        self._service = service
        self._world = world
        self._flows: dict[int, Flow[object]] = {}

    def work(self) -> NoReturn:
        """Do what comes in until the service has gone or has no more use for us."""
        _limit()
        gc.set_threshold(_GARBAGE)
        # Any other error is a fault of ours and ends the process: the service sees it, and begins others' work anew.
        sys.excepthook = self._failed
        with contextlib.suppress(OSError, EOFError):
            self._service.sendall(message(os.getpid()))
            while True:
                told = pickle.loads(self._received())  # noqa: S301 - the service's own
                if isinstance(told, Drop):
                    self._flows.pop(told.id, None)
                else:
                    self._service.sendall(self._said(told))
        os._exit(0)

    def _failed(self, kind: type[BaseException], _: BaseException, at: TracebackType | None) -> None:
        sys.stderr.write(f"{places(kind, at)}\n")
        with contextlib.suppress(OSError):
            self._service.sendall(message(Refused(problem=FAILED, headers={})))

    def _received(self) -> bytes:
        (size,) = LENGTH.unpack(self._exactly(LENGTH.size))
        return self._exactly(size)

    def _exactly(self, size: int) -> bytes:
        parts = list[bytes]()
        while size:
            part = self._service.recv(min(size, _RECV))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _said(self, told: Begin | Continue) -> bytes:
        """The reply to a step."""
        try:
            reply: Asks | Done | Refused = self._step(told)
        except ProblemError as error:
            reply = Refused(problem=error.problem, headers=error.headers)
        except (MemoryError, RecursionError):
            reply = Refused(problem=TOO_HARD, headers={})
        if not isinstance(reply, Asks):
            self._flows.pop(told.id, None)
        return message(reply)

    def _step(self, told: Begin | Continue) -> Asks | Done:
        if isinstance(told, Continue):
            return self._advanced(told.id, told.answers)
        made = told.job(*told.arguments)
        if self._world is not None:
            inquiry = Inquiry(self._world.resolve, told.until, told.questions)
            return Done(value=run(made, inquiry.resolve), asked=inquiry.asked)
        self._flows[told.id] = supposing(told.known, made) if told.known else made
        return self._advanced(told.id, None)

    def _advanced(self, number: int, answers: Answers | None) -> Asks | Done:
        flow = self._flows[number]
        try:
            return Asks(batch=next(flow) if answers is None else flow.send(answers))
        except StopIteration as stop:
            return Done(value=stop.value)


def _limit() -> None:
    """Little memory; and where memory is short, the system takes a worker rather than the service."""
    size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800", encoding="ascii")
    # The hard limit stays: the process that opens an Outlook file sets its own.
    resource.setrlimit(resource.RLIMIT_AS, (size + _MEMORY, resource.RLIM_INFINITY))
    for what, most in ((resource.RLIMIT_CPU, _CPU_SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    # What travels names classes by their module: it must be this one under its own name, not ``__main__``.
    from mailmend.web.worker import _nursery as nursery

    nursery(sys.argv[1])
