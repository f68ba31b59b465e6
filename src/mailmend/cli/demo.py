"""``mailmend demo``: what a newcomer sees first. What happens is in ``demo_story``; here it is put on the screen."""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Iterable, Iterator

import click

from mailmend.cli.demo_story import (
    DOMAIN,
    GATEWAY,
    RECEIVER,
    Delivery,
    Proof,
    Said,
    Stage,
    StageError,
    opposite,
    packaged_world,
    stage,
)
from mailmend.flow import Answer
from mailmend.model import Diagnosis
from mailmend.render import spf_text, text
from mailmend.render.answer import exit_code
from mailmend.render.clean import readable, visible
from mailmend.resolvers import World
from mailmend.spf import Evaluation


@click.command("demo")
def command() -> None:
    """The whole story in one minute; no network needed.

    A message is refused for SPF, the refusal explained, the fix proved and made, the message delivered; and a bounce
    for which DNS is not to be changed. Exit code: 0 if every step came out as told, else 1.
    """
    sys.exit(play(packaged_world("contoso.zone")))


def play(world: World) -> int:
    """Tell the story in ``world``; the exit code."""
    started = time.monotonic()
    try:
        with stage(world) as on:
            for lines in _scenes(on):
                click.echo("\n".join(lines) + "\n")
        for lines in _opposite(opposite(packaged_world("northwind.zone"))):
            click.echo("\n".join(lines) + "\n")
    except StageError as error:
        click.echo(f"mailmend: {visible(str(error))}", err=True)
        return 1
    click.echo(f"Every step came out as told, in {time.monotonic() - started:.1f} s. Now yours: mailmend diagnose FILE")
    return 0


def _scenes(on: Stage) -> Iterator[list[str]]:
    """The five steps, each as soon as it is done."""
    yield _wrapped(
        "No network is needed. Embedded in mailmend and heard on this machine only: a DNS server "
        f"({on.dns.address}) and a mail receiver, {RECEIVER} ({on.receiver.host}:{on.receiver.port}). The receiver "
        f"takes whoever connects for {on.gateway_ip}; everything else happens as you see it."
    )
    refusal = on.refused()
    yield _scene(f"1. Refused. {DOMAIN} sends a message through its gateway {GATEWAY}.", _dialogue(refusal))
    found = on.explained(refusal[-1].reply)
    yield _scene(
        "2. Explained. The message comes back as from Microsoft 365: mailmend diagnose bounce.eml",
        text.diagnosis(found).split("\n"),
    )
    (edit,) = found.plan.edits
    yield _scene("3. Proved. SPF as it would be with that record, before anything is changed.", _proof(on.proved(edit)))
    yield _scene("4. Mended. The record is published in the embedded DNS, which now answers:", _answer(on.mended(edit)))
    yield _scene("5. Delivered. The same message once more.", _delivery(on.delivered()))


def _opposite(found: Diagnosis) -> Iterator[list[str]]:
    """The bounce that must not lead to a change of DNS: its first screen, without the evidence."""
    first_screen = text.diagnosis(found).partition("\n\nwhy\n")[0].split("\n")
    yield _scene(
        "And the opposite. The same refusal, but DNS must stay as it is: mailmend diagnose relayed.eml",
        [*first_screen, "", f"exit code {exit_code([found])}"],
    )


def _scene(heading: str, output: Iterable[str]) -> list[str]:
    return [heading, "", *(f"    {line}".rstrip() for line in output)]


def _dialogue(said: Iterable[Said]) -> Iterator[str]:
    """The conversation as RFC 5321 prints them: C: for the client, S: for the server."""
    for exchange in said:
        yield f"C: {visible(exchange.command)}"
        yield from _wrapped(f"S: {visible(exchange.reply)}", "   ")


def _proof(proof: Proof) -> Iterator[str]:
    yield _result("the gateway", proof.gateway)
    yield _result("a stranger", proof.stranger)


def _answer(answer: Answer) -> Iterator[str]:
    for strings in answer.data:
        value = visible(readable(b"".join(strings).decode("latin-1")))
        yield from _wrapped(f'{answer.question.name} {answer.ttl} IN {answer.question.type} "{value}"', "    ")


def _delivery(delivery: Delivery) -> Iterator[str]:
    yield from _dialogue(delivery.dialogue)
    yield ""
    yield _result("SPF now", delivery.evaluation)


def _result(label: str, evaluation: Evaluation) -> str:
    return f"{label:<13}{spf_text.evaluation(evaluation).splitlines()[0]}"


def _wrapped(line: str, rest: str = "") -> list[str]:
    return textwrap.wrap(line, text.WIDTH, subsequent_indent=rest, break_on_hyphens=False)
