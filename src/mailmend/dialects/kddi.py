"""KDDI (au, formerly EZweb): the words of Openwave's mail server, or a transcript, mostly without any code.

The reason stands above the address (``The user(s) account is disabled.``), often in Japanese and English. "Each of the
following recipients was rejected by a remote mail server" comes when the filter of the phone's owner refuses.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by
from mailmend.dialects.reading.signs import Signs
from mailmend.mail import addresses
from mailmend.model import Notification

NAME = "kddi"
_DOMAINS = ("ezweb.ne.jp", "au.com", "uqmobile.jp", "dion.ne.jp", "auone-net.jp")
SIGNS = Signs(servers=_DOMAINS, patterns=("(?i)postmaster@",))


def claims(seen: Seen) -> Claim:
    """A server of KDDI reports, or its postmaster wrote."""
    if reported_by(seen, *_DOMAINS):
        return claimed(seen, "a server of KDDI reports")
    # The field is parsed only where it can be: an ordinary message costs no more than a look.
    said = seen.value("From").lower()
    senders = addresses(said) if "postmaster@" in said else ()
    if any(sender.startswith("postmaster@") and sender.endswith(_DOMAINS) for sender in senders):
        return claimed(seen, "the postmaster of KDDI wrote it")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
