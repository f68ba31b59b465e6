"""Yahoo: the form of qmail, from which its servers came, with a greeting of its own.

``Remote host said:`` is followed by the reply and, in brackets, by the command that it answers (``[RCPT_TO]``).
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, reported_by, says
from mailmend.dialects.reading.signs import Signs
from mailmend.model import Notification

NAME = "yahoo"
SIGNS = Signs(
    servers=("yahoo.com", "yahoo.co.jp", "yahoodns.net"),
    words=("Sorry, we were unable to deliver your message to the following address", "Message from yahoo.com"),
)


def claims(seen: Seen) -> Claim:
    """A server of Yahoo reports, or one of its two greetings."""
    if reported_by(seen, *SIGNS.servers):
        return claimed(seen, "a server of Yahoo reports")
    if says(seen, *SIGNS.words):
        claim = claimed(seen, "the greeting of Yahoo")
        # Its words are also qmail's: the greeting is the narrower sign.
        return Claim(score=claim.score + 1, why=claim.why) if claim.score else claim
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification."""
    yield from house(seen, NAME)
