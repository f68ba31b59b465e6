"""``mailmend verify``: has it landed, on every authoritative server; would the failed message pass now."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

import click

from mailmend.cli import live, options
from mailmend.cli.fixing import WAIT
from mailmend.client import Client, ToldWords
from mailmend.errors import UsageError
from mailmend.flow import question
from mailmend.model import Awaited, Diagnosis, Identities, Receipt
from mailmend.publishers.receipts import Receipts, default_folder, read
from mailmend.render import json, verdict

_ORDER = (5, 4, 1, 3, 0)


class _Asked(TypedDict):
    ip: str | None
    sender: str | None
    helo: str | None
    mine: tuple[str, ...]
    at: str | None
    wait: float | None
    as_json: bool
    quiet: bool


@click.command("verify")
@click.argument("targets", nargs=-1, required=True, metavar="CASE|RECEIPT|DOMAIN...")
@options.dns
@options.private
@click.option(
    "--wait",
    is_flag=False,
    flag_value=WAIT,
    type=click.FloatRange(min=0),
    metavar="[SECONDS]",
    help=f"Wait until it has landed everywhere, {WAIT:.0f} s if not said.",
)
@click.option("--receipts", metavar="DIR", help="Where receipts are kept; without it in the user's state folder.")
@options.identities
@options.common
def command(
    *, targets: tuple[str, ...], dns: str, allow_private: bool, receipts: str | None, **asked: Unpack[_Asked]
) -> None:
    """Ask every authoritative server directly, and evaluate the failed message as it would be now.

    A CASE (or a bounce) is planned anew: what its plan would change has not landed. A RECEIPT is a file that fix
    wrote, or its id. Of a DOMAIN it is asked whether all its servers say the same.

    Exit code: 0 landed and passes, 1 not yet or would not pass, 2 wrong usage, 3 a server of the DNS host fails or is
    behind, 4 not enough evidence, 5 our own resolver failed.
    """
    kept = Receipts(Path(receipts) if receipts else default_folder())
    codes = []
    with Client(dns=dns, allow_private=allow_private) as client:
        live.settled(client, kept, quiet=asked["quiet"])
        for number, (awaited, who, at, receipt) in enumerate(_sought(targets, client, kept, asked)):
            seconds = asked["wait"] or 0.0
            found = live.watched(client, awaited, who, at, seconds=seconds, quiet=asked["quiet"])
            codes.append(verdict.exit_code(found))
            if asked["as_json"]:
                click.echo(json.encoded(verdict.as_json(found, receipt.id if receipt else None)))
            else:
                click.echo(("\n" if number else "") + verdict.text(found))
    sys.exit(next((code for code in _ORDER if code in codes), 4))


Sought = tuple[tuple[Awaited, ...], Identities | None, datetime | None, Receipt | None]


def _sought(targets: tuple[str, ...], client: Client, receipts: Receipts, asked: _Asked) -> Iterator[Sought]:
    """What each target awaits: of which message, since when, by which receipt."""
    for target in targets:
        path = Path(target)
        receipt = receipts.find(target)
        if receipt is None and path.suffix == ".json" and path.is_file():
            receipt = read(path)
        if receipt is not None:
            yield (*live.with_receipt(receipt), receipt)
        elif path.exists() or target == "-":
            words: ToldWords = {key: asked[key] for key in ("ip", "sender", "helo", "mine")}  # type: ignore[assignment]
            stories = live.considered(target, client, {**words, "at": options.time(asked["at"])})
            yield from (_of_story(story, receipts) for story in stories if story.evidence.identities.spf_domain)
        else:
            yield (Awaited(name=_domain(target), type="TXT"),), None, None, None


def _of_story(story: Diagnosis, receipts: Receipts) -> Sought:
    """What a story awaits: what its plan, made now, would still change; else the record as it is."""
    who = story.evidence.identities
    plan = tuple(Awaited(name=e.name, type=e.type, before=e.before, after=e.after) for e in story.plan.edits)
    name = question(str(who.spf_domain), "TXT").name
    done = [r for r in receipts.all() if r.state == "done" and name in (c.name for c in r.changes)]
    if not plan and done:
        return (*live.with_receipt(done[-1])[:1], who, done[-1].done_at, done[-1])
    return plan or (Awaited(name=name, type="TXT"),), who, None, None


def _domain(text: str) -> str:
    name = text.rstrip(".").lower()
    if not 0 < len(name) <= 253 or "/" in name or "." not in name:
        raise UsageError(f"{text[:80]!a} is neither a case, a bounce, a receipt nor a domain")
    return name + "."
