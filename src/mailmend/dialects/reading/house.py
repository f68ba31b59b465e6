"""Reports in a house style: who wrote one is known by a sentence or a server's name; the general readers read it."""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.dialects import rfc3464, text_report
from mailmend.dialects.reading.seen import Claim, Seen
from mailmend.model import Notification

# A house's own sentence stands at the beginning, or right below the quotation of a short message.
_BEGINNING = 4_000


def says(seen: Seen, *sentences: str) -> bool:
    """Whether the words for people have one of ``sentences``, letter for letter, near their beginning."""
    head: str | None = seen.derived.get("head")
    if head is None:
        head = seen.derived["head"] = "\0".join(text.value[:_BEGINNING] for text in seen.texts[:2])
    return any(sentence in head for sentence in sentences)


def reported_by(seen: Seen, *domains: str) -> bool:
    """Whether the reporting MTA of the fields (RFC 3464 §2.2.2) is in one of ``domains``, given in lower case."""
    reporter = f".{seen.reporter}"
    return any(reporter.endswith(f".{domain}") for domain in domains)


def claimed(seen: Seen, why: str) -> Claim:
    """The claim of a house whose signs were found: it outbids the general readers, and only where one could read.

    Anybody may quote a house's sentence in a mail: alone it makes no bounce.
    """
    if seen.report and seen.report.recipients:
        # More than Postfix by its fields: who runs it is the narrower name.
        return Claim(score=72, why=why)
    if seen.part is None or text_report.claims(seen).score:
        return Claim(score=45, why=why)
    return Claim(score=0)


def house(seen: Seen, name: str) -> Iterator[Notification]:
    """The notification, by the fields of RFC 3464 where there are any, else by the words for people."""
    if seen.report and seen.report.recipients:
        yield rfc3464.notification_of(seen, name)
    else:
        yield text_report.notification_of(seen, name)
