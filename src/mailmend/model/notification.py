"""What was read: a report about a message, in the words of whoever wrote it (RFC 3464, RFC 5321)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from mailmend.frozen import frozen
from mailmend.mail import HeaderField
from mailmend.model.vocabulary import Basis, Category, Kind, Owner, Subtype
from mailmend.span import Quote


@frozen
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


@frozen
class RemoteReply:
    """The far server's own words where a wrapper quotes them (``… -> 550 5.7.1 …``)."""

    reply: str | None
    status: str | None
    text: str


@frozen
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
    quotes: Sequence[tuple[str, Quote]] = field(default=(), compare=False, repr=False)

    def quote(self, *names: str) -> Quote | None:
        """The line where the first of these fields stands, None where none of them was read from the input."""
        known = dict(self.quotes)
        return next((known[name] for name in names if name in known), None)

    @property
    def said(self) -> str:
        """The words of the server that refused: the remote reply's where there is one, else the report's."""
        return (self.remote.text if self.remote else self.text) or ""


@frozen
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
    quotes: Sequence[tuple[str, Quote]] = field(default=(), compare=False, repr=False)


@frozen
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
    quotes: Sequence[tuple[str, Quote]] = field(default=(), compare=False, repr=False)

    @property
    def attempt(self) -> DeliveryAttempt:
        """The first attempt; one that says nothing where the notification reports none."""
        return self.attempts[0] if self.attempts else DeliveryAttempt()

    @property
    def failed(self) -> bool:
        """Whether it reports a delivery that failed or is put off."""
        return self.kind in (Kind.BOUNCE, Kind.DELAYED) and bool(self.attempts)
