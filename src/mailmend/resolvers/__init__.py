"""Where DNS answers come from: the machine's resolvers, one server, DoH, DoT, or a world file without any network."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from mailmend.flow import Answers, Batch
from mailmend.resolvers.recorder import recording
from mailmend.resolvers.spec import parse_spec
from mailmend.resolvers.world import World

__all__ = ["AsyncResolver", "Resolver", "World", "open", "open_async", "recording"]


class Resolver(Protocol):
    """Answers batches of DNS questions, in their order. ``name`` is how to call it in output.

    ``asked_at`` is when the answers of a recording were taken, None where they are taken now; ``live`` says that
    questions leave this machine, and others read them.
    """

    @property
    def name(self) -> str:
        """How to call it in output: its ``--dns`` spelling."""

    @property
    def asked_at(self) -> datetime | None:
        """When the answers of a recording were taken."""

    @property
    def live(self) -> bool:
        """Whether questions leave this machine."""

    def resolve(self, questions: Batch) -> Answers:
        """The answers to ``questions``, in their order; a failure is an answer, never an exception."""

    def close(self) -> None:
        """Let go of what is held open."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


class AsyncResolver:
    """A resolver for ``await``: the same answers, each batch asked in a worker thread (``asyncio.to_thread``).

    DNS spends its time waiting, and a batch is one call, so a thread for each batch in flight is enough and keeps one
    implementation of everything that can go wrong.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.name = resolver.name
        self.asked_at = resolver.asked_at
        self.live = resolver.live

    async def resolve(self, questions: Batch) -> Answers:
        """The answers to ``questions``, in their order."""
        # Importing asyncio takes a third of what importing all of this does: only who awaits pays for it.
        from asyncio import to_thread  # noqa: PLC0415

        return await to_thread(self._resolver.resolve, questions)

    async def close(self) -> None:
        """Let go of what is held open."""
        self._resolver.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, where: TracebackType | None
    ) -> None:
        await self.close()


def open(  # noqa: A001 - resolvers.open(spec) reads as it is
    spec: str, *, allow_private: bool = False, workers: int = 16
) -> Resolver:
    """The resolver that ``spec`` names (contract: ``--dns``).

    Servers that DNS itself names are asked directly only at public addresses, unless ``allow_private``; over the
    network ``workers`` questions wait at the same time. Raises
    UsageError where ``spec`` is none of what is accepted, WorldError where a world file cannot be read.
    """
    where = parse_spec(spec)
    if where.kind == "zone":
        return World.load(where.path)
    # dnspython takes about 100 ms to import: only who asks the network pays for it.
    from mailmend.resolvers.live import LiveResolver  # noqa: PLC0415

    return LiveResolver(where, allow_private=allow_private, workers=workers)


def open_async(spec: str, *, allow_private: bool = False) -> AsyncResolver:
    """The same as :func:`open`, for ``await``."""
    return AsyncResolver(open(spec, allow_private=allow_private))
