"""What ``fix`` and ``verify`` share: a bounce considered anew, receipts settled, and waiting for a change to land."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from mailmend import cases, landing, pipeline
from mailmend.cli import options
from mailmend.client import Client, ToldWords, read
from mailmend.errors import MailmendError
from mailmend.frozen import frozen
from mailmend.model import Awaited, Diagnosis, Identities, Receipt, ReceiptState, Verdict
from mailmend.publishers import Held
from mailmend.publishers.publish import settle
from mailmend.publishers.receipts import Receipts
from mailmend.publishers.records import texts_of
from mailmend.publishers.spec import parse_via
from mailmend.render import verdict
from mailmend.render.words import marked
from mailmend.sources.files import inputs

PAUSE = 2.0  # seconds between two looks while waiting
_BECAME = {
    ReceiptState.DONE: marked("receipt {receipt} was pending: it was written"),
    ReceiptState.STOPPED: marked("receipt {receipt} was pending: nothing was written"),
    ReceiptState.PENDING: marked("receipt {receipt} was pending: DNS does not tell yet whether it was written"),
}
_OF_THE_MESSAGE = ("ip", "sender", "helo", "at")


def considered(file: str, client: Client, words: ToldWords) -> list[Diagnosis]:
    """The stories of the bounce or the case at ``file``, from DNS as it is now.

    Of a case's ``ask.json`` what says which message it was is taken, never whose an address is, nor the time.
    """
    said: ToldWords = {}
    if file != "-" and cases.is_case(Path(file)):
        case = cases.load(Path(file))
        said = {key: value for key, value in case.ask.items() if key in _OF_THE_MESSAGE}  # type: ignore[assignment]
        file = str(case.bounce)
    said.update({key: value for key, value in words.items() if value or value is False})  # type: ignore[typeddict-item]
    told = client.told(**said)
    bounces = (bounce for given in inputs(file) for bounce in read(given.source))
    return [story for bounce in bounces for story in client.consider(bounce, told)]


def settled(client: Client, receipts: Receipts, *, quiet: bool) -> None:
    """Ask DNS what became of every receipt that is still pending, and say so."""
    for pending in receipts.pending():
        now = settle(pending, partial(_held, client, pending.via), receipts, _now())
        if not quiet:
            click.echo(f"mailmend: {options.words().text(_BECAME[now.state], receipt=pending.id)}", err=True)


@frozen
class Sought:
    """What is to be seen in DNS, for which failed message, since when, and by which receipt it is known."""

    awaited: tuple[Awaited, ...]
    who: Identities | None = None
    changed_at: datetime | None = None
    receipt: str | None = None


def of_receipt(receipt: Receipt) -> Sought:
    """What a receipt awaits. One that takes another back awaits no message: it is to fail again as it did."""
    return Sought(
        awaited=tuple(
            Awaited(
                name=change.name,
                type=change.type,
                before=texts_of(change.type, change.before or change.synthesised),
                after=texts_of(change.type, change.after or change.synthesised),
            )
            for change in receipt.changes
        ),
        who=None if receipt.undoes else receipt.identities,
        changed_at=receipt.done_at or receipt.at,
        receipt=receipt.id,
    )


def watched(client: Client, sought: Sought, *, seconds: float, quiet: bool) -> Verdict:
    """The verdict, looked at again every few seconds until it has landed everywhere or ``seconds`` have passed."""
    until, words = time.monotonic() + seconds, options.words()
    shown = not quiet and seconds > 0 and sys.stderr.isatty()
    while True:
        found = client.run(pipeline.verify(sought.awaited, sought.who, _now(), sought.changed_at))
        left = until - time.monotonic()
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)
        if found.landed or left <= 0:
            return found
        if shown:
            click.echo(
                f"{verdict.progress(found, words)}; {words.text('{n} s left', n=round(left))}", nl=False, err=True
            )
        time.sleep(min(PAUSE, left))


def _held(client: Client, via: str, name: str, type: str) -> Held | None:
    """What the publisher says stands there, else what all authoritative servers say; None where neither tells."""
    try:
        publisher = parse_via(via)
        if publisher is not None:
            return publisher.current(name, type)
    except MailmendError:
        pass
    found = client.run(landing.held(name, type))
    return None if found is None else Held(records=found)


def _now() -> datetime:
    return datetime.now(UTC)
