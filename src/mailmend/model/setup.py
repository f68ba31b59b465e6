"""A domain without a bounce: all that DNS shows of how it sends and takes its mail."""

from __future__ import annotations

from mailmend.dkim import KeyLookup
from mailmend.dmarc import Destination as ReportDestination
from mailmend.dmarc import DmarcCheck
from mailmend.flow import Answer, values_of
from mailmend.frozen import frozen
from mailmend.model.evidence import Evidence
from mailmend.model.sender import SendingHost
from mailmend.model.told import Told
from mailmend.rdns import HeloName
from mailmend.smtp import Exchangers
from mailmend.spf import Audit


@frozen
class Setup:
    """All that DNS shows of how a domain sends and takes its mail.

    ``evidence`` is what is known of a message from postmaster at the domain, without any bounce: so the remedies of
    bounces serve here too. ``keys`` are those of the DKIM selectors that were looked for, ``expected`` the selectors at
    which services in use publish keys for their customers, each with the service's name. ``transport`` are the TXT
    answers at ``_mta-sts`` (RFC 8461) and ``_smtp._tls`` (RFC 8460).
    """

    domain: str
    evidence: Evidence
    audit: Audit
    exchangers: Exchangers
    dmarc: DmarcCheck
    keys: tuple[KeyLookup, ...] = ()
    expected: tuple[tuple[str, str], ...] = ()
    destinations: tuple[ReportDestination, ...] = ()
    misplaced: tuple[Answer, ...] = ()
    hosts: tuple[SendingHost, ...] = ()
    helo: HeloName | None = None
    views: tuple[RrsetView, ...] = ()
    transport: tuple[Answer, ...] = ()

    @property
    def told(self) -> Told:
        """What the asker said."""
        return self.evidence.told


@frozen
class RrsetView:
    """One RRset as the resolver gives it, and as each authoritative server does when it is asked directly."""

    answer: Answer
    servers: tuple[Answer, ...]

    @property
    def spoken(self) -> tuple[Answer, ...]:
        """The servers' answers without those that are none."""
        return tuple(answer for answer in self.servers if answer.outcome != "unavailable")

    @property
    def apart(self) -> tuple[Answer, ...]:
        """What those servers say that say something else than the resolver."""
        usual = values_of(self.answer)
        return tuple(answer for answer in self.spoken if values_of(answer) != usual)

    @property
    def silent(self) -> tuple[Answer, ...]:
        """The servers that gave no answer; one at a private address is not asked, and that says nothing of it."""
        failed = (answer for answer in self.servers if answer.outcome == "unavailable")
        return tuple(answer for answer in failed if answer.reason not in ("private", "not-recorded"))
