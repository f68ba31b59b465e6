"""The steps of ``mailmend fix``: plan, show, ask, publish, verify. Each refusal leaves DNS as it was."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from mailmend import landing
from mailmend.cli import live, options
from mailmend.cli.resending import resent, told
from mailmend.client import Client
from mailmend.errors import BasisError, PublishError, UnsureError, UsageError
from mailmend.frozen import frozen
from mailmend.model import Applicability, Awaited, Diagnosis, Forecast, Receipt, RecordEdit
from mailmend.publishers import Publisher
from mailmend.publishers.hand import instructions
from mailmend.publishers.publish import Consent, agreed, domain_of, publish, reversed_change, undo
from mailmend.publishers.receipts import Receipts, read
from mailmend.publishers.spec import parse_via
from mailmend.render import json, text, verdict
from mailmend.render.answer import exit_code
from mailmend.render.clean import readable, visible
from mailmend.render.words import ENGLISH, Words, marked
from mailmend.sources.packaged import knowledge

GRACE = 10.0  # seconds: secondaries hear of a change within moments, by NOTIFY (RFC 1996)
_UNPROVED = marked("None of these is proved to be right by DNS alone: choose one with --way, after its question.")


class Asked(options.Asked):
    """What the asker said and agreed to, and how the answer is wanted."""

    yes: str | None
    reviewed: bool
    way: int | None
    wait: float | None
    resend: str | None
    as_json: bool
    quiet: bool


@frozen
class Run:
    """One call of the command; ``publisher`` is None for by hand. Each method ends with an exit code."""

    client: Client
    receipts: Receipts
    publisher: Publisher | None
    asked: Asked
    words: Words = ENGLISH

    def fix(self, file: str) -> int:
        """The change for the bounce at ``file``, from the plan to the verdict."""
        asked = self.asked
        live.settled(self.client, self.receipts, quiet=asked["quiet"])
        stories = live.considered(file, self.client, options.told_words(asked))
        story = next((each for each in stories if each.plan.edits or each.plan.alternatives), None)
        if story is None:
            self._say("\n\n".join(text.diagnosis(each, self.words) for each in stories))
            self._say("\n" + self.words.text("There is nothing to publish."))
            return exit_code(stories)
        edits = self._chosen(story)
        if any(other.plan.edits not in ((), story.plan.edits) for other in stories):
            again = marked("This bounce has another story with a change of its own: run fix again after this one.")
            self._say("\n" + self.words.text(again))
        if not edits:
            return exit_code((story,))
        if self.publisher is None:
            if asked["yes"]:
                agreed(edits, Consent(domain=asked["yes"], reviewed=True))
            return self._by_hand(edits, story)
        who, publisher, consent = story.evidence.identities, self.publisher, self._consent(edits)
        return self._carried_out(lambda: publish(edits, who, consent, publisher, self.receipts), story)

    def undo(self, receipt: str) -> int:
        """What ``receipt``, a file or an id, replaced is put back."""
        live.settled(self.client, self.receipts, quiet=self.asked["quiet"])
        done = self.receipts.find(receipt)
        if done is None and not os.path.exists(receipt):  # noqa: PTH110 - Path.exists raises for a name that is too long
            raise UsageError(
                "{receipt} is neither a file nor the id of a receipt in {folder}: name the folder with --receipts",
                receipt=receipt[:200],
                folder=self.receipts.folder,
            )
        done = done or read(Path(receipt))
        for change in map(reversed_change, done.changes):
            self._say(f"  {self.words.text('undo')} ".ljust(17) + f"{change.name} {change.type}")
            marks = dict.fromkeys(change.before, "-")
            marks |= {record: " " if record in marks else "+" for record in change.after}
            for record, mark in marks.items():
                self._say(f"{' ' * 17}{mark} {visible(readable(record))}")
        publisher = self.publisher or parse_via(done.via)
        if publisher is None:
            raise UsageError("say with --via how to publish")
        consent = Consent(domain=self._typed(done.domain))
        return self._carried_out(lambda: undo(done, consent, publisher, self.receipts), None)

    def _chosen(self, story: Diagnosis) -> tuple[RecordEdit, ...]:
        """The recommended edits, or the way that the asker chose; shown. None where the asker has to choose first."""
        plan, way = story.plan, self.asked["way"]
        ways = list(plan.alternatives)
        forecasts = list(plan.forecasts[1:] if plan.edits else plan.forecasts)
        if way is not None and way > len(ways):
            raise UsageError("{way} is none of the other ways: there are {ways}", way=way, ways=len(ways))
        if way is not None:
            return self._shown(ways[way - 1], forecasts[way - 1] if way <= len(forecasts) else None)
        if plan.edits:
            return self._shown(plan.edits, plan.forecasts[0] if plan.forecasts else None)
        for number, edits in enumerate(ways, 1):
            self._say(text.change(edits, forecasts[number - 1], f"--way {number}", self.words))
        self._say("\n" + self.words.text(_UNPROVED))
        return ()

    def _shown(self, edits: tuple[RecordEdit, ...], forecast: Forecast | None) -> tuple[RecordEdit, ...]:
        self._say(text.change(edits, forecast, self.words.text("change"), self.words))
        if any(edit.applicability is Applicability.MANUAL for edit in edits):
            raise UsageError("this change can only be made by hand, by whoever knows what else depends on it")
        return edits

    def _consent(self, edits: Sequence[RecordEdit]) -> Consent:
        reviewed = self.asked["reviewed"]
        if any(edit.applicability is Applicability.REVIEW for edit in edits) and not reviewed:
            reviewed = (
                self._prompt(self.words.text("This needs your review: is what it says after “because” so? Type yes"))
                == "yes"
            )
            if not reviewed:
                raise UsageError("this change needs review; once you know, say --reviewed; nothing was written")
        return Consent(domain=self._typed(domain_of(edits)), reviewed=reviewed)

    def _typed(self, domain: str) -> str:
        return self.asked["yes"] or self._prompt(
            self.words.text("To publish this, type {domain}", domain=visible(domain))
        )

    def _prompt(self, words: str) -> str:
        if not sys.stdin.isatty():
            raise UsageError(
                "nobody is here to be asked: agree with --yes DOMAIN (and --reviewed); nothing was written"
            )
        answer: str = click.prompt(words, default="", show_default=False, err=True)
        return answer.strip()

    def _by_hand(self, edits: Sequence[RecordEdit], story: Diagnosis) -> int:
        """What to put where; without --wait that is all, and the asker must act."""
        name, domain = edits[0].name, story.evidence.domain
        zone = self.client.run(landing.zone_of(name))
        servers = [server.rstrip(".") for server, _ in zone.servers] if zone else []
        host = knowledge().dns_hosts.by_ns(servers)
        apex = zone.name if zone else f"{domain.zone}." if domain else name
        self._say("")
        for line in instructions(edits, apex, servers, host, self.words):
            self._say(visible(readable(line)))
        if self.asked["wait"] is None:
            self._say("\n" + self.words.text("Then see it land: mailmend verify, with what you gave to fix."))
            return 1
        awaited = tuple(Awaited(name=e.name, type=e.type, before=e.before, after=e.after) for e in edits)
        return self._end(live.Sought(awaited=awaited, who=story.evidence.identities), story)

    def _carried_out(self, act: Callable[[], tuple[Receipt, str]], story: Diagnosis | None) -> int:
        """Publish or undo by ``act``, then verify; where it failed, one line says whether anything was written."""
        try:
            receipt, remark = act()
        except (BasisError, UnsureError, PublishError) as error:
            click.echo(f"mailmend: {visible(self.words.error(error))}", err=True)
            if type(error) is PublishError:
                self._note(marked("without --via, mailmend fix says what to put where, by hand"))
            if isinstance(error, UnsureError):
                live.settled(self.client, self.receipts, quiet=self.asked["quiet"])
            return 1 if isinstance(error, BasisError) else 3
        published = marked("Published by {via}. To take it back: mailmend fix --undo {receipt}")
        self._say("\n" + self.words.text(published, via=visible(receipt.via), receipt=receipt.id))
        if remark:
            self._say(visible(remark))
        return self._end(live.of_receipt(receipt), story)

    def _end(self, sought: live.Sought, story: Diagnosis | None) -> int:
        """See it land, resend where that was asked for, and say where it stands."""
        asked = self.asked
        seconds = GRACE if asked["wait"] is None else asked["wait"]
        found = live.watched(self.client, sought, seconds=seconds, quiet=asked["quiet"])
        if not asked["as_json"]:
            click.echo("\n" + verdict.text(found, self.words))
        sent = None
        if asked["resend"] and story is not None:
            sent = resent(self.client, story, found, asked["resend"], asked["wait"], self.words, quiet=asked["quiet"])
            if sent is not None:
                self._say("\n" + told(sent, self.words))
        if asked["as_json"]:
            click.echo(json.encoded(verdict.as_json(found, sought.receipt, sent)))
        code = verdict.exit_code(found)
        return 1 if code == 0 and asked["resend"] and not (sent and sent.accepted) else code

    def _note(self, said: str) -> None:
        if not self.asked["quiet"]:
            click.echo(f"mailmend: {self.words.text(said)}", err=True)

    def _say(self, words: str) -> None:
        """What a person reads; beside JSON it goes to standard error."""
        if not (self.asked["as_json"] and self.asked["quiet"]):
            click.echo(words, err=self.asked["as_json"])
