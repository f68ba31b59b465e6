"""What bad clients and dead DNS servers do to everybody else: the longest wait of an honest client meanwhile.

python -m bench.web_abuse
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

from bench.web import EXAMPLE, resident, service
from mailmend.embedded.dns import EmbeddedDns
from mailmend.resolvers import World

LASTS = 8.0  # seconds of each abuse
HONEST = "127.0.0.2"  # the others are 127.0.0.1: a client has a share of his own


def main() -> None:
    """Every kind of abuse, one after another."""
    with service("--per-minute", "600") as (origin, process):
        for name, abuse in ABUSES.items():
            waits, note = asyncio.run(beside(origin, abuse))
            told(name, waits, f"{note}; {resident(process) / 1024:.0f} MB")
    with (
        silent_server() as (address, port),
        service("--per-minute", "6000", dns=f"{address}:{port}") as (origin, process),
    ):
        waits, note = asyncio.run(beside(origin, waiting, path="/explain/5.7.23"))
        told("DNS never answers", waits, f"{note}; {resident(process) / 1024:.0f} MB")
    with HalfSilent(World.load(str(EXAMPLE.joinpath("world.zone")))) as server:
        dns = f"127.0.0.1:{server.port}"
        with service("--per-minute", "6000", dns=dns) as (origin, process):
            waits, note = asyncio.run(beside(origin, waiting))
            told("many silent zones", waits, f"{note}; {resident(process) / 1024:.0f} MB")


def told(name: str, waits: list[float], note: str) -> None:
    """One line."""
    middle, worst = sorted(waits)[len(waits) // 2], max(waits)
    print(
        f"{name:<22}{len(waits):>5} honest answers, {middle * 1000:>5.0f} ms, at worst {worst * 1000:>5.0f} ms   {note}"
    )


async def beside(
    origin: str,
    abuse: Callable[[str, float], Awaitable[str]],
    path: str = "/api/v1/spf/contoso.example?ip=203.0.113.25",
) -> tuple[list[float], str]:
    """How long honest requests take while ``abuse`` goes on, and what became of it."""
    until = time.monotonic() + LASTS
    with ProcessPoolExecutor(1) as elsewhere:
        # In a process of its own: what is measured is the service, not this client.
        going = asyncio.get_running_loop().run_in_executor(elsewhere, _abused, abuse, origin, until)
        return await _waits(origin, path, until), await going


def _abused(abuse: Callable[[str, float], Awaitable[str]], origin: str, until: float) -> str:
    async def abused() -> str:
        return await abuse(origin, until)

    return asyncio.run(abused())


async def _waits(origin: str, path: str, until: float) -> list[float]:
    await asyncio.sleep(1)
    waits = []
    while time.monotonic() < until:
        started = time.monotonic()
        status, answer = await ask(origin, path, HONEST)
        if status != 200 or b"temperror" in answer:
            raise SystemExit(f"an honest request got {status}: {answer.decode()[-300:]}")
        waits.append(time.monotonic() - started)
        await asyncio.sleep(0.1)
    return waits


async def ask(origin: str, path: str, source: str = "127.0.0.1") -> tuple[int, bytes]:
    """One request on a connection of its own."""
    reader, writer = await connected(origin, source)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1]) if answer else 0, answer


async def connected(origin: str, source: str = "127.0.0.1") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection from ``source``."""
    where = urlsplit(origin)
    return await asyncio.open_connection(where.hostname, where.port, local_addr=(source, 0))


async def nobody(_: str, until: float) -> str:
    """No abuse."""
    await asyncio.sleep(until - time.monotonic())
    return "alone"


async def dripping(origin: str, until: float) -> str:
    """500 clients whose header fields never end."""
    clients = [await connected(origin) for _ in range(500)]
    for _, writer in clients:
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
    while time.monotonic() < until:
        for _, writer in clients:
            writer.write(b"X-A: b\r\n")
        await asyncio.sleep(1)
    await asyncio.sleep(9)
    gone = sum([reader.at_eof() or await ended(reader) for reader, _ in clients])
    for _, writer in clients:
        writer.close()
    return f"{gone} of 500 let go within 18 s"


async def ended(reader: asyncio.StreamReader) -> bool:
    """Whether the far side has closed."""
    try:
        return await asyncio.wait_for(reader.read(1), 0.01) == b""
    except (TimeoutError, OSError):
        return False


async def uploading(origin: str, until: float) -> str:
    """10 GB, once stated and once in chunks of which nobody knows the number."""
    told = []
    for head in ("Content-Length: 10000000000", "Transfer-Encoding: chunked"):
        reader, writer = await connected(origin)
        writer.write(f"POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode())
        chunk = b"a" * 65536
        sent = 0
        try:
            while time.monotonic() < until and sent < 10_000_000_000 and not reader.at_eof():
                writer.write(b"10000\r\n" + chunk + b"\r\n" if "chunked" in head else chunk)
                await writer.drain()
                sent += len(chunk)
                if await ended(reader):
                    break
        except OSError:
            pass
        told.append(f"ended after {sent / 1e6:.0f} MB")
        writer.close()
    return ", ".join(told)


async def crowding(origin: str, until: float) -> str:
    """1,000 connections that ask all the time."""

    async def one() -> dict[int, int]:
        seen: dict[int, int] = {}
        while time.monotonic() < until:
            try:
                status, _ = await ask(origin, "/api/v1/spf/contoso.example")
            except OSError:
                status = 0
            seen[status] = seen.get(status, 0) + 1
            await asyncio.sleep(1)
        return seen

    counts: dict[int, int] = {}
    for seen in await asyncio.gather(*(one() for _ in range(1000))):
        for status, count in seen.items():
            counts[status] = counts.get(status, 0) + count
    return ", ".join(f"{count} × {status}" for status, count in sorted(counts.items()))


async def idling(origin: str, until: float) -> str:
    """1,000 connections that say nothing."""
    clients = [await connected(origin) for _ in range(1000)]
    await asyncio.sleep(until - time.monotonic())
    for _, writer in clients:
        writer.close()
    return "1000 open"


async def waiting(origin: str, until: float) -> str:
    """40 clients at a time who ask what nobody answers."""

    async def one(number: int) -> list[tuple[int, float]]:
        found = []
        while time.monotonic() < until - 2:
            started = time.monotonic()
            status, _ = await ask(origin, f"/api/v1/spf/waited-for-{number}.example?ip=203.0.113.7")
            found.append((status, time.monotonic() - started))
        return found

    found = [each for part in await asyncio.gather(*(one(number) for number in range(40))) for each in part]
    return f"{len(found)} asked in vain, each {max(wait for _, wait in found):.1f} s at most"


async def posting(origin: str, until: float) -> str:
    """Mails that are as hard to read as mails can be, six at a time, all the time."""
    mails = [
        report(20_000),
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 4_900_000,
        b"From: a@contoso.example\n\n" + b"550 5.7.23 SPF fail 203.0.113.7\n" * 780_000,
        b"From: a@contoso.example\nContent-Type: text/html\n\n" + b"<div>&lt;" * 2_700_000,
        report(1_000),
        b"From: " + b"<a@b.example> " * 20_000 + b"\n\n",
    ]

    async def one(mail: bytes) -> list[int]:
        found = []
        while time.monotonic() < until:
            reader, writer = await connected(origin)
            head = (
                f"POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(mail)}\r\n\r\n"
            )
            writer.write(head.encode() + mail)
            try:
                answer = await reader.read()
            except OSError:
                answer = b""  # refused before it was sent
            writer.close()
            found.append(int(answer.split(b" ", 2)[1]) if answer else 0)
        return found

    codes = Counter(code for part in await asyncio.gather(*map(one, mails)) for code in part)
    return ", ".join(f"{count} × {status}" for status, count in sorted(codes.items()))


def report(recipients: int) -> bytes:
    """A delivery status notification for so many recipients, each refused in its own way."""
    each = (
        b"Final-Recipient: rfc822; u%d@d%d.fabrikam.example\nAction: failed\nStatus: 5.7.23\n"
        b"Diagnostic-Code: smtp; 550 5.7.23 [203.0.113.%d] is not authorized\n\n"
    )
    return (
        b"From: MAILER-DAEMON@fabrikam.example\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.fabrikam.example\n\n"
        + b"".join(each % (n, n, n % 250) for n in range(recipients))
        + b"--b\nContent-Type: message/rfc822\n\nFrom: anna@contoso.example\nSubject: x\n\nx\n--b--\n"
    )


ABUSES: dict[str, Callable[[str, float], Awaitable[str]]] = {
    "nobody": nobody,
    "slow header fields": dripping,
    "10 GB": uploading,
    "1,000 idle": idling,
    "1,000 asking": crowding,
    "hard mails": posting,
}


class HalfSilent(EmbeddedDns):
    """A healthy resolver, behind which the zones that ``waiting`` asks about are silent."""

    def respond(self, wire: bytes, transport: str) -> bytes | None:
        """The reply, if any; the name asked for begins behind the header (RFC 1035 §4.1.1)."""
        return None if wire[13:].startswith(b"waited-for") else super().respond(wire, transport)


@contextmanager
def silent_server() -> Iterator[tuple[str, int]]:
    """A DNS server that takes every question and answers none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", 0))
        yield heard.getsockname()


if __name__ == "__main__":
    main()
