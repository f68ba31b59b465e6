from __future__ import annotations

import asyncio
import itertools
import operator
import os
import time
from pathlib import Path

import pytest

from mailmend.flow import Answer
from mailmend.web import jobs, workers
from mailmend.web.asked import AskedSpf
from mailmend.web.problems import ProblemError
from mailmend.web.workers import Workers

# A worker finds its job by name, so these are built in: what never ends, what takes all memory, what ends the process.
ENDLESS = iter, (filter(None, itertools.repeat(0)),)
GREEDY = operator.mul, (b"x", 10**11)
FATAL = os._exit, (3,)
FAULTY = operator.add, (1, "secret@contoso.example")
DOMAIN = AskedSpf(
    domain="contoso.example", ip="203.0.113.7", sender="postmaster@contoso.example", helo="contoso.example"
)
HONEST = jobs.evaluations, (DOMAIN,)
RECORD = (b"v=spf1 ip4:203.0.113.7 -all",)


class Crew:
    """Workers, and what they ask."""

    def __init__(self):
        self.workers = Workers("system")
        self.asked = []
        self.heard = asyncio.Condition()
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def ask(self, batch):
        async with self.heard:
            self.asked += batch
            self.heard.notify_all()
        await self.may_answer.wait()
        return tuple(Answer(question=q, outcome="data", data=(RECORD,)) for q in batch)

    async def all_asked(self, many):
        async with self.heard:
            await self.heard.wait_for(lambda: len(self.asked) >= many)

    async def do(self, work, seconds=20.0):
        job, arguments = work
        done = await self.workers.do(job, arguments, self.ask, (time.monotonic() + seconds, 100))
        return done.value

    async def problem(self, work, seconds=20.0):
        with pytest.raises(ProblemError) as raised:
            await self.do(work, seconds)
        return raised.value.problem.name

    async def passes(self):
        found = await self.do(HONEST)
        return {str(each.result) for each in found} == {"pass"}


@pytest.fixture(scope="module")
def runner():
    with asyncio.Runner() as made:
        yield made


@pytest.fixture(scope="module")
def crew(runner):
    async def made():
        return Crew()

    crew = runner.run(made())
    runner.run(crew.passes())
    yield crew
    crew.workers.close()


@pytest.fixture
def run(runner, crew):
    def running(test):
        return runner.run(test(crew))

    return running


def test_what_a_job_asks_is_answered(run):
    async def test(crew):
        crew.asked.clear()
        assert await crew.passes()
        assert [(q.name, q.type) for q in crew.asked] == [("contoso.example.", "TXT")]

    run(test)


def test_who_never_ends_is_ended_and_delays_nobody(run, monkeypatch):
    monkeypatch.setattr(workers, "LONGEST_STEP", 1.5)

    async def test(crew):
        endless = [asyncio.ensure_future(crew.problem(ENDLESS)) for _ in range(4)]
        waits = []
        while not all(each.done() for each in endless):
            started = time.monotonic()
            assert await crew.passes()
            waits.append(time.monotonic() - started)
            await asyncio.sleep(0.05)
        assert [each.result() for each in endless] == ["too-hard"] * 4
        assert max(waits) < 1.0

    run(test)


def test_only_so_many_may_take_long(run, monkeypatch):
    monkeypatch.setattr(workers, "LONGEST_STEP", 1.0)

    async def test(crew):
        found = await asyncio.gather(*(crew.problem(ENDLESS) for _ in range(6)))
        assert sorted(found) == ["busy"] * 2 + ["too-hard"] * 4
        assert await crew.passes()

    run(test)


def test_the_work_of_others_begins_anew_and_nothing_is_asked_twice(run, monkeypatch):
    monkeypatch.setattr(workers, "LONGEST_STEP", 0.5)

    async def test(crew):
        crew.asked.clear()
        crew.may_answer.clear()
        # As many as wait in each worker; then every worker is set aside, and has to give its work away.
        waiting = [asyncio.ensure_future(crew.passes()) for _ in range(4)]
        await asyncio.wait_for(crew.all_asked(4), 20)
        hard = [asyncio.ensure_future(crew.problem(ENDLESS)) for _ in crew.workers._ready]
        assert {await each for each in hard} == {"too-hard"}
        crew.may_answer.set()
        assert all([await each for each in waiting])
        assert len(crew.asked) == 4

    run(test)


def test_what_takes_all_memory_is_refused(run):
    async def test(crew):
        assert await crew.problem(GREEDY) == "too-hard"
        assert await crew.passes()

    run(test)


def test_who_ends_the_process_fails_alone(run):
    async def test(crew):
        assert await crew.problem(FATAL) == "too-hard"
        assert await crew.passes()

    run(test)


def test_a_fault_of_ours_is_told_as_one(run):
    async def test(crew):
        assert await crew.problem(FAULTY) == "failed"
        assert await crew.passes()

    run(test)


def test_another_nursery_takes_the_place_of_one_that_has_gone(run):
    async def test(crew):
        crew.workers._process.kill()
        crew.workers._process.wait()
        assert await asyncio.gather(*(crew.problem(FATAL) for _ in range(3))) == ["too-hard"] * 3
        assert await crew.passes()

    run(test)


def test_who_waits_no_longer_is_not_worked_for(run):
    async def test(crew):
        task = asyncio.ensure_future(crew.do(ENDLESS))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert not any(worker.load for worker in crew.workers._ready)
        assert await crew.passes()

    run(test)


def test_nothing_is_left_at_the_end(runner):
    async def test():
        crew = Crew()
        assert await crew.passes()
        pids = [worker._pid for worker in crew.workers._ready if worker._pid] + [crew.workers._process.pid]
        crew.workers.close()
        return pids

    pids = runner.run(test())
    for _ in range(250):
        left = [pid for pid in pids if Path(f"/proc/{pid}/stat").exists()]
        if not left:
            break
        time.sleep(0.02)
    assert left == []
