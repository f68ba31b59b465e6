"""``mailmend fix``: a plan made anew, shown, agreed to, published where nothing has changed meanwhile, and verified."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Unpack

import click

from mailmend.cli import options
from mailmend.cli.fixing import Asked, Run
from mailmend.client import Client
from mailmend.errors import UsageError
from mailmend.publishers.receipts import Receipts, default_folder
from mailmend.publishers.spec import ACCEPTED, parse_via


@click.command(
    "fix",
    epilog=options.examples(
        "fix bounce.eml",
        "fix bounce.eml --via rfc2136:192.0.2.53 --wait",
        "fix case --via cloudflare --yes example.com",
        "fix --undo 20261123T101400Z-example.com-aa5cec",
    ),
)
@click.argument("file", metavar="CASE|BOUNCE", required=False)
@options.dns
@options.private
@click.option("--via", default="hand", show_default=True, metavar="VIA", help=f"How to publish: {ACCEPTED}.")
@click.option("--yes", metavar="DOMAIN", help="Publish without asking; the domain must be the one that is edited.")
@click.option("--reviewed", is_flag=True, help="I have answered the question of a change that needs review.")
@click.option("--way", type=click.IntRange(min=1), metavar="N", help="Take the Nth of the other ways.")
@options.wait
@options.receipts
@click.option("--undo", "undoing", metavar="RECEIPT", help="Put back what this receipt (a file or its id) replaced.")
@click.option(
    "--resend",
    metavar="HOST[:PORT]",
    help="Then submit a test message through this submission server; direct: from this machine.",
)
@options.identities
@options.common
def command(
    *,
    file: str | None,
    dns: str,
    allow_private: bool,
    via: str,
    receipts: str | None,
    undoing: str | None,
    **more: Unpack[Asked],
) -> None:
    """Plan the change anew from DNS, show it, ask, publish it, and verify that it has landed.

    Exit code: 0 done, landed and passes; 1 not yet, would not pass, or you must act; 2 wrong usage or no consent;
    3 the DNS host failed or is behind; 4 not enough evidence; 5 our own resolver failed.
    """
    if (file is None) == (undoing is None):
        raise UsageError("name a case or a bounce, or a receipt with --undo")
    kept = Receipts(Path(receipts) if receipts else default_folder())
    with Client(dns=dns, allow_private=allow_private) as client:
        run = Run(client=client, receipts=kept, publisher=parse_via(via), asked=more, words=options.words())
        sys.exit(run.undo(undoing) if undoing else run.fix(file or "-"))
