"""The Flow: how mailmend asks DNS without ever touching a socket.

A Flow is a generator that yields a batch of :class:`Question` and is sent the answers, in the same order.
That is its only instruction. Whoever drives it decides where answers come from: a resolver, a world file, a
recording, a supposition. The failure of the world is data (:attr:`Answer.outcome`); only a caller's mistake raises.

The combinators are Flows themselves, so they nest:

* :func:`ask` puts questions and returns their answers;
* :func:`together` runs several flows in lockstep, their pending questions travelling as one batch;
* :func:`supposing` answers chosen questions itself: the what-if;
* :func:`recorded` hands back every answer beside the value, and asks nothing twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, cast

from mailmend.frozen import frozen

T = TypeVar("T")

Outcome: TypeAlias = Literal["data", "nodata", "nxdomain", "unavailable"]
Reason: TypeAlias = Literal["timeout", "servfail", "refused", "lame", "malformed", "not-recorded", "private"]


class Question(NamedTuple):
    """One DNS question (RFC 1035 §4.1.2), class IN.

    ``name`` is absolute, in presentation form, lower case: ``"example.com."``. ``server`` names an authoritative
    server, or gives its address, that must be asked directly instead of the resolver.

    A NamedTuple, because a diagnosis looks up some thousands of them, and its hash is not Python code.
    """

    name: str
    type: str
    server: str | None = None


@frozen
class Answer:
    """What the world said to one question.

    ``data`` holds one value for each record: TXT a tuple of its byte strings, A and AAAA a string, MX
    ``(preference, host)``, PTR, CNAME and NS a name, SOA its seven fields. CNAMEs are already followed.
    ``ttl`` is in seconds, None where nothing with a lifetime was said. ``reason`` says how an unavailable answer
    failed; ``failed_at`` says who failed: the server's name or address as the user or DNS gave it.
    """

    question: Question
    outcome: Outcome
    data: tuple[Any, ...] = ()
    ttl: int | None = None
    reason: Reason | None = None
    failed_at: str | None = None


Batch: TypeAlias = tuple[Question, ...]
Answers: TypeAlias = tuple[Answer, ...]
Flow: TypeAlias = Generator[Batch, Answers, T]
Resolve: TypeAlias = Callable[[Batch], Answers]
ResolveAsync: TypeAlias = Callable[[Batch], Awaitable[Answers]]


def question(name: str, type: str, server: str | None = None) -> Question:
    """The question for ``name`` in its canonical form: lower case (ASCII only), with the root dot."""
    lowered = name.lower() if name.isascii() else "".join(c.lower() if c.isascii() else c for c in name)
    return Question(name=lowered if lowered.endswith(".") else lowered + ".", type=type, server=server)


def run(flow: Flow[T], resolve: Resolve) -> T:
    """Drive ``flow`` to its value, synchronously. This is the whole driver."""
    try:
        batch = next(flow)
        while True:
            batch = flow.send(resolve(batch) if batch else ())
    except StopIteration as stop:
        value: T = stop.value
        return value


async def run_async(flow: Flow[T], resolve: ResolveAsync) -> T:
    """Drive ``flow`` to its value; differs from :func:`run` by one ``await``."""
    try:
        batch = next(flow)
        while True:
            batch = flow.send(await resolve(batch) if batch else ())
    except StopIteration as stop:
        value: T = stop.value
        return value


def ask(*questions: Question) -> Flow[Answers]:
    """Put ``questions`` as one batch and return their answers, in order."""
    return (yield questions)


def ask_one(name: str, type: str, server: str | None = None) -> Flow[Answer]:
    """Put one question and return its answer."""
    (answer,) = yield (question(name, type, server),)
    return answer


def together(flows: Iterable[Flow[T]]) -> Flow[tuple[T, ...]]:
    """Run ``flows`` in lockstep and return their values, in order.

    The pending questions of all of them travel as one batch, each distinct question once: concurrency without
    async. It waits for the slowest of each round, so very many flows are better run in several calls.
    """
    values: dict[int, T] = {}
    pending: dict[int, tuple[Flow[T], Batch]] = {}

    def advance(index: int, flow: Flow[T], answers: Answers | None) -> None:
        try:
            pending[index] = (flow, next(flow) if answers is None else flow.send(answers))
        except StopIteration as stop:
            pending.pop(index, None)
            values[index] = stop.value

    for index, flow in enumerate(flows):
        advance(index, flow, None)
    while pending:
        distinct = tuple(dict.fromkeys(q for _, batch in pending.values() for q in batch))
        known = dict(zip(distinct, (yield distinct), strict=True))
        for index, (flow, batch) in tuple(pending.items()):
            advance(index, flow, tuple(known[q] for q in batch))
    return tuple(values[index] for index in range(len(values)))


def supposing(suppositions: Iterable[Answer], flow: Flow[T]) -> Flow[T]:
    """Run ``flow`` in a world where ``suppositions`` are the answers to their questions; the rest is asked.

    Only the exact (name, type) is overridden: a wildcard, a CNAME or a delegation is not seen, so whoever supposes
    an edit must look first at what else stands at the name.
    """
    return (yield from _remembering({answer.question: answer for answer in suppositions}, flow, learn=False))


def recorded(flow: Flow[T], known: Iterable[Answer] = ()) -> Flow[tuple[T, Answers]]:
    """Run ``flow`` and return ``(value, answers)``: ``known`` first, then every new answer in the order it was asked.

    Nothing is asked twice, and what is ``known`` is not asked at all: all that runs inside sees one snapshot, and
    the answers are enough to replay it.
    """
    memory = {answer.question: answer for answer in known}
    value = yield from _remembering(memory, flow, learn=True)
    return value, tuple(memory.values())


def replayed(flow: Flow[T], answers: Iterable[Answer]) -> T:
    """The value of ``flow`` from a recording alone; what was not recorded is unavailable, never NXDOMAIN."""
    memory = {answer.question: answer for answer in answers}

    def resolve(batch: Batch) -> Answers:
        return tuple(memory.get(q) or unavailable(q, "not-recorded") for q in batch)

    return run(flow, resolve)


def unavailable(question: Question, reason: Reason, failed_at: str | None = None) -> Answer:
    """The answer that says: nothing could be learnt, and how it failed."""
    return Answer(question=question, outcome="unavailable", reason=reason, failed_at=failed_at)


def _remembering(memory: dict[Question, Answer], flow: Flow[T], *, learn: bool) -> Flow[T]:
    """Answer from ``memory`` what it holds, pass the rest on, and keep what comes back where ``learn`` is set."""
    try:
        batch = next(flow)
        while True:
            answers = [memory.get(q) for q in batch]
            if all(answers):
                batch = flow.send(tuple(cast("list[Answer]", answers)))
                continue
            missing = tuple(dict.fromkeys(q for q, known in zip(batch, answers, strict=True) if known is None))
            fresh: Mapping[Question, Answer] = dict(zip(missing, (yield missing), strict=True)) if missing else {}
            if learn:
                memory.update(fresh)
            batch = flow.send(tuple([known or fresh[q] for q, known in zip(batch, answers, strict=True)]))
    except StopIteration as stop:
        value: T = stop.value
        return value


def texts(answer: Answer) -> Sequence[bytes]:
    """The values of a TXT answer, the strings of each joined without a space (RFC 7208 §3.3)."""
    return [b"".join(strings) for strings in answer.data]


def values_of(answer: Answer) -> tuple[str, ...]:
    """The values of an answer to compare: sorted, because the order of an RRset means nothing (RFC 2181 §5)."""
    if answer.question.type == "TXT":
        return tuple(sorted(text.decode("latin-1") for text in texts(answer)))
    return tuple(sorted(str(value).lower() for value in answer.data))
