"""The service's side of its workers: who does what, who takes too long, who is replaced.

Some workers stand ready. A step of one that is not over after a moment is set aside: the worker gives way to all others
(``nice``), keeps only the work that it is at, and another takes its place; at the end of the request's time it is
killed. So input that takes long costs whoever sent it, and nobody else more than that moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from mailmend.flow import Answers, Batch, Flow
from mailmend.web.problems import BUSY, FAILED, TOO_HARD, Problem, ProblemError
from mailmend.web.worker import FORK, LENGTH, Asks, Begin, Continue, Done, Drop, Refused, message

# A step that is over within this time delays nobody much; one that is not is set aside.
PATIENCE = 0.25
# So many may take long at a time, and so long each of their steps, in seconds.
MOST_ASIDE = 4
LONGEST_STEP = 20.0
# What is larger takes long: it has a worker of its own from the start.
LARGE = 300_000
# A worker is renewed now and then: whatever grows in it is given back.
MOST_JOBS = 5000
_LEAST, _MOST = 2, 8
_NICE = 15
_TRIES = 3
_RECV = 1 << 20


@dataclass(slots=True, eq=False)
class _Errand:
    """One job on its way, and what has been learnt for it."""

    id: int
    until: float
    worker: _Worker | None = None
    known: list[Any] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Step:
    """A message to a worker, and its reply."""

    errand: _Errand
    body: bytes
    reply: asyncio.Future[Asks | Done | Refused]


class _LostError(Exception):
    """The worker has gone for another's sake: begin anew."""


class Workers:
    """Processes that do jobs; ``dns`` is the SPEC of which a world is handed to them."""

    def __init__(self, dns: str) -> None:
        self._dns = dns
        self._most = min(max(_LEAST, len(os.sched_getaffinity(0))), _MOST)
        self._ready: list[_Worker] = []
        self._aside: set[_Worker] = set()
        self._ids = count(1)
        self._nursery: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Have all workers stand ready; those that are missing are made when there is work, too."""
        while len(self._ready) < self._most:
            self._ready.append(self._made())

    async def do(
        self,
        job: Callable[..., Flow[object]],
        arguments: tuple[object, ...],
        ask: Callable[[Batch], Awaitable[Answers]],
        budget: tuple[float, int],
        *,
        alone: bool = False,
    ) -> Done:
        """The value of ``job``, its questions answered by ``ask``; ``budget`` is until when, and how many questions.

        ``alone``: it will take long. Raises ProblemError where the job does, takes too long, or there is no room.
        """
        until, questions = budget
        errand = _Errand(next(self._ids), until)
        begin = Begin(id=errand.id, job=job, arguments=arguments, known=(), until=until, questions=questions)
        for _ in range(_TRIES):
            with contextlib.suppress(_LostError):
                return await self._tried(errand, begin, ask, alone=alone)
            begin = Begin(
                id=errand.id, job=job, arguments=arguments, known=tuple(errand.known), until=until, questions=questions
            )
        raise ProblemError(BUSY, {"retry-after": "5"})

    async def _tried(
        self, errand: _Errand, begin: Begin, ask: Callable[[Batch], Awaitable[Answers]], *, alone: bool
    ) -> Done:
        body = message(begin)
        worker = errand.worker = self._free(alone=alone or len(body) > LARGE)
        worker.errands.add(errand)
        try:
            reply = await worker.step(errand, body)
            while isinstance(reply, Asks):
                answers = await ask(reply.batch) if reply.batch else ()
                errand.known.extend(answers)
                reply = await worker.step(errand, message(Continue(id=errand.id, answers=answers)))
            worker.leave(errand, ended=True)
        finally:
            worker.leave(errand)
        if isinstance(reply, Refused):
            raise ProblemError(reply.problem, reply.headers)
        return reply

    def _free(self, *, alone: bool) -> _Worker:
        """A worker of its own, or the ready one with the least to do; raises ProblemError where there is no room."""
        if alone:
            if len(self._aside) >= MOST_ASIDE:
                raise ProblemError(BUSY, {"retry-after": "5"})
            made = self._made()
            self.set_aside(made)
            return made
        self.start()
        return min(self._ready, key=lambda worker: (worker.load, len(worker.errands)))

    def _made(self) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            for nursery in (self._nursery, None):
                try:
                    socket.send_fds(nursery or self._started(), [FORK], [theirs.fileno()])
                    break
                except OSError:
                    # It has gone: the next one serves as well.
                    continue
        return _Worker(self, ours)

    def _started(self) -> socket.socket:
        self._stop()
        ours, theirs = socket.socketpair()
        with theirs:
            ask = [sys.executable, "-I", "-m", "mailmend.web.worker", self._dns]
            self._process = subprocess.Popen(ask, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)  # noqa: S603
        self._nursery = ours
        return ours

    def set_aside(self, worker: _Worker) -> bool:
        """Let ``worker`` take its time beside the others, where there is room."""
        if worker in self._ready:
            self._ready.remove(worker)
        if len(self._aside) >= MOST_ASIDE:
            return False
        self._aside.add(worker)
        worker.give_way()
        self.start()
        return True

    def is_aside(self, worker: _Worker) -> bool:
        """Whether ``worker`` is for one errand only."""
        return worker in self._aside

    def retire(self, worker: _Worker) -> None:
        """Give ``worker`` nothing more to do."""
        if worker in self._ready:
            self._ready.remove(worker)

    def gone(self, worker: _Worker) -> None:
        """``worker`` has ended."""
        self.retire(worker)
        self._aside.discard(worker)

    def close(self) -> None:
        """End all workers, and the nursery."""
        for worker in (*self._ready, *self._aside):
            worker.end(BUSY)
        self._stop()

    def _stop(self) -> None:
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class _Worker:
    """One process: it is sent a step at a time, so that whoever takes long is known."""

    def __init__(self, pool: Workers, connection: socket.socket) -> None:
        self.errands: set[_Errand] = set()
        self._pool = pool
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._steps: deque[_Step] = deque()
        self._current: _Step | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._incoming = bytearray()
        self._outgoing = bytearray()
        self._pid = 0
        self._left = MOST_JOBS
        connection.settimeout(0)
        self._loop.add_reader(connection, self._readable)

    @property
    def load(self) -> int:
        """How many steps wait here."""
        return len(self._steps) + (self._current is not None)

    async def step(self, errand: _Errand, body: bytes) -> Asks | Done | Refused:
        """The reply to ``body``; raises _LostError where the worker has gone for another's sake."""
        if errand not in self.errands:
            raise _LostError
        step = _Step(errand, body, self._loop.create_future())
        self._steps.append(step)
        self._next()
        return await step.reply

    def leave(self, errand: _Errand, *, ended: bool = False) -> None:
        """``errand`` is over; ``ended`` where the worker has said so itself, and holds nothing of it any more."""
        if errand not in self.errands:
            return
        self.errands.discard(errand)
        if self._current is not None and self._current.errand is errand:
            # Whoever waited was called off; what is computed for nobody must not go on.
            self.end(BUSY)
            return
        self._steps = deque(step for step in self._steps if step.errand is not errand)
        self._left -= 1
        if self._pool.is_aside(self):
            self.end(FAILED)
            return
        if not ended:
            self._write(message(Drop(id=errand.id)))
        if self._left < 0:
            self._pool.retire(self)
        if self._left < 0 and not self.errands:
            self.end(FAILED)

    def give_way(self) -> None:
        """Keep only what is being done, and let others go first."""
        kept = self._current.errand if self._current else None
        for errand in self.errands - {kept}:
            self.errands.discard(errand)
        waiting, self._steps = self._steps, deque()
        for step in waiting:
            self._answer(step, _LostError())
        self._give_way_now()

    def _give_way_now(self) -> None:
        if self._pid and self._pool.is_aside(self):
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._pid, _NICE)

    def end(self, problem: Problem) -> None:
        """Kill the process: what it was at ends in ``problem``, the work of others begins anew elsewhere."""
        if self._connection.fileno() < 0:
            return
        self._loop.remove_reader(self._connection)
        self._loop.remove_writer(self._connection)
        self._connection.close()
        if self._timer is not None:
            self._timer.cancel()
        if self._pid:
            with contextlib.suppress(OSError):
                os.kill(self._pid, signal.SIGKILL)
        self._pool.gone(self)
        self.errands.clear()
        if self._current is not None:
            self._answer(self._current, ProblemError(problem))
        for step in self._steps:
            self._answer(step, _LostError())
        self._steps.clear()

    def _next(self) -> None:
        """Send the next step, if the last one is over."""
        # Until it has said hello it may still be loading: that is nobody's fault.
        if self._pid and self._current is None and self._steps and self._connection.fileno() >= 0:
            self._current = self._steps.popleft()
            patience = LONGEST_STEP if self._pool.is_aside(self) else PATIENCE
            self._timer = self._loop.call_later(patience, self._impatient)
            self._write(self._current.body)

    def _impatient(self) -> None:
        """The step takes long: set aside at first, ended in the end."""
        step = self._current
        if step is None:
            return
        if self._pool.is_aside(self):
            self.end(TOO_HARD)
        elif self._pool.set_aside(self):
            left = min(LONGEST_STEP, step.errand.until - time.monotonic())
            self._timer = self._loop.call_later(max(0.0, left), self._impatient)
        else:
            self.end(BUSY)

    # -- the socket ---------------------------------------------------------------------------------------------------

    def _readable(self) -> None:
        try:
            part = self._connection.recv(_RECV)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            # A fault of ours it would have told: the system ended it, for the memory that this takes.
            self.end(TOO_HARD)
            return
        self._incoming += part
        while len(self._incoming) >= LENGTH.size:
            (size,) = LENGTH.unpack_from(self._incoming)
            if len(self._incoming) < LENGTH.size + size:
                return
            said = pickle.loads(memoryview(self._incoming)[LENGTH.size : LENGTH.size + size])  # noqa: S301
            del self._incoming[: LENGTH.size + size]
            self._heard(said)

    def _heard(self, said: object) -> None:
        if isinstance(said, int):
            self._pid = said
            self._give_way_now()
            self._next()
            return
        step, self._current = self._current, None
        if self._timer is not None:
            self._timer.cancel()
        if step is not None:
            self._answer(step, said)
        if isinstance(said, Refused) and said.problem == FAILED:
            # It has told its fault and is ending: nobody else's work may go there.
            self.end(FAILED)
        self._next()

    def _answer(self, step: _Step, reply: object) -> None:
        if step.reply.done():
            return
        if isinstance(reply, Exception):
            step.reply.set_exception(reply)
        else:
            step.reply.set_result(reply)  # type: ignore[arg-type] # a worker says nothing else

    def _write(self, body: bytes) -> None:
        if self._connection.fileno() < 0:
            return
        if self._outgoing:
            self._outgoing += body
            return
        self._outgoing += body[self._sent(body) :]
        if self._outgoing:
            self._loop.add_writer(self._connection, self._writable)

    def _writable(self) -> None:
        del self._outgoing[: self._sent(self._outgoing)]
        if not self._outgoing:
            self._loop.remove_writer(self._connection)

    def _sent(self, body: bytes | bytearray) -> int:
        try:
            return self._connection.send(body)
        except BlockingIOError:
            return 0
        except OSError:
            # The reader learns that the process has gone, and ends us.
            return len(body)
