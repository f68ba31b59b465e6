"""``mailmend verify``: has it landed, on every authoritative server; would the failed message pass now."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Unpack

import click

from mailmend.cli import live, options
from mailmend.client import Client
from mailmend.errors import UsageError
from mailmend.flow import question
from mailmend.model import Awaited, Diagnosis, ReceiptState
from mailmend.pattern import pattern
from mailmend.publishers.receipts import Receipts, default_folder, read
from mailmend.render import json, verdict
from mailmend.render.clean import one_line
from mailmend.render.words import marked

_ORDER = (5, 4, 1, 3, 0)
_UNKNOWN = marked("{file}: no refusal whose sender is known; name the sender with --sender, or a domain to look at")
# RFC 1035 §2.3.4; an internationalized name is given in its ASCII form (RFC 5890).
_NAME = pattern(r"(?:[a-z0-9_-]{1,63}\.){1,126}[a-z0-9-]{2,63}")


class _Asked(options.Asked):
    wait: float | None
    as_json: bool
    quiet: bool


@click.command(
    "verify",
    epilog=options.examples("verify example.com", "verify bounce.eml --ip 203.0.113.7", "verify case --wait 600"),
)
@click.argument("targets", nargs=-1, required=True, metavar="CASE|RECEIPT|DOMAIN...")
@options.dns
@options.private
@options.wait
@options.receipts
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
        told = asked["tell_sender"]
        hides = client.live if told is None else not told
        live.settled(client, kept, quiet=asked["quiet"])
        for number, sought in enumerate(_sought(targets, client, kept, asked)):
            # A receipt knows how DNS was asked when it was written; it counts how it may be asked now.
            who = sought.who and replace(sought.who, discreet=hides)
            found = live.watched(client, replace(sought, who=who), seconds=asked["wait"] or 0.0, quiet=asked["quiet"])
            codes.append(verdict.exit_code(found))
            if asked["as_json"]:
                click.echo(json.encoded(verdict.as_json(found, sought.receipt)))
            else:
                click.echo(("\n" if number else "") + verdict.text(found, options.words()))
    sys.exit(next((code for code in _ORDER if code in codes), 4))


def _sought(targets: tuple[str, ...], client: Client, receipts: Receipts, asked: _Asked) -> Iterator[live.Sought]:
    """What each target awaits."""
    for target in targets:
        receipt = receipts.find(target)
        there = os.path.exists(target)  # noqa: PTH110 - Path.exists raises for a name that is too long
        if receipt is None and there and target.endswith(".json"):
            receipt = read(Path(target))
        if receipt is not None:
            yield live.of_receipt(receipt)
        elif there or target == "-":
            stories = live.considered(target, client, options.told_words(asked))
            known = [story for story in stories if story.evidence.identities.spf_domain]
            if not known:
                what = one_line(target, 200)
                said = options.words().text(_UNKNOWN, file=what)
                click.echo(f"mailmend: {said}", err=True)
            yield from (_of_story(story, receipts) for story in known)
        else:
            yield live.Sought(awaited=(Awaited(name=_domain(target), type="TXT"),))


def _of_story(story: Diagnosis, receipts: Receipts) -> live.Sought:
    """What a story awaits: what its plan, made now, would still change, or what was published for it."""
    who = story.evidence.identities
    plan = tuple(Awaited(name=e.name, type=e.type, before=e.before, after=e.after) for e in story.plan.edits)
    names = {each.name for each in plan} or {question(str(who.spf_domain), "TXT").name}
    done = [live.of_receipt(r) for r in receipts.all() if r.state is ReceiptState.DONE]
    for known in reversed(done):
        same = not plan or _values(known.awaited) == _values(plan)
        if same and names & {each.name for each in known.awaited}:
            return replace(known, who=who)
    return live.Sought(awaited=plan or (Awaited(name=names.pop(), type="TXT"),), who=who)


def _values(awaited: tuple[Awaited, ...]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(each.name, each.type, tuple(sorted(each.after or ()))) for each in awaited}


def _domain(text: str) -> str:
    name = text.rstrip(".").lower()
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise UsageError("{text!a} is neither a case, a bounce, a receipt nor a domain", text=text[:80])
    return name + "."
