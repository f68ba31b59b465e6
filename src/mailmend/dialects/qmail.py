"""qmail and its children (netqmail, qmail-ldap, vpopmail): QSBMF, a paragraph for each recipient.

``<address>:`` stands on a line of its own; below it qmail's own words name the far server by its address alone, and
quote it after ``Remote host said:`` (D. J. Bernstein, qmail-send Bounce Message Format, cr.yp.to/proto/qsbmf.txt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen
from mailmend.dialects.reading.house import claimed, house, says
from mailmend.dialects.reading.signs import Signs
from mailmend.dialects.text_report import notification_of
from mailmend.model import Notification
from mailmend.pattern import pattern

NAME = "qmail"
SIGNS = Signs(
    words=("the qmail-send program", "\nRemote host said:", "I'm afraid I wasn't able to deliver your message"),
)

# QSBMF: the first paragraph begins "Hi. This is the"; qmail-send names itself and its host.
_GREETING = pattern(r"^Hi\. This is (?:the )?[^\n]{0,60}qmail[^\n]{0,40} at ([^\s]{1,255}?)\.?$", re.MULTILINE)


def claims(seen: Seen) -> Claim:
    """QSBMF's greeting, or the two sentences that no other system writes."""
    if says(seen, *SIGNS.words):
        return claimed(seen, "the words of qmail-send")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification; the greeting names the server that reports."""
    greeting = _GREETING.search(seen.text.value[:4_000])
    if greeting and not (seen.report and seen.report.recipients):
        yield notification_of(seen, NAME, reporting_mta=greeting[1])
    else:
        yield from house(seen, NAME)
