"""``mailmend check``: a domain's mail DNS, without any bounce."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from mailmend.cli import options
from mailmend.client import Client, ToldWords
from mailmend.errors import InputError, UsageError
from mailmend.model import Checkup
from mailmend.render import check_text, json, json_check
from mailmend.render.clean import one_line

_MOST_DOMAINS = 10_000


@click.command("check", epilog=options.examples("check example.com --selector s1", "check --file domains.txt --json"))
@click.argument("domains", nargs=-1, metavar="DOMAIN...")
@click.option("--file", "path", metavar="LIST", help="Check the domains in this file too, one a line; - for stdin.")
@click.option("--selector", "selectors", multiple=True, metavar="NAME", help="A DKIM selector in use (repeatable).")
@click.option("--helo", metavar="NAME", help="The name with which your server greets.")
@click.option("--ip", metavar="IP", help="The address that your server sends from.")
@options.reports
@options.dns
@options.private
@options.common
def command(
    *,
    domains: tuple[str, ...],
    path: str | None,
    dns: str,
    allow_private: bool,
    as_json: bool,
    quiet: bool,
    **given: str,
) -> None:
    """A domain's mail DNS: SPF, DKIM, DMARC, MX, PTR, and whether all its servers agree; the worst first.

    At most 600 questions are asked of DNS for each domain, mostly about 70; DMARC reports add what their senders take.

    Exit code: 0 nothing but advice, 1 the sender's side must act, 2 wrong usage, 3 only whoever runs the DNS must act,
    5 our own resolver failed; of several domains the first of 5, 1, 3, 0 that occurs.
    """
    named = list(dict.fromkeys((*domains, *(_listed(path) if path else ()))))
    if not named and path:
        raise InputError("{path}: no domain in it", path=one_line(path, 200))
    if not named:
        raise UsageError("name a domain, or a file of domains with --file")
    words, told = options.words(as_json=as_json), _told(given)
    found = list[Checkup]()
    with Client(dns=dns, allow_private=allow_private) as client:
        for at, domain in enumerate(named):
            if len(named) > 1 and not quiet and sys.stderr.isatty():
                said = words.text("{at} of {all}: {domain}", at=at + 1, all=len(named), domain=one_line(domain, 100))
                click.echo(f"mailmend: {said}", err=True)
            each = client.check(domain, **told)
            page = json.encoded(json_check.checkup(each, words)) if as_json else check_text.checkup(each, words)
            click.echo(("" if as_json or at == 0 else "\n") + page)
            found.append(each)
    sys.exit(check_text.exit_code(found))


def _told(given: dict[str, str]) -> ToldWords:
    reports = options.reported(given["reports"])
    return {"selectors": tuple(given["selectors"]), "helo": given["helo"], "ip": given["ip"], "reports": reports}


def _listed(path: str) -> Iterator[str]:
    """The domains in the file at ``path``, one a line."""
    for count, word in enumerate(options.words_in(path)):
        if count == _MOST_DOMAINS:
            raise InputError("more than {most} domains in one file", most=_MOST_DOMAINS)
        yield word
