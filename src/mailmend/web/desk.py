"""Where work is done for strangers: DNS under a budget in threads that wait, everything else in workers.

The loop that answers everybody reads no mail and writes no page of an answer. It evaluates SPF itself where the
records are short, because that takes less time than to tell a worker.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

from mailmend import resolvers
from mailmend.flow import Answers, Batch, Flow
from mailmend.resolvers import World
from mailmend.web import jobs
from mailmend.web.asked import AskedSpf
from mailmend.web.inquiry import Inquiry
from mailmend.web.limits import Shares
from mailmend.web.problems import BUDGET_TIME, ProblemError
from mailmend.web.settings import Settings
from mailmend.web.workers import Workers

T = TypeVar("T")

# Threads that wait for DNS: batches, and the questions in them.
BATCHES = 128
QUESTIONS = 512
# Records of more bytes in all are evaluated by a worker: the longest of honest ones have some 4,000.
SHORT = 6_000


class Desk:
    """The resolver that all requests share, and the workers. It belongs to the loop that first asks it for work."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._resolver = resolvers.open(settings.dns, allow_private=settings.allow_private, workers=QUESTIONS)
        self._waits = not isinstance(self._resolver, World)
        self._waiting = ThreadPoolExecutor(BATCHES, thread_name_prefix="mailmend-waiting")
        self._workers = Workers(settings.dns)
        self._zones = Shares(settings.zone_per_minute)

    @property
    def now(self) -> datetime:
        """The time of asking: that of a recording where one is asked."""
        return self._resolver.asked_at or datetime.now(UTC)

    def open(self) -> None:
        """Have everything stand ready."""
        self._workers.start()

    def close(self) -> None:
        """Let go of processes, threads and connections."""
        self._workers.close()
        self._waiting.shutdown(wait=False, cancel_futures=True)
        self._resolver.close()

    def inquiry(self) -> Inquiry:
        """What one request may ask."""
        until = time.monotonic() + self.settings.seconds
        return Inquiry(self._resolver.resolve, until, self.settings.questions, self._zones)

    async def drive(self, job: Callable[..., Flow[T]], *arguments: object, inquiry: Inquiry, alone: bool = False) -> T:
        """The value of ``job``, done by a worker, ``alone`` if it will take long. Raises ProblemError, as ``job`` does.

        ``inquiry`` is what it may ask.
        """
        if time.monotonic() > inquiry.until:
            raise ProblemError(BUDGET_TIME)

        async def ask(batch: Batch) -> Answers:
            return await self._asked(batch, inquiry)

        done = await self._workers.do(job, arguments, ask, (inquiry.until, inquiry.most), alone=alone)
        inquiry.asked += done.asked
        value: T = done.value
        return value

    async def evaluate(self, asked: AskedSpf, inquiry: Inquiry) -> str:
        """SPF of ``asked`` for its address, as JSON."""
        inquiry.about(asked.domain)
        flow, size = jobs.evaluated_json(asked), 0
        answers: Answers | None = None
        try:
            while True:
                batch = next(flow) if answers is None else flow.send(answers)
                answers = await self._asked(batch, inquiry)
                size += sum(len(s) for a in answers if a.question.type == "TXT" for value in a.data for s in value)
                if size > SHORT:
                    return await self.drive(jobs.evaluated_json, asked, inquiry=inquiry)
        except StopIteration as stop:
            return str(stop.value)

    async def _asked(self, batch: Batch, inquiry: Inquiry) -> Answers:
        if self._waits and batch:
            return await asyncio.get_running_loop().run_in_executor(self._waiting, inquiry.resolve, batch)
        return inquiry.resolve(batch)
