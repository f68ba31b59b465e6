"""What happens in ``mailmend demo``: a mail is refused, that is explained, the fix proved and made, the mail delivered.

Nothing is told beforehand. The receiver is an SMTP server that asks a DNS server, both embedded and on loopback; the
bounce is written around the very reply of that receiver; what is changed in DNS is what mailmend proposed. Each step
checks what came out of it.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from importlib.resources import files
from string import Template

from mailmend import resolvers
from mailmend.client import Client
from mailmend.embedded.dns import EmbeddedDns
from mailmend.embedded.smtp import EmbeddedSmtp
from mailmend.errors import MailmendError
from mailmend.flow import Answer, ask_one, question, supposing
from mailmend.frozen import frozen
from mailmend.model import Applicability, Diagnosis, RecordEdit
from mailmend.render.answer import leading
from mailmend.render.words import marked
from mailmend.resolvers import World
from mailmend.spf import Evaluation, Result, check_host, split

SENDER, RECIPIENT = "anna@contoso.example", "bogdan@fabrikam.example"
DOMAIN, GATEWAY, RECEIVER = "contoso.example", "mail.contoso.example", "mx1.fabrikam.example"
STRANGER = "198.51.100.66"
# Exchange Online puts a sentence of its own and an arrow before what the other server said.
_WRAPPER = "550 5.7.23 The message was rejected because of Sender Policy Framework violation -> "
DATA = marked("DATA, the message, and a dot")
_PATIENCE = 5.0  # seconds


class StageError(MailmendError):
    """The embedded servers cannot be set up, or do not answer."""


class StepError(StageError):
    """A step did not come out as told."""

    def __init__(self, step: str, why: MailmendError) -> None:
        super().__init__("step {step} of the demo did not come out as told: {why}", step=step, why=why)


@frozen(kw_only=False)
class Said:
    """A command of the sending server and the receiver's reply (RFC 5321 §4.2)."""

    command: str
    code: int
    text: str

    @property
    def reply(self) -> str:
        """The reply as it came over the wire, in one line."""
        return f"{self.code} {self.text}"


@frozen
class Proof:
    """What SPF says, with an edit supposed, of the refused address and of a stranger's."""

    gateway: Evaluation
    stranger: Evaluation


@frozen
class Delivery:
    """The conversation in which the receiver took the message, and what SPF says of the gateway now."""

    dialogue: tuple[Said, ...]
    evaluation: Evaluation


class Stage:
    """The servers and the five steps. See :func:`stage`."""

    def __init__(self, dns: EmbeddedDns, receiver: EmbeddedSmtp, client: Client, gateway_ip: str) -> None:
        self.dns = dns
        self.receiver = receiver
        self.gateway_ip = gateway_ip
        self._client = client
        self._date = format_datetime(datetime.now(UTC))

    def refused(self) -> tuple[Said, ...]:
        """Step 1: the message is offered, and the receiver refuses it."""
        dialogue = self._offer()
        if dialogue[-1].code != 550:
            raise StepError("1 (refused)", _said(dialogue[-1]))
        return dialogue

    def explained(self, refusal: str) -> Diagnosis:
        """Step 2: the bounce that is written around ``refusal`` is diagnosed, through the embedded DNS."""
        words = {"date": self._date, "reply": _WRAPPER + refusal, "original": self._message()}
        bounce = Template(packaged("bounce.eml")).substitute(words)
        found = self._client.diagnose(bounce.encode(), name="bounce.eml")
        proposed = [edit.applicability for story in found for edit in story.plan.edits]
        if len(found) != 1 or proposed != [Applicability.SAFE]:
            many = ", ".join(proposed) or "-"
            raise StepError("2 (explained)", MailmendError("proposed: {many}; not one safe change", many=many))
        return found[0]

    def proved(self, edit: RecordEdit) -> Proof:
        """Step 3: SPF with ``edit`` supposed; DNS is still as it was."""
        data = tuple(tuple(part.encode("latin-1") for part in split(value)) for value in edit.after)
        supposed = (Answer(question=question(edit.name, edit.type), outcome="data", data=data),)
        flows = (check_host(ip, DOMAIN, SENDER, GATEWAY) for ip in (self.gateway_ip, STRANGER))
        gateway, stranger = (self._client.run(supposing(supposed, flow)) for flow in flows)
        if (gateway.result, stranger.result) != (Result.PASS, Result.FAIL):
            both = "SPF says {gateway} of the gateway, {stranger} of a stranger"
            raise StepError("3 (proved)", MailmendError(both, gateway=gateway.result, stranger=stranger.result))
        return Proof(gateway=gateway, stranger=stranger)

    def mended(self, edit: RecordEdit) -> Answer:
        """Step 4: the RRset is replaced as ``edit`` says, if it is still what the edit was made for."""
        old = self._asked(edit)
        if _values(old) != sorted(edit.before):
            why = MailmendError("{name} is no longer what the change was made for", name=edit.name)
            raise StepError("4 (mended)", why)
        self.dns.replace(edit.name, edit.type, [value.encode("latin-1") for value in edit.after], old.ttl)
        new = self._asked(edit)
        if _values(new) != sorted(edit.after):
            raise StepError("4 (mended)", MailmendError("{name} is not what was published", name=edit.name))
        return new

    def delivered(self) -> Delivery:
        """Step 5: the same message is offered again, and taken."""
        dialogue = self._offer()
        now = self._client.check_spf(self.gateway_ip, mail_from=SENDER, helo=GATEWAY)
        taken = [message.spf for message in self.receiver.delivered]
        if dialogue[-1].code != 250 or taken != [Result.PASS] or now.result is not Result.PASS:
            raise StepError("5 (delivered)", _said(dialogue[-1]))
        return Delivery(dialogue=dialogue, evaluation=now)

    def _offer(self) -> tuple[Said, ...]:
        """The message offered over SMTP until it is refused or taken (RFC 5321 §3.3)."""
        envelope = (f"MAIL FROM:<{SENDER}>", f"RCPT TO:<{RECIPIENT}>")
        try:
            # Not the context manager of SMTP: it says QUIT even when it is interrupted, and stumbles over the answer.
            with closing(smtplib.SMTP(self.receiver.host, self.receiver.port, GATEWAY, timeout=_PATIENCE)) as smtp:
                smtp.ehlo()
                said = [Said(command, *_decoded(smtp.docmd(command))) for command in envelope]
                if said[-1].code < 400:
                    said.append(Said(DATA, *_decoded(smtp.data(self._message()))))
                smtp.quit()
        except OSError as error:
            raise StageError("the embedded SMTP receiver does not answer: {why}", why=error) from None
        return tuple(said)

    def _message(self) -> str:
        return Template(packaged("message.eml")).substitute(date=self._date)

    def _asked(self, edit: RecordEdit) -> Answer:
        answer: Answer = self._client.run(ask_one(edit.name, edit.type))
        return answer


@contextmanager
def stage(world: World) -> Iterator[Stage]:
    """The embedded servers, running on any free ports of loopback until the block ends.

    Raises StageError where no socket can be opened there.
    """
    (address,) = world.resolve((question(GATEWAY, "A"),))
    with ExitStack() as opened:
        try:
            dns = opened.enter_context(EmbeddedDns(world))
            asking = opened.enter_context(resolvers.open(dns.address))
            receiver = EmbeddedSmtp(asking.resolve, client_ip=address.data[0], name=RECEIVER)
            opened.enter_context(receiver)
        except OSError as error:
            why = error.strerror or error
            raise StageError("the demo needs sockets on 127.0.0.1, and none can be opened: {why}", why=why) from None
        client = opened.enter_context(Client(dns=dns.address))
        yield Stage(dns, receiver, client, address.data[0])


def opposite(world: World) -> Diagnosis:
    """A bounce of Microsoft's relay pool, diagnosed in ``world``, where the record is right."""
    with Client(dns=world) as client:
        found = client.diagnose(packaged("relayed.eml").encode(), name="relayed.eml")
    causes = [lead.code for story in found if (lead := leading(story))]
    if causes != ["MM-POOL-002"] or found[0].plan.edits or found[0].plan.alternatives:
        why = MailmendError("the cause is {causes}, or DNS is to be changed", causes=", ".join(causes) or "-")
        raise StepError("6 (the opposite)", why)
    return found[0]


def packaged_world(name: str) -> World:
    """The packaged world ``name``."""
    return World.parse(packaged(name), path=name, read=packaged)


def packaged(name: str) -> str:
    """The packaged file ``name`` of the demo."""
    return files("mailmend.embedded").joinpath("demo", name).read_text(encoding="utf-8")


def _said(exchange: Said) -> MailmendError:
    return MailmendError("the receiver said {reply}", reply=exchange.reply)


def _decoded(reply: tuple[int, bytes]) -> tuple[int, str]:
    code, text = reply
    return code, " ".join(text.decode("utf-8", "replace").split())


def _values(answer: Answer) -> list[str]:
    """The texts of a TXT answer as an edit spells them: strings joined, one character for each byte."""
    return sorted(b"".join(strings).decode("latin-1") for strings in answer.data)
