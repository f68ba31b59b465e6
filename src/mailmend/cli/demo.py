"""``mailmend demo``: what a newcomer sees first. What happens is in ``demo_story``; here it is put on the screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator

import click

from mailmend.cli import options
from mailmend.cli.demo_story import (
    DATA,
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
from mailmend.render.screen import wrapped
from mailmend.render.words import ENGLISH, Words
from mailmend.resolvers import World
from mailmend.spf import Evaluation


@click.command("demo")
@options.lang
def command() -> None:
    """The whole story in one minute; no network needed.

    A message is refused for SPF, the refusal explained, the fix proved and made, the message delivered; and a bounce
    for which DNS is not to be changed. Exit code: 0 if every step came out as told, else 1.
    """
    sys.exit(play(packaged_world("contoso.zone"), options.words()))


def play(world: World, words: Words = ENGLISH) -> int:
    """Tell the story in ``world``; the exit code."""
    started = time.monotonic()
    try:
        with stage(world) as on:
            for lines in _scenes(on, words):
                click.echo("\n".join(lines) + "\n")
        for lines in _opposite(opposite(packaged_world("northwind.zone")), words):
            click.echo("\n".join(lines) + "\n")
    except StageError as error:
        click.echo(f"mailmend: {visible(words.error(error))}", err=True)
        return 1
    seconds = f"{time.monotonic() - started:.1f}"
    done = words.text("Every step came out as told, in {seconds} s. Now yours: mailmend diagnose FILE", seconds=seconds)
    click.echo(done)
    return 0


def _scenes(on: Stage, words: Words) -> Iterator[list[str]]:
    """The five steps, each as soon as it is done."""
    yield _wrapped(
        words.text(
            "No network is needed. Embedded in mailmend and heard on this machine only: a DNS server ({dns}) and a "
            "mail receiver, {receiver} ({smtp}). The receiver takes whoever connects for {ip}; everything else "
            "happens as you see it.",
            dns=on.dns.address,
            receiver=RECEIVER,
            smtp=f"{on.receiver.host}:{on.receiver.port}",
            ip=on.gateway_ip,
        )
    )
    refusal = on.refused()
    sends = words.text(
        "1. Refused. {domain} sends a message through its gateway {gateway}.", domain=DOMAIN, gateway=GATEWAY
    )
    yield _scene(sends, _dialogue(refusal, words))
    found = on.explained(refusal[-1].reply)
    yield _scene(
        words.text("2. Explained. The message comes back as from Microsoft 365: mailmend diagnose bounce.eml"),
        text.diagnosis(found, words).split("\n"),
    )
    (edit,) = found.plan.edits
    proof = words.text("3. Proved. SPF as it would be with that record, before anything is changed.")
    yield _scene(proof, _proof(on.proved(edit), words))
    mended = words.text("4. Mended. The record is published in the embedded DNS, which now answers:")
    yield _scene(mended, _answer(on.mended(edit)))
    yield _scene(words.text("5. Delivered. The same message once more."), _delivery(on.delivered(), words))


def _opposite(found: Diagnosis, words: Words) -> Iterator[list[str]]:
    """The bounce that must not lead to a change of DNS: its first screen, without the evidence."""
    first_screen = text.diagnosis(found, words).partition(f"\n\n{words.text('why')}\n")[0].split("\n")
    yield _scene(
        words.text("And the opposite. The same refusal, but DNS must stay as it is: mailmend diagnose relayed.eml"),
        [*first_screen, "", words.text("exit code {code}", code=exit_code([found]))],
    )


def _scene(heading: str, output: Iterable[str]) -> list[str]:
    return [heading, "", *(f"    {line}".rstrip() for line in output)]


def _dialogue(said: Iterable[Said], words: Words) -> Iterator[str]:
    """The conversation as RFC 5321 prints them: C: for the client, S: for the server."""
    for exchange in said:
        yield f"C: {words.text(DATA) if exchange.command == DATA else visible(exchange.command)}"
        yield from _wrapped(f"S: {visible(exchange.reply)}", "   ")


def _proof(proof: Proof, words: Words) -> Iterator[str]:
    yield _result(words.text("the gateway"), proof.gateway, words)
    yield _result(words.text("a stranger"), proof.stranger, words)


def _answer(answer: Answer) -> Iterator[str]:
    for strings in answer.data:
        value = visible(readable(b"".join(strings).decode("latin-1")))
        yield from _wrapped(f'{answer.question.name} {answer.ttl} IN {answer.question.type} "{value}"', "    ")


def _delivery(delivery: Delivery, words: Words) -> Iterator[str]:
    yield from _dialogue(delivery.dialogue, words)
    yield ""
    yield _result(words.text("SPF now"), delivery.evaluation, words)


def _result(label: str, evaluation: Evaluation, words: Words) -> str:
    return f"{label} ".ljust(13) + spf_text.headline(evaluation, words)


def _wrapped(line: str, rest: str = "") -> list[str]:
    return wrapped(line, rest=rest)
