"""Where Flows are driven for strangers: DNS under a budget, CPU in few threads, so that nobody waits for another.

A Flow that waits for a server that never answers holds one thread of many; one that computes holds one of few, and the
loop that answers everybody else is not touched by either.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from mailmend import resolvers
from mailmend.flow import Answer, Answers, Batch, Flow, run, unavailable
from mailmend.resolvers import World
from mailmend.sources.packaged import knowledge
from mailmend.web.limits import Shares
from mailmend.web.names import is_askable
from mailmend.web.problems import BUDGET_QUESTIONS, BUDGET_TIME, RATE_ZONE, ProblemError
from mailmend.web.settings import Settings

T = TypeVar("T")

# Threads that compute share one interpreter: a few give everybody a turn, many would only take turns.
COMPUTING = 2
READING = 4
# Threads that wait for DNS: batches, and the questions in them.
BATCHES = 128
QUESTIONS = 256
# So much of a batch travels at once, that one request cannot take every thread.
AT_ONCE = 32
# A thread that computes gives way to the loop after so many seconds.
SWITCH = 0.002


class Desk:
    """The resolver that all requests share, and the threads in which their Flows are driven."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._resolver = resolvers.open(settings.dns, allow_private=settings.allow_private, workers=QUESTIONS)
        self._computing = ThreadPoolExecutor(COMPUTING, thread_name_prefix="mailmend-computing")
        self._reading = ThreadPoolExecutor(READING, thread_name_prefix="mailmend-reading")
        self._waiting = ThreadPoolExecutor(BATCHES, thread_name_prefix="mailmend-waiting")
        self._zones = Shares(settings.zone_per_minute)
        sys.setswitchinterval(SWITCH)

    @property
    def asked_at(self) -> datetime | None:
        """When the answers of a recording were taken, None where DNS is asked now."""
        return self._resolver.asked_at

    def close(self) -> None:
        """Let go of threads and connections."""
        for pool in (self._computing, self._reading, self._waiting):
            pool.shutdown(wait=False, cancel_futures=True)
        self._resolver.close()

    def inquiry(self) -> Inquiry:
        """What one request may ask."""
        until = time.monotonic() + self.settings.seconds
        return Inquiry(self._resolver.resolve, self._zones, until, self.settings.questions)

    async def drive(self, flow: Flow[T], inquiry: Inquiry) -> T:
        """The value of ``flow``; raises ProblemError where it needs more than ``inquiry`` allows."""
        if isinstance(self._resolver, World):
            # A world is in memory: nothing is waited for, so all of it is computing.
            return await self.compute(run, flow, inquiry.resolve)
        answers: Answers | None = None
        while True:
            step = await self.compute(_advance, flow, answers)
            if isinstance(step, _Done):
                value: T = step.value
                return value
            loop = asyncio.get_running_loop()
            answers = await loop.run_in_executor(self._waiting, inquiry.resolve, step) if step else ()

    def resolve(self, questions: Batch) -> Answers:
        """The answers without any budget: for those who only want to know the time of a recording."""
        return self._resolver.resolve(questions)

    async def read(self, function: Callable[[], T]) -> T:
        """``function``, which reads what was sent, in a thread of its own kind: a large mail takes its time."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, function)

    async def compute(self, function: Callable[..., T], *arguments: object) -> T:
        """``function`` in a thread for computing."""
        return await asyncio.get_running_loop().run_in_executor(self._computing, function, *arguments)


class Inquiry:
    """The DNS questions of one request: counted, in time, about public names, and fair to each zone."""

    def __init__(self, ask: Callable[[Batch], Answers], zones: Shares, until: float, most: int) -> None:
        self.asked = 0
        self._ask = ask
        self._zones = zones
        self._until = until
        self._most = most
        self._named = False

    def resolve(self, questions: Batch) -> Answers:
        """The answers, in order; a name that may not be asked is unavailable. Raises ProblemError beyond the budget."""
        self._name_zone(questions)
        allowed = [asked for asked in dict.fromkeys(questions) if is_askable(asked)]
        self.asked += len(allowed)
        if self.asked > self._most:
            raise ProblemError(BUDGET_QUESTIONS)
        known: dict[object, Answer] = {}
        for start in range(0, len(allowed), AT_ONCE):
            if time.monotonic() > self._until:
                raise ProblemError(BUDGET_TIME)
            part = tuple(allowed[start : start + AT_ONCE])
            known.update(zip(part, self._ask(part), strict=True))
        return tuple(known.get(asked) or unavailable(asked, "private") for asked in questions)

    def _name_zone(self, questions: Batch) -> None:
        """The first question names the domain that the request is about; each domain has its share of requests."""
        if self._named or not questions:
            return
        self._named = True
        share = self._zones.take(knowledge().suffixes.organizational(questions[0].name))
        if share is not None and not share.allowed:
            raise ProblemError(RATE_ZONE, share.headers)


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    """The value of a Flow that has ended: a StopIteration cannot pass through a Future."""

    value: T


def _advance(flow: Flow[T], answers: Answers | None) -> _Done[T] | Batch:
    try:
        return next(flow) if answers is None else flow.send(answers)
    except StopIteration as stop:
        return _Done(stop.value)
