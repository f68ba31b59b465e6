"""The nouns. Read this page and ``pipeline.py``, the page of verbs, and you know mailmend.

Everything here is frozen, holds tuples, and is named as the RFCs name it (3464, 5321, 5598, 7208, 8601). What comes
from text carries the place where it stands, so that every conclusion can point at the line that it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from mailmend.authres import Statement
from mailmend.dkim import KeyLookup, Signature
from mailmend.dmarc import Destination as ReportDestination
from mailmend.dmarc import DmarcCheck, ReportedSource, aligned
from mailmend.flow import Answer, values_of
from mailmend.mail import HeaderField
from mailmend.phrase import Phrase
from mailmend.rdns import AddressNames, HeloName
from mailmend.smtp import Exchangers
from mailmend.span import Quote
from mailmend.spf import Audit, Evaluation, Record, Result
from mailmend.spf.names import to_ascii

# -- words ------------------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What a notification is."""

    BOUNCE = "bounce"
    DELAYED = "delayed"
    AUTOREPLY = "autoreply"
    FEEDBACK = "feedback"
    DELIVERED = "delivered"
    NONE = "none"


class Category(StrEnum):
    """Why a message was not delivered, coarsely; ``docs`` and ``mailmend explain`` describe each."""

    AUTH = "auth"
    SENDER_DNS = "sender-dns"
    REPUTATION = "reputation"
    RATE_LIMIT = "rate-limit"
    TLS = "tls"
    RELAY = "relay"
    SENDER_BLOCKED = "sender-blocked"
    SENDER_REJECTED = "sender-rejected"
    SECURITY = "security"
    FORMAT = "format"
    PROTOCOL = "protocol"
    RECIPIENT_UNKNOWN = "recipient-unknown"
    RECIPIENT_MOVED = "recipient-moved"
    HOST_UNKNOWN = "host-unknown"
    SIZE = "size"
    CONTENT = "content"
    SUPPRESSED = "suppressed"
    POLICY = "policy"
    RECIPIENT_FILTERED = "recipient-filtered"
    RECIPIENT_RESTRICTED = "recipient-restricted"
    RECIPIENT_DISABLED = "recipient-disabled"
    MAILBOX_FULL = "mailbox-full"
    HOST_NO_MAIL = "host-no-mail"
    SYSTEM = "system"
    NETWORK = "network"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Subtype(StrEnum):
    """Which authentication a refusal of category ``auth`` is about."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    ALIGNMENT = "alignment"
    ARC = "arc"
    UNAUTHENTICATED = "unauthenticated"
    MULTIPLE = "multiple"


class Owner(StrEnum):
    """Who must act."""

    SENDER_ADMIN = "sender-admin"
    SENDER_USER = "sender-user"
    SENDING_SERVICE = "sending-service"
    RECIPIENT_ADMIN = "recipient-admin"
    FORWARDER = "forwarder"
    DNS_HOST = "dns-host"
    TRANSIENT = "transient"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """How sure a finding is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """0 for certain, 2 for possible: sorts the surest first."""
        return list(Confidence).index(self)


class Basis(StrEnum):
    """Where the MAIL FROM identity comes from."""

    STATED = "stated"
    DECODED = "decoded"
    ASSUMED = "assumed"


class Applicability(StrEnum):
    """How a proposed change may be made: ``safe`` without a question, ``review`` after one, ``manual`` by hand."""

    SAFE = "safe"
    REVIEW = "review"
    MANUAL = "manual"


# -- what was read ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One message, or one piece of text, as bytes; ``name`` is its path as given, ``index`` its place in that file.

    ``line`` is the number of its first line in that file. ``decoded`` says what the bytes were made from where the file
    itself has no lines (``outlook-msg``); lines are then those of the mail that was made.
    """

    name: str
    data: bytes
    index: int = 0
    line: int = 1
    decoded: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteReply:
    """The far server's own words where a wrapper quotes them (``… -> 550 5.7.1 …``)."""

    reply: str | None
    status: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAttempt:
    """What happened to one recipient (RFC 3464 §2.3), in the words of whoever reported it.

    ``status``, ``reply`` and ``text`` are the report's own; ``remote`` is what the far server said inside a wrapper.
    ``client_ip`` is the address that the far server says it saw; ``identity`` (``mfrom`` or ``helo``) and ``checked``
    (an address or a host name) are what it says it checked by SPF. ``remote_ip`` is the far server's own address.
    ``command`` is the SMTP command that was refused (``RCPT``, ``DATA``, …), None where the report does not say it.
    """

    recipient: str | None = None
    original_recipient: str | None = None
    action: str | None = None
    status: str | None = None
    reply: str | None = None
    text: str | None = None
    remote: RemoteReply | None = None
    remote_mta: str | None = None
    remote_ip: str | None = None
    client_ip: str | None = None
    identity: str | None = None
    checked: str | None = None
    command: str | None = None
    category: Category = Category.UNKNOWN
    subtype: Subtype | None = None
    owner: Owner = Owner.UNKNOWN
    permanent: bool | None = None
    quotes: tuple[tuple[str, Quote], ...] = field(default=(), compare=False, repr=False)

    def quote(self, *names: str) -> Quote | None:
        """The line where the first of these fields stands, None where none of them was read from the input."""
        known = dict(self.quotes)
        return next((known[name] for name in names if name in known), None)

    @property
    def said(self) -> str:
        """The words of the server that refused: the remote reply's where there is one, else the report's."""
        return (self.remote.text if self.remote else self.text) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The message that came back, as far as the notification tells of it."""

    message_id: str | None = None
    mail_from: str | None = None
    mail_from_basis: Basis | None = None
    author: str | None = None
    subject: str | None = None
    date: str | None = None
    helo: str | None = None
    headers: tuple[HeaderField, ...] = ()
    quotes: tuple[tuple[str, Quote], ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One report about a message; a bounce when its kind says so. ``decoded``: as in :class:`Source`."""

    source: str
    index: int = 0
    kind: Kind = Kind.NONE
    dialect: str | None = None
    reporting_mta: str | None = None
    date: datetime | None = None
    attempts: tuple[DeliveryAttempt, ...] = ()
    original: Original = Original()
    headers: tuple[HeaderField, ...] = ()
    decoded: str | None = None
    quotes: tuple[tuple[str, Quote], ...] = field(default=(), compare=False, repr=False)

    @property
    def attempt(self) -> DeliveryAttempt:
        """The first attempt; one that says nothing where the notification reports none."""
        return self.attempts[0] if self.attempts else DeliveryAttempt()

    @property
    def failed(self) -> bool:
        """Whether it reports a delivery that failed or is put off."""
        return self.kind in (Kind.BOUNCE, Kind.DELAYED) and bool(self.attempts)


# -- what can be known ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEntry:
    """One line of an exported Microsoft 365 message trace: what the sender's own tenant recorded of one recipient.

    ``from_ip`` handed the message to Microsoft 365, ``to_ip`` is the server that it was given to; ``pool`` is the
    outbound pool in Microsoft's word (``OutboundIpPoolName``), ``verdict`` its spam verdict, ``connector`` the inbound
    connector that took the message for the tenant's own. ``line`` is its place in the export, from 1.
    """

    line: int
    message_id: str | None = None
    trace_id: str | None = None
    sender: str | None = None
    recipient: str | None = None
    time: datetime | None = None
    status: str | None = None
    from_ip: str | None = None
    to_ip: str | None = None
    directionality: str | None = None
    connector: str | None = None
    verdict: str | None = None
    pool: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the asker knows and the bounce does not say. ``now`` is when the question is put.

    ``discreet``: DNS is asked without the local part of the sender, which the macros ``%{l}`` and ``%{s}`` would tell
    to whoever runs the name servers (RFC 7208 §11.6). ``selectors`` are DKIM selectors that the domain signs with,
    ``reports`` the senders that DMARC aggregate reports name.
    """

    now: datetime
    ip: str | None = None
    sender: str | None = None
    helo: str | None = None
    mine: tuple[str, ...] = ()
    pool: str | None = None
    at: datetime | None = None
    discreet: bool = False
    trace: tuple[TraceEntry, ...] = ()
    selectors: tuple[str, ...] = ()
    reports: tuple[ReportedSource, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Who the message claimed to be from, and from where it came (RFC 7208 §2, RFC 5598).

    ``mail_from`` is ``""`` for the null reverse-path and None when unknown. ``checked`` is ``mfrom`` or ``helo``;
    ``checked_domain`` is the domain of MAIL FROM where the receiver names that alone.
    """

    client_ip: str | None = None
    client_ip_basis: str | None = None
    helo: str | None = None
    mail_from: str | None = None
    mail_from_basis: Basis | None = None
    author_domain: str | None = None
    checked: str = "mfrom"
    checked_domain: str | None = None
    signatures: tuple[str, ...] = ()
    discreet: bool = False

    @property
    def spf_domain(self) -> str | None:
        """The domain whose SPF record decides: MAIL FROM's, or HELO's when that was refused or MAIL FROM is null.

        As DNS has it: lower case, without the root dot, its U-labels as A-labels.
        """
        if self.checked == "helo" or self.mail_from == "":
            name = self.helo or ""
        else:
            name = self.checked_domain or (self.mail_from or "").rpartition("@")[2]
        return to_ascii(name.lower()) or None

    def sender(self, domain: str) -> str:
        """The <sender> of check_host for ``domain`` (RFC 7208 §2.4): MAIL FROM, or postmaster@HELO where HELO decides.

        Where it is ``discreet``, ``postmaster`` stands for the local part.
        """
        if not self.mail_from or self.checked == "helo":
            return f"postmaster@{domain}"
        return f"postmaster@{self.mail_from.rpartition('@')[2]}" if self.discreet else self.mail_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One Received trace field of the returned message (RFC 5321 §4.4), newest first in a route."""

    by: str | None
    from_name: str | None
    from_host: str | None
    from_ip: str | None
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One sign of a pool: which (``S2``: the names of ``knowledge/pools.toml``), for which pool, how sure, and where.

    ``quote`` is the line of the input that shows it, ``answer`` the answer of DNS; neither, where the asker said it.
    """

    id: str
    pool: str
    confidence: Confidence
    text: str
    quote: Quote | None = None
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """By which of Microsoft's delivery pools the refused hop left, if by any."""

    name: str
    confidence: Confidence
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfCheck:
    """SPF of the refused message, evaluated as the receiver must have (RFC 7208).

    ``evaluation`` is None where it hangs on an address that is not known; ``result`` then says what every address would
    get, or None. ``readings`` are the results by other known readings of the RFC, each with its name.
    """

    domain: str
    identity: str
    records: tuple[Record, ...] = ()
    answer: Answer | None = None
    evaluation: Evaluation | None = None
    result: Result | None = None
    readings: tuple[tuple[str, Result], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A sending service, mail host or gateway of ``knowledge/senders``, and how it was recognised.

    ``include`` is its published SPF include as resolved now; ``contains_client`` whether that include, evaluated
    live, passes the refused address; ``used`` what in DNS shows that the domain uses it, empty where nothing does.
    ``by`` is what points to it: a host name of the address, or an include. ``named``: that name is the service's own
    and is confirmed in both directions, so that the address is the service's, whatever its include holds.
    """

    id: str
    name: str
    kind: str
    include: str | None
    contains_client: bool = False
    used: tuple[Answer, ...] = ()
    by: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The address that the receiver saw, and whose it is.

    ``scope`` is ``public`` or the special range that it lies in (``private``, ``loopback``, ``shared``, …).
    ``own`` says what outside the bounce shows that it belongs to the sender: ``mine``, ``mx``, ``ptr``, ``trace``;
    ``a`` (the domain's own address, perhaps a shared web host) is a hint and no proof. ``own_name`` is the host name
    concerned, ``own_answers`` what shows it.
    """

    ip: str
    scope: str
    names: AddressNames | None = None
    own: str | None = None
    own_name: str | None = None
    own_answers: tuple[Answer, ...] = ()
    services: tuple[Service, ...] = ()
    receivers_own: tuple[Answer, ...] = ()
    reporters_own: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerView:
    """What one authoritative server says about the SPF record when asked directly.

    ``agrees`` with the resolver's answer; ``passes``: with this server's record the refused message would pass SPF.
    """

    server: str
    answer: Answer
    records: tuple[str, ...]
    agrees: bool
    passes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceView:
    """Reasoning over address space where the bounce names no address.

    ``service`` publishes the ``addresses``; the record passes ``passed`` of them.
    """

    service: Service
    addresses: int
    passed: int
    results: tuple[str, ...]
    dynamic: bool = False

    @property
    def uncovered(self) -> bool:
        """Whether the record surely misses addresses that the service publishes."""
        return not self.dynamic and self.passed < self.addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """The sender's domain as DNS shows it: what it uses, and what its authoritative servers say.

    ``hosted_by`` names the vendor that holds its SPF policy, ``owned_by`` the service whose own domain it is;
    ``alias`` is the name outside the zone for which it is a CNAME. ``misplaced`` are the answers that hold an SPF
    record at a name nobody asks, where the name that receivers ask has none.
    """

    name: str
    zone: str
    zone_has_record: bool = False
    services: tuple[Service, ...] = ()
    hosted_by: str | None = None
    owned_by: str | None = None
    alias: str | None = None
    views: tuple[ServerView, ...] = ()
    mx: Answer | None = None
    addresses: tuple[Answer, ...] = ()
    misplaced: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """The recipient's domain as DNS shows it, and which domain may have been meant instead.

    ``meant`` accepts mail and is spelt almost like ``domain``; ``known`` says whence it is known: ``well-known``,
    ``own`` (the sender's), ``written`` (the message was also sent there). ``meant_mx`` is what shows that it does.
    """

    domain: str
    mx: Answer
    addresses: tuple[Answer, ...] = ()
    meant: str | None = None
    known: str = ""
    meant_mx: Answer | None = None

    @property
    def absent(self) -> bool:
        """Whether DNS surely has nothing there that could take mail (RFC 5321 §5.1)."""
        return all(answer.outcome in ("nxdomain", "nodata") for answer in (self.mx, *self.addresses))

    @property
    def null_mx(self) -> bool:
        """Whether it says that it accepts no mail (RFC 7505)."""
        return self.mx.outcome == "data" and all(str(host) == "." for _, host in self.mx.data)

    @property
    def takes_mail(self) -> bool:
        """Whether a host is named that takes its mail."""
        named = self.mx.outcome == "data" and not self.null_mx
        return named or (self.mx.outcome == "nodata" and any(a.outcome == "data" for a in self.addresses))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a refusal because of a bad name says: the list, and the page that the text points to.

    ``lists`` is ``address`` or ``domain``. ``removal`` is where the list's operator takes requests, ``url`` what the
    refusal itself names. ``closed`` says that the list is no longer kept, ``dynamic`` that it lists whole ranges.
    """

    name: str | None
    lists: str
    url: str | None = None
    removal: str = ""
    closed: bool = False
    dynamic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    """One DKIM signature of the returned message, its key as DNS has it now, and what receivers stated about it.

    ``key`` is None where the signature names no selector. ``aligned`` is whether it could satisfy DMARC for the author.
    """

    signature: Signature
    key: KeyLookup | None
    aligned: bool
    stated: tuple[Statement, ...] = ()


# The dialects in which a server logs whom it refused: smtpd(8) of Postfix, policyd-spf(1), the log of Exim, and so on.
_RECEIVERS_LOGS = frozenset(("postfix", "policyd-spf", "exim", "rspamd", "sendmail-log", "exchange-log"))


@dataclass(frozen=True, slots=True, kw_only=True)
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


# -- a domain without a bounce ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingHost:
    """One address that the domain's own DNS names as a sender of its mail, and the names of that address.

    ``known_by`` is the MX host or the term of the SPF record that names it. ``generic`` says what makes its name look
    like one given by pattern (:func:`mailmend.rdns.generic_by`), None where nothing does.
    """

    ip: str
    known_by: str
    names: AddressNames
    generic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


# -- what follows -----------------------------------------------------------------------------------------------------


class Severity(StrEnum):
    """How bad a finding about a domain is: mail fails by it, mail may fail by it, or it could be better."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def rank(self) -> int:
        """0 for an error, 2 for advice: sorts the worst first."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """What a conclusion rests on: a line of the bounce, a DNS answer, or what the asker said."""

    kind: str
    text: str
    quote: Quote | None = None
    answer: Answer | None = None
    start: int = 0
    end: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What speaks against a finding, or leaves it open: the sentence, and the line or answer that it rests on."""

    says: Phrase
    cite: Cite | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that applies: its code, what fills its words, how sure, on what it rests, and who must act.

    ``variant`` chooses among the rule's words; ``defeats`` names the rules that describe only a symptom where this one
    holds; ``missing`` names what would settle more; ``dns_innocent`` says that no DNS change of the sender helps;
    ``against`` is what speaks against it. ``severity`` is set where a domain is checked without a bounce.
    """

    code: str
    confidence: Confidence
    cause: bool
    owner: Owner
    cites: tuple[Cite, ...]
    params: tuple[tuple[str, str | int], ...] = ()
    variant: str = ""
    defeats: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    dns_innocent: bool = False
    against: tuple[Doubt, ...] = ()
    severity: Severity | None = None

    def __post_init__(self) -> None:
        if not self.cites:
            raise ValueError(f"{self.code} cites nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to be done outside DNS, step by step; ``commands`` are lines to paste, each quoted for its shell."""

    owner: Owner
    title: Phrase
    steps: tuple[Phrase, ...]
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bystander:
    """A sender that DMARC reports name: what becomes of its mail by an edit. DKIM is taken as it was reported."""

    source: ReportedSource
    before: bool
    after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A way out of one finding: edits made together with their forecasts, other ways, actions, letters."""

    cures: str
    edits: tuple[RecordEdit, ...] = ()
    alternatives: tuple[tuple[RecordEdit, ...], ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    actions: tuple[Action, ...] = ()
    letters: tuple[Letter, ...] = ()
    bystanders: tuple[Bystander, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The findings on one story, the surest cause first, and what is proposed about them."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    plan: Plan = Plan()

    @property
    def causes(self) -> tuple[Finding, ...]:
        """The findings that explain the refusal."""
        return tuple(finding for finding in self.findings if finding.cause)

    @property
    def unexplained(self) -> bool:
        """Whether no finding explains the refusal."""
        return not self.causes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """The findings on one domain, the worst first, and the remedies, each naming the finding that it cures.

    ``answers`` are all that was asked of DNS.
    """

    setup: Setup
    findings: tuple[Finding, ...]
    remedies: tuple[Remedy, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def resolver_failed(self) -> bool:
        """Whether our own resolver answered nothing at all, so that nothing can be said."""
        return bool(self.answers) and all(answer.outcome == "unavailable" for answer in self.answers)


# -- what was done about it -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One RRset as the DNS host held it and as it is to be: ``before`` and ``after`` are records in master file form.

    ``wildcard`` is set where nothing stands at the name itself yet (``before`` is empty) and it lives by that
    wildcard. ``synthesised`` are the wildcard's records, which DNS shows at the name while it has none of its own.
    ``ttl`` is in seconds, None where the RRset is new.
    """

    name: str
    type: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    ttl: int | None = None
    wildcard: str | None = None
    synthesised: tuple[str, ...] = ()


class ReceiptState(StrEnum):
    """How far a publication came: ``pending`` is written before DNS is touched, ``stopped`` when nothing was."""

    PENDING = "pending"
    DONE = "done"
    STOPPED = "stopped"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was published, where and when, and all that is needed to take it back and to ask whether it has landed.

    ``at`` is when it was begun, ``done_at`` when the DNS host had taken it. ``undoes`` is the id of the receipt that
    this one takes back. It never holds credentials.
    """

    id: str
    state: ReceiptState
    via: str
    domain: str
    changes: tuple[Change, ...]
    identities: Identities
    at: datetime
    done_at: datetime | None = None
    undoes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What is to be seen in DNS at one name and type: ``after``, where ``before`` was; None: whatever stands there."""

    name: str
    type: str
    before: tuple[str, ...] | None = None
    after: tuple[str, ...] | None = None


class Standing(StrEnum):
    """What one authoritative server has: what is awaited, what was there before, something else, or no answer.

    ``unreached`` is a server over an address family over which no server answered: that may be our own network.
    """

    LANDED = "landed"
    OLD = "old"
    OTHER = "other"
    FAILED = "failed"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerStanding:
    """One authoritative server at one of its addresses, asked directly.

    ``negative_ttl`` is how long, in seconds, caches hold that something in the zone does not exist.
    """

    server: str
    address: str | None
    standing: Standing
    serial: int | None = None
    negative_ttl: int | None = None
    reason: str | None = None
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """The NS names that the parent's servers hand out and those that the zone itself holds; empty where not told."""

    zone: str
    parent: str | None
    at_parent: tuple[str, ...] = ()
    at_zone: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether both are known and not the same."""
        return bool(self.at_parent and self.at_zone) and self.at_parent != self.at_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Where a change stands now: on every authoritative server, in the resolver, and for the failed message.

    ``result`` is SPF for the failed message with the answers of the servers that have the change, ``cached_result``
    with those of the resolver that was asked. ``stale_until`` is when the last cache must have let go of the old
    answer, as far as it can be told. ``resolver_failed`` says that our own resolver told nothing.
    """

    name: str
    awaited: tuple[Awaited, ...]
    now: datetime
    servers: tuple[ServerStanding, ...] = ()
    delegation: Delegation | None = None
    identities: Identities | None = None
    result: Result | None = None
    cached: Standing | None = None
    cached_result: Result | None = None
    stale_until: datetime | None = None
    resolver_failed: bool = False

    @property
    def landed(self) -> bool:
        """Whether every server that can be reached has what is awaited."""
        reached = [server for server in self.servers if server.standing is not Standing.UNREACHED]
        return bool(reached) and all(server.standing is Standing.LANDED for server in reached)

    @property
    def failing(self) -> tuple[ServerStanding, ...]:
        """The servers that fail, or are behind one that has what is awaited."""
        begun = any(server.standing is Standing.LANDED for server in self.servers)
        bad = (Standing.FAILED, Standing.OLD, Standing.OTHER) if begun else (Standing.FAILED,)
        return tuple(server for server in self.servers if server.standing in bad)

    @property
    def passes(self) -> bool:
        """Whether the failed message would pass; where nothing can be evaluated, nothing speaks against it."""
        return self.result in (Result.PASS, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of the message: the last reply and to which command it came; ``code`` None where there was none."""

    server: str
    command: str
    code: int | None
    reply: str
    message_id: str

    @property
    def accepted(self) -> bool:
        """Whether the server took the message upon itself (RFC 5321 §4.2.5); a report may still follow."""
        return self.code == 250 and self.command == "DATA"
