"""What is proposed: edits, actions and letters, each edit with what it will do."""

from __future__ import annotations

from mailmend.dmarc import ReportedSource
from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.model.vocabulary import Applicability, Owner
from mailmend.phrase import Phrase


@frozen
class Plan:
    """What is proposed. Data only: whoever publishes it looks again at the old values first.

    ``forecasts`` are that of the edits, where there are any, then one for each of the alternatives, in their order.
    ``bystanders`` are the senders that DMARC reports name, judged before and after the edits.
    """

    edits: tuple[RecordEdit, ...] = ()
    alternatives: tuple[tuple[RecordEdit, ...], ...] = ()
    actions: tuple[Action, ...] = ()
    letters: tuple[Letter, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    basis: tuple[Answer, ...] = ()
    bystanders: tuple[Bystander, ...] = ()


@frozen
class Remedy:
    """A way out of one finding: edits made together with their forecasts, other ways, actions, letters."""

    cures: str
    edits: tuple[RecordEdit, ...] = ()
    alternatives: tuple[tuple[RecordEdit, ...], ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    actions: tuple[Action, ...] = ()
    letters: tuple[Letter, ...] = ()
    bystanders: tuple[Bystander, ...] = ()


@frozen
class RecordEdit:
    """A change of one RRset, whole: ``before`` as DNS has it now, ``after`` as it shall be, one text a record.

    ``wildcard`` names the wildcard by which the name lives now, where nothing stands at the name itself.
    """

    name: str
    type: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    applicability: Applicability
    because: Phrase
    wildcard: str | None = None


@frozen
class Forecast:
    """What an edit will do, by the real evaluator: for the failed address and for all others.

    ``gained`` and ``lost`` count the addresses that start and stop to pass, None where a term decides by asking DNS
    for each address and no count exists. ``readings`` are the results for the failed address after the edit, by each
    known reading of RFC 7208; ``gained_by`` the terms by which addresses start to pass, services with their names.
    ``policies``, of an edit of a DMARC record: what receivers are asked for before and after.
    """

    client_ip: str | None
    before: str
    after: str
    gained: int | None
    lost: int | None
    lookups_after: int
    readings: tuple[tuple[str, str], ...] = ()
    gained_by: tuple[str, ...] = ()
    policies: tuple[str, str] | None = None


@frozen
class Bystander:
    """A sender that DMARC reports name: what becomes of its mail by an edit. DKIM is taken as it was reported."""

    source: ReportedSource
    before: bool
    after: bool


@frozen
class Action:
    """Something to be done outside DNS, step by step; ``commands`` are lines to paste, each quoted for its shell.

    ``syntax`` is whose lines they are: ``sh``, ``powershell``, or nothing for lines of a configuration file.
    """

    owner: Owner
    title: Phrase
    steps: tuple[Phrase, ...]
    commands: tuple[str, ...] = ()
    syntax: str = "sh"


@frozen
class Letter:
    """A letter to somebody who must act; its words are said at the edge, in ``language`` if it is spoken there.

    ``parts`` fill places of the body: each is some lines, said in the same language. ``kind`` says to whom it goes:
    ``postmaster``, ``dns-host``, ``service``, ``user`` or ``helpdesk``.
    """

    to: str
    subject: Phrase
    body: Phrase
    parts: tuple[tuple[str, tuple[Phrase, ...]], ...] = ()
    language: str = "en"
    kind: str = "postmaster"
