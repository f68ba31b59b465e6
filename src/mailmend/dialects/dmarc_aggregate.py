"""DMARC's aggregate reports (RFC 9990): what a receiver saw of a domain in a day. They are no bounces.

They come by mail as an XML file, mostly packed; the name of the file says whose report it is, of which domain and when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.dialects.reading import Claim, Seen, notification
from mailmend.dialects.reading.signs import Signs
from mailmend.mail import Part
from mailmend.model import Kind, Notification
from mailmend.pattern import pattern

NAME = "dmarc-aggregate"

# RFC 7489 §7.2.1.1: receiver "!" policy-domain "!" begin "!" end ["!" unique-id] "." extension.
_FILE = pattern(
    r"[^!\s\"<>/]{3,255}![^!\s\"<>/]{3,255}!\d{9,11}!\d{9,11}(?:![^!\s\"<>/]{1,100})?\.(?:xml|zip|xml\.gz|gz)\b",
    re.IGNORECASE,
)
_SUBJECT = pattern(r"\AReport Domain: ?\S{3,255}\s+Submitter: ?\S{3,255}\s+Report-ID:", re.IGNORECASE)
_XML = pattern(r"\s{0,99}(?:<\?xml[^>]{0,200}>\s{0,99})?<(?:\w{1,20}:)?feedback\b[^>]{0,500}>")
_PACKED = frozenset(
    "application/gzip application/x-gzip application/zip application/x-zip-compressed application/xml text/xml"
    " application/octet-stream application/x-zip".split()
)
SIGNS = Signs(words=("<policy_published>",), patterns=("(?i)Report Domain:",), types=tuple(_PACKED))


def claims(seen: Seen) -> Claim:
    """The subject or the file name that the RFC asks for, or the XML itself."""
    if seen.part is None:
        told = _XML.match(seen.text.value) and "<policy_published>" in seen.text.value
        return Claim(score=90, why="the XML of an aggregate report") if told else Claim(score=0)
    if any(part.media_type in _PACKED and _FILE.search(_name(part)) for part in (seen.part, *seen.part.children)):
        return Claim(score=95, why="a file with the name of an aggregate report")
    if _SUBJECT.match(seen.value("Subject").strip()):
        return Claim(score=80, why="the subject of an aggregate report")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification that says only what this is: nothing was refused to the reader of a report."""
    yield notification(seen, NAME, (), kind=Kind.FEEDBACK)


def _name(part: Part) -> str:
    return f"{part.param('name')} {part.value('Content-Disposition')}"
