"""The other side: the recipient's domain as DNS shows it, and the lists that a refusal names."""

from __future__ import annotations

from mailmend.flow import Answer
from mailmend.frozen import frozen


@frozen
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


@frozen
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
