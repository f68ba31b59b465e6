"""``mailmend spf``: a domain's SPF record, what is wrong with it, and what it says about addresses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

import click

from mailmend.cli import options
from mailmend.client import Client, domain_name
from mailmend.errors import UsageError
from mailmend.evidence.domain import senders_in
from mailmend.flow import Answer, Answers, Flow, recorded, supposing, together
from mailmend.frozen import frozen
from mailmend.model import hidden
from mailmend.rdns import parse_ip
from mailmend.render import json, json_spf, spf_text, spf_tree
from mailmend.render.clean import one_line
from mailmend.render.quoting import STAND_IN
from mailmend.render.words import ENGLISH, Words
from mailmend.sources.packaged import knowledge
from mailmend.spf import READINGS, Audit, Policy, Region, Result, audit, check_host, is_spf, parse, partition
from mailmend.spf.difference import differences
from mailmend.spf.discretion import asked_for, wanted_by
from mailmend.spf.flatten import flatten
from mailmend.spf.proposal import Proposal, propose
from mailmend.spf.savings import published

# Seconds that a policy is used at least, however short its answers live: it may take a hundred questions to make one.
_SHORTEST = 30
_WAYS = ("ip", "ips", "compare", "flatten")
_EXIT = {Result.PASS: 0, Result.TEMPERROR: 5}


@frozen
class _Asked:
    """What is to be looked at: the domain, its identities, and the record that is tried there.

    ``hides`` says that postmaster stands for the local part of the sender.
    """

    name: str
    sender: str
    helo: str
    tried: Answers = ()
    as_json: bool = False
    quiet: bool = False
    hides: bool = False
    words: Words = ENGLISH


class Renewed:
    """A policy that is made anew when the time to live of its answers is over: lines may come for days.

    ``clock`` gives seconds.
    """

    def __init__(self, make: Callable[[], Policy], clock: Callable[[], float] = monotonic) -> None:
        self._make = make
        self._clock = clock
        self._policy: Policy | None = None
        self._until = 0.0

    def at(self, ip: str) -> Region:
        """The region of ``ip``, as DNS has it now."""
        now = self._clock()
        policy = self._policy
        if policy is None or now >= self._until:
            policy = self._policy = self._make()
            # Of a failure of DNS nothing says how long it lasts.
            lasts = 0 if policy.count(Result.TEMPERROR) else policy.ttl or 0
            self._until = now + max(lasts, _SHORTEST)
        return policy.at(ip)


@click.command(
    "spf",
    epilog=options.examples(
        "spf example.com",
        "spf example.com --ip 203.0.113.7 --sender anna@example.com",
        'spf example.com --record "v=spf1 mx -all" --ip 203.0.113.7',
        'spf example.com --compare "v=spf1 ip4:203.0.113.0/24 -all"',
    ),
)
@click.argument("domain")
@click.option("--ip", metavar="IP", help="Evaluate for this client address, term by term.")
@click.option("--ips", metavar="FILE", help="Evaluate for many addresses, one a line; - for standard input.")
@click.option("--sender", metavar="ADDR", help="The MAIL FROM identity; without it postmaster@DOMAIN.")
@click.option("--helo", metavar="NAME", help="The HELO name; without it DOMAIN.")
@click.option("--record", metavar="TEXT", help="Try this record instead of the published one.")
@click.option(
    "--compare", metavar="TEXT|DOMAIN", help="Who is gained, lost and changed by another record, of all there are."
)
@click.option("--flatten", metavar="TERM", help="This term as addresses, and what that costs.")
@options.tell_sender
@options.dns
@options.private
@options.common
def command(
    *,
    domain: str,
    dns: str,
    allow_private: bool,
    as_json: bool,
    quiet: bool,
    tell_sender: bool | None,
    **given: str | None,
) -> None:
    """A domain's SPF record: the tree of its records with their costs, all problems, and whom it passes.

    Exit code: 0 for a valid record; with --ip for pass, with --compare for no difference, with --ips when all lines are
    addresses; 5 when DNS failed; else 1.
    """
    name = domain_name(domain)
    if sum(given[way] is not None for way in _WAYS) > 1:
        raise UsageError("use only one of {options}", options=", ".join(f"--{way}" for way in _WAYS))
    asked = _Asked(
        name=name,
        sender=given["sender"] or f"postmaster@{name}",
        helo=given["helo"] or name,
        tried=_tried(name, given["record"]),
        as_json=as_json,
        quiet=quiet,
        words=options.words(as_json=as_json),
    )
    with Client(dns=dns, allow_private=allow_private) as client:
        if client.live if tell_sender is None else not tell_sender:
            asked = replace(asked, sender=hidden(asked.sender), hides=hidden(asked.sender) != asked.sender)
        if given["ip"]:
            sys.exit(_one(client, asked, _address(given["ip"])))
        if given["ips"]:
            sys.exit(_many(client, asked, given["ips"]))
        if given["compare"]:
            sys.exit(_compare(client, asked, given["compare"]))
        if given["flatten"]:
            sys.exit(_flatten(client, asked, given["flatten"]))
        sys.exit(_whole(client, asked, known=bool(given["sender"]), greeted=bool(given["helo"])))


def _whole(client: Client, asked: _Asked, *, known: bool, greeted: bool) -> int:
    """The record as a whole: its tree, its problems, its policy and what to publish instead."""

    def flow() -> Flow[tuple[Audit, Policy, tuple[Proposal, ...]]]:
        sender, helo = asked.sender if known else None, asked.helo if greeted else None
        found = yield from audit(asked.name, sender=sender, helo=helo)
        policy = yield from partition(asked.name, asked.sender, asked.helo)
        return found, policy, (yield from propose(found))

    (found, policy, made), answers = client.run(recorded(supposing(asked.tried, flow())))
    services = senders_in(found.tree, knowledge())
    click.echo(
        json.encoded(json_spf.policy(found, policy, made, asked.words, services))
        if asked.as_json
        else spf_tree.audit(found, policy, made, asked.words, services)
    )
    _note_hidden(asked, answers)
    unasked = found.tree.problem is not None and found.tree.problem.kind == "dns-unavailable"
    return 5 if unasked else 1 if found.errors else 0


def _one(client: Client, asked: _Asked, ip: str) -> int:
    """One address, by every reading."""
    checks = [check_host(ip, asked.name, asked.sender, asked.helo, limits=limits) for limits in READINGS.values()]
    evaluations, _ = client.run(recorded(supposing(asked.tried, together(checks))))
    found = evaluations[0]
    readings = {name: each.result for name, each in zip(READINGS, evaluations, strict=True)}
    note = asked.words.text(STAND_IN) if asked.hides and asked_for(found.trace) else ""
    as_json = asked.as_json
    click.echo(
        json.encoded(json_spf.evaluation(found, readings))
        if as_json
        else spf_text.evaluation(found, readings, asked.words, note)
    )
    return _EXIT.get(found.result, 1)


def _many(client: Client, asked: _Asked, path: str) -> int:
    """Many addresses, each answered as soon as it is read."""
    policy = Renewed(lambda: _policy(client, asked, asked.name, asked.tried))
    code = 0
    for line in options.words_in(path):
        ip = parse_ip(line)
        if ip is None:
            click.echo(
                "mailmend: " + options.words().text("not an IP address: {text}", text=one_line(line, 60)), err=True
            )
            code = 2
            continue
        region = policy.at(ip)
        result, way = region.result, region.path
        if result is None:
            # Here DNS decides for each address.
            found = client.run(supposing(asked.tried, check_host(ip, asked.name, asked.sender, asked.helo)))
            result, way = found.result, tuple((term.domain, term.term.text) for term in found.path)
        click.echo(
            json.encoded(json_spf.address(ip, result, way)) if asked.as_json else spf_text.address(ip, result, way)
        )
    return code


def _compare(client: Client, asked: _Asked, other: str) -> int:
    """From the record of the domain (or the one that is tried) to another one."""
    name, tried = (asked.name, _tried(asked.name, other)) if is_spf(other) or " " in other else (domain_name(other), ())
    before = _policy(client, asked, asked.name, asked.tried)
    after = _policy(client, asked, name, tried)
    found = differences(before, after)
    if asked.as_json:
        click.echo(json.encoded(json_spf.comparison(asked.name, other, found)))
    else:
        click.echo(spf_text.difference(found, asked.words))
    return 1 if found else 0


def _flatten(client: Client, asked: _Asked, term: str) -> int:
    """One term as the addresses that it stands for today."""
    tree = client.run(supposing(asked.tried, audit(asked.name))).tree
    record = tree.record
    found = next((each for each in record.directives if each.text.lower() == term.lower()), None) if record else None
    if record is None or found is None:
        raise UsageError("the record of {name} has no term {term!r}", name=asked.name, term=one_line(term, 60))
    flat = client.run(supposing(asked.tried, flatten(asked.name, record, found)))
    if flat is None:
        raise UsageError(
            "{term!r} cannot be listed: it passes nobody, or asks DNS for each address", term=one_line(term, 60)
        )
    click.echo(json.encoded(json_spf.flattened(flat)) if asked.as_json else spf_text.flattened(flat, asked.words))
    return 0 if flat.proved else 1


def _policy(client: Client, asked: _Asked, name: str, tried: Answers) -> Policy:
    policy, answers = client.run(recorded(supposing(tried, partition(name, asked.sender, asked.helo))))
    _note_hidden(asked, (*answers, *tried))
    return policy


def _note_hidden(asked: _Asked, answers: Answers) -> None:
    """Say that the record wants the local part of the sender, where that is not told."""
    if asked.hides and not asked.quiet and wanted_by(answers):
        click.echo(f"mailmend: {options.words().text(STAND_IN)}", err=True)


def _tried(name: str, record: str | None) -> tuple[Answer, ...]:
    """The record to try, as the answer that DNS would give: its UTF-8 as one character for each byte."""
    return () if record is None else (published(name, str(parse(record.encode("utf-8", "replace")))),)


def _address(text: str) -> str:
    address = parse_ip(text)
    if address is None:
        raise UsageError("{text!r} is not an IP address", text=text)
    return address
