"""``mailmend spf``: a domain's SPF record, and what it says about an address."""

from __future__ import annotations

import sys

import click

from mailmend.cli import options
from mailmend.client import Client
from mailmend.errors import UsageError
from mailmend.flow import Answer, ask_one, question, supposing
from mailmend.rdns import parse_ip
from mailmend.render import json, spf_text
from mailmend.render.clean import one_line
from mailmend.spf import Evaluation, Result, check_host, partition, split

_LONGEST_NAME = 253  # RFC 1035 §2.3.4, without the root dot
_EXIT = {Result.PASS: 0, Result.TEMPERROR: 5}


@click.command("spf")
@click.argument("domain")
@click.option("--ip", metavar="IP", help="Evaluate for this client address, term by term.")
@click.option("--sender", metavar="ADDR", help="The MAIL FROM identity; without it postmaster@DOMAIN.")
@click.option("--helo", metavar="NAME", help="The HELO name; without it DOMAIN.")
@click.option("--record", metavar="TEXT", help="Try this record instead of the published one.")
@options.dns
@options.private
@options.as_json
def command(
    *, domain: str, record: str | None, dns: str, allow_private: bool, as_json: bool, **who: str | None
) -> None:
    """A domain's SPF record and how many addresses it passes; with --ip, the evaluation term by term.

    Exit code with --ip: 0 pass, 1 any other result, 5 DNS failed. Without --ip: 0 for one valid record, else 1.
    """
    name = _domain(domain)
    tried = _tried(name, record)
    sender, helo = who["sender"] or f"postmaster@{name}", who["helo"] or name
    with Client(dns=dns, allow_private=allow_private) as client:
        if who["ip"]:
            found: Evaluation = client.run(supposing(tried, check_host(_address(who["ip"]), name, sender, helo)))
            click.echo(json.encoded(json.evaluation(found)) if as_json else spf_text.evaluation(found))
            sys.exit(_EXIT.get(found.result, 1))
        answer = client.run(supposing(tried, ask_one(name, "TXT")))
        policy = client.run(supposing(tried, partition(name, sender, helo)))
    click.echo(json.encoded(json.policy(policy)) if as_json else spf_text.policy(policy, answer))
    sys.exit(0 if spf_text.is_valid(answer) else 1)


def _tried(name: str, record: str | None) -> tuple[Answer, ...]:
    """The record to try, as the answer that DNS would give."""
    if record is None:
        return ()
    strings = tuple(part.encode("utf-8") for part in split(record))
    return (Answer(question=question(name, "TXT"), outcome="data", data=(strings,)),)


def _domain(text: str) -> str:
    name = text.rstrip(".").lower()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise UsageError(f"{one_line(text, 60)!r} is not a domain name")
    return name


def _address(text: str) -> str:
    address = parse_ip(text)
    if address is None:
        raise UsageError(f"{text!r} is not an IP address")
    return address
