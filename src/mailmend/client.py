"""The Python face: one line for the simple thing, a Client for the rest, the same words with ``await``.

import mailmend

for diagnosis in mailmend.diagnose(open("bounce.eml", "rb").read(), dns="system", mine=("203.0.113.7",)):
    print(diagnosis.causes, diagnosis.plan.edits)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from types import TracebackType
from typing import Protocol, Self, TypedDict, TypeVar, Unpack

from mailmend import pipeline, resolvers
from mailmend.dmarc import ReportedSource
from mailmend.errors import UsageError
from mailmend.flow import Answers, Batch, Flow, run, run_async
from mailmend.model import Checkup, Diagnosis, Notification, Source, Told, TraceEntry
from mailmend.pattern import pattern
from mailmend.rdns import parse_ip
from mailmend.sources.forms import sources
from mailmend.sources.packaged import knowledge
from mailmend.spf import Evaluation, check_host
from mailmend.spf.names import to_ascii

T = TypeVar("T")
# RFC 1035 §2.3.4, without the root dot; underscores stand in names that are no hosts (RFC 8552).
_LONGEST_NAME = 253
_NAME = pattern(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class Resolves(Protocol):
    """The resolver protocol: any object with this method can be given as ``dns``."""

    def resolve(self, questions: Batch) -> Answers:
        """The answers to ``questions``, in their order."""
        ...


class ResolvesAsync(Protocol):
    """The same for ``await``."""

    async def resolve(self, questions: Batch) -> Answers:
        """The answers to ``questions``, in their order."""
        ...


class ToldWords(TypedDict, total=False):
    """What the asker knows: see :class:`mailmend.model.Told`. ``mine`` are the asker's addresses or networks.

    ``discreet``, whether DNS is not to hear the local part of the sender, is True for a SPEC of the network unless
    said, and False for a world file or an object of one's own.
    """

    ip: str | None
    sender: str | None
    helo: str | None
    mine: tuple[str, ...]
    pool: str | None
    trace: tuple[TraceEntry, ...]
    at: datetime | None
    now: datetime | None
    discreet: bool | None
    selectors: tuple[str, ...]
    reports: tuple[ReportedSource, ...]


def diagnose(data: bytes, *, dns: str | Resolves = "system", **told: Unpack[ToldWords]) -> tuple[Diagnosis, ...]:
    """Why the mail in ``data`` came back, one Diagnosis with its plan for each story; empty where nothing failed.

    ``dns`` is a resolver's SPEC (``"system"``, ``"192.0.2.53"``, ``"zone:FILE"``, …) or an object with ``resolve``.
    Raises UsageError for a SPEC or an address that is none, WorldError for a world file that cannot be read.
    """
    with Client(dns=dns) as client:
        return client.diagnose(data, **told)


def read(data: bytes | Source, *, name: str = "-") -> Iterator[Notification]:
    """Every notification in ``data``, one at a time; nothing is asked of DNS.

    ``data`` is any form as bytes (a mail, a mailbox, an Outlook file, an archive, text), or one message of a mailbox.
    Raises InputError for an archive or an Outlook file that cannot be opened.
    """
    for source in (data,) if isinstance(data, Source) else sources(name, data):
        yield from pipeline.read(source, knowledge())


def check_spf(ip: str, *, mail_from: str = "", helo: str = "", dns: str | Resolves = "system") -> Evaluation:
    """The SPF result for ``ip`` (RFC 7208), of MAIL FROM's domain, or of ``helo`` where ``mail_from`` is empty."""
    with Client(dns=dns) as client:
        return client.check_spf(ip, mail_from=mail_from, helo=helo)


def check(domain: str, *, dns: str | Resolves = "system", **told: Unpack[ToldWords]) -> Checkup:
    """What is wrong with the mail DNS of ``domain``, the worst first, and the remedies; no bounce is needed.

    ``domain`` may be an address too. ``told`` as for :func:`diagnose`: ``selectors`` and ``helo`` are of use here.
    Raises UsageError for what is no domain name.
    """
    with Client(dns=dns) as client:
        return client.check(domain, **told)


class Client:
    """Holds one way to ask DNS; a context manager. See the functions of this module for the words."""

    def __init__(self, *, dns: str | Resolves = "system", allow_private: bool = False) -> None:
        self._resolver = resolvers.open(dns, allow_private=allow_private) if isinstance(dns, str) else dns

    def diagnose(self, data: bytes, *, name: str = "-", **told: Unpack[ToldWords]) -> tuple[Diagnosis, ...]:
        """See :func:`diagnose`."""
        words = self.told(**told)
        return tuple(found for bounce in read(data, name=name) for found in self.consider(bounce, words))

    def told(self, **words: Unpack[ToldWords]) -> Told:
        """What the asker said, checked; the time is the asker's, else that of a recording, else the clock's."""
        return _told(self._resolver, words)

    @property
    def live(self) -> bool:
        """Whether questions leave this machine; not known of an object of the caller's own."""
        return _is_live(self._resolver)

    def consider(self, bounce: Notification, told: Told) -> tuple[Diagnosis, ...]:
        """The stories of one notification."""
        return self.run(pipeline.consider(bounce, told, knowledge()))

    def check_spf(self, ip: str, *, mail_from: str = "", helo: str = "") -> Evaluation:
        """See :func:`check_spf`."""
        return self.run(_check(ip, mail_from, helo))

    def check(self, domain: str, **told: Unpack[ToldWords]) -> Checkup:
        """See :func:`check`."""
        return self.run(pipeline.check(domain_name(domain), self.told(**told), knowledge()))

    def run(self, flow: Flow[T]) -> T:
        """Drive any Flow with this client's resolver."""
        return run(flow, self._resolver.resolve)

    def close(self) -> None:
        """Let go of the resolver."""
        getattr(self._resolver, "close", lambda: None)()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class AsyncClient:
    """The same words with ``await``."""

    def __init__(self, *, dns: str | ResolvesAsync = "system", allow_private: bool = False) -> None:
        self._resolver = resolvers.open_async(dns, allow_private=allow_private) if isinstance(dns, str) else dns

    async def diagnose(self, data: bytes, *, name: str = "-", **told: Unpack[ToldWords]) -> tuple[Diagnosis, ...]:
        """See :func:`diagnose`."""
        words = _told(self._resolver, told)
        flows = (pipeline.consider(bounce, words, knowledge()) for bounce in read(data, name=name))
        return tuple([found for flow in flows for found in await self.run(flow)])

    async def check_spf(self, ip: str, *, mail_from: str = "", helo: str = "") -> Evaluation:
        """See :func:`check_spf`."""
        return await self.run(_check(ip, mail_from, helo))

    async def check(self, domain: str, **told: Unpack[ToldWords]) -> Checkup:
        """See :func:`check`."""
        return await self.run(pipeline.check(domain_name(domain), _told(self._resolver, told), knowledge()))

    async def run(self, flow: Flow[T]) -> T:
        """Drive any Flow with this client's resolver."""
        return await run_async(flow, self._resolver.resolve)

    async def close(self) -> None:
        """Let go of the resolver."""
        closing = getattr(self._resolver, "close", None)
        if closing is not None:
            await closing()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()


def _told(resolver: object, words: ToldWords) -> Told:
    now = words.get("now") or getattr(resolver, "asked_at", None) or datetime.now(UTC)
    ip, discreet = words.get("ip"), words.get("discreet")
    return Told(
        now=now,
        ip=_address(ip) if ip else None,
        sender=words.get("sender"),
        helo=words.get("helo"),
        mine=tuple(_network(net) for net in words.get("mine", ())),
        pool=words.get("pool"),
        trace=words.get("trace", ()),
        at=words.get("at"),
        discreet=_is_live(resolver) if discreet is None else discreet,
        selectors=words.get("selectors", ()),
        reports=words.get("reports", ()),
    )


def _is_live(resolver: object) -> bool:
    return bool(getattr(resolver, "live", False))


def domain_name(text: str) -> str:
    """A domain name as DNS has it (A-labels, lower case, no root dot); of an address the part behind the @ sign.

    Raises UsageError for what is none.
    """
    name = to_ascii(text.strip().rpartition("@")[2].rstrip(".").lower())
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or parse_ip(name):
        raise UsageError("{text!r} is not a domain name", text=text)
    return name


def _address(text: str) -> str:
    address = parse_ip(text)
    if address is None:
        raise UsageError("{text!r} is not an IP address", text=text)
    return address


def _network(text: str) -> str:
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        raise UsageError("{text!r} is neither an IP address nor a network such as 203.0.113.0/24", text=text) from None


def _check(ip: str, mail_from: str, helo: str) -> Flow[Evaluation]:
    domain = mail_from.rpartition("@")[2] if mail_from else helo
    if not domain:
        raise UsageError("say whose mail it is: mail_from, or helo for the null reverse-path")
    return check_host(_address(ip), domain, mail_from or f"postmaster@{domain}", helo or domain)
