"""All that can be known of one story."""

from __future__ import annotations

from datetime import timedelta

from mailmend.authres import Statement
from mailmend.dmarc import DmarcCheck, aligned
from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.model.message import Hop, Identities, Pool, SignatureView
from mailmend.model.notification import DeliveryAttempt, Notification
from mailmend.model.recipient import Destination, Listing
from mailmend.model.sender import Client, Domain, SendingHost, SpaceView, SpfCheck
from mailmend.model.told import Told, TraceEntry
from mailmend.model.vocabulary import Category, Subtype
from mailmend.rdns import HeloName
from mailmend.spf import Result

# The dialects in which a server logs whom it refused: smtpd(8) of Postfix, policyd-spf(1), the log of Exim, and so on.
_RECEIVERS_LOGS = frozenset(("postfix", "policyd-spf", "exim", "rspamd", "sendmail-log", "exchange-log"))


@frozen
class Evidence:
    """All that can be known of one story: the attempts that were refused alike, and what DNS says about them."""

    bounce: Notification
    told: Told
    identities: Identities
    pool: Pool
    route: tuple[Hop, ...] = ()
    stated: tuple[Statement, ...] = ()
    spf: SpfCheck | None = None
    client: Client | None = None
    domain: Domain | None = None
    space: SpaceView | None = None
    dmarc: DmarcCheck | None = None
    ours: tuple[str, ...] = ()
    destination: Destination | None = None
    listing: Listing | None = None
    trace: tuple[TraceEntry, ...] = ()
    signatures: tuple[SignatureView, ...] = ()
    helo: HeloName | None = None
    sending_host: SendingHost | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def attempt(self) -> DeliveryAttempt:
        """The first attempt of the story; the others differ from it only in their recipient."""
        return self.bounce.attempt

    @property
    def age(self) -> timedelta | None:
        """How long before DNS was asked the message was refused; None where the bounce has no date, or a later one."""
        refused = self.told.at or self.bounce.date
        return self.told.now - refused if refused and refused <= self.told.now else None

    @property
    def logged_by_receiver(self) -> bool:
        """Whether this is a line of the refusing server's own log: most likely its own postmaster asks."""
        bounce = self.bounce
        own_words = bounce.reporting_mta is None and self.attempt.remote_mta is None
        return bounce.dialect in _RECEIVERS_LOGS and own_words and self.attempt.client_ip is not None

    @property
    def spf_may_decide(self) -> bool:
        """Whether a better SPF result could have changed the far server's mind, by its own words."""
        if self.attempt.category is Category.UNKNOWN:
            return self.bounce.failed
        if self.attempt.category is not Category.AUTH:
            return False
        if self.attempt.subtype is Subtype.DMARC:
            return self.spf_aligned
        return self.attempt.subtype in (None, Subtype.SPF, Subtype.UNAUTHENTICATED, Subtype.MULTIPLE)

    @property
    def spf_aligned(self) -> bool:
        """Whether the domain that SPF checked is aligned with the author domain (RFC 9989, relaxed or strict)."""
        if self.spf is None or self.dmarc is None:
            return False
        mode = self.dmarc.record.spf_alignment if self.dmarc.record else "r"
        return aligned(self.spf.domain, self.dmarc.author_domain, mode, self.dmarc.organizational_domain)

    @property
    def result(self) -> Result | None:
        """The SPF result as evaluated now, None where it cannot be told."""
        return self.spf.result if self.spf else None
