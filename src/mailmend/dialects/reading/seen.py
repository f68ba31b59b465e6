"""The input of a dialect: the message as a tree, its words, its report and the message that it returns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from datetime import datetime
from typing import Any, NamedTuple

from mailmend import dsn
from mailmend.dialects.reading.copied import encoding_of, visible, words
from mailmend.dialects.reading.logs import unwrapped
from mailmend.dialects.reading.returned import quoted_fields
from mailmend.frozen import frozen
from mailmend.mail import HeaderField, Part, Text, parse, parse_date, without_line_starts
from mailmend.mail.fields import first, names
from mailmend.model import Source
from mailmend.pattern import pattern

TEXT_LIMIT = 1_000_000
_MOST_TEXTS = 6
# The fields of 20,000 recipients.
_REPORT_LIMIT = 10_000_000
_REPORTS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_HEADERS_ONLY = frozenset(("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"))
_RETURNED = frozenset(("message/rfc822", "message/global", "message/news"))
# RFC 8551 §3.2; the other name is older.
_SIGNED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
# Fields that only mail has: a text that starts with some of them is a message, not a paste.
_OF_MAIL = frozenset(
    "received return-path message-id mime-version content-type delivered-to envelope-to x-envelope-from".split()
)
_USUAL = frozenset("from to subject date sender reply-to cc auto-submitted".split())
_RECIPIENT_FIELD = pattern(r"^(?:Final|Original)-Recipient[ \t]*:", re.MULTILINE | re.IGNORECASE)
# The source of a report as people quote it, or mark it as code.
_MARKED_FIELD = pattern(
    r"^(?:[ \t]{0,3}(?:>[ \t]?){1,9}|[ \t]{2,8})(?:Final|Original)-Recipient[ \t]*:", re.MULTILINE | re.IGNORECASE
)
_MARK = pattern(r"[ \t]{0,3}(?:>[ \t]?){1,9}|[ \t]{1,8}")
_REPORT_FIELD = pattern(r"^(?:Reporting-MTA|Final-Recipient|Original-Recipient)[ \t]*:", re.MULTILINE | re.IGNORECASE)


# A message that a mail program attached as a mere file.
_FILE = pattern(r"name\*?\d?\*?=[^;\n]{0,300}\.(?:eml|mht)\b", re.IGNORECASE)


class Claim(NamedTuple):
    """How sure a dialect is that the input is its own (0: not at all), and why."""

    score: int
    why: str = ""


NO_CLAIM = Claim(score=0)


@frozen
class Seen:
    """A source as it was seen. ``part`` is None for text that is no message.

    ``texts`` are the words for people, plain text first; ``report`` holds the fields of RFC 3464 and ``report_text``
    the text that they stand in; ``returned`` are the fields of the message that came back.
    """

    source: Source
    part: Part | None
    texts: tuple[Text, ...]
    report: dsn.Report | None
    report_text: Text | None
    returned: tuple[HeaderField, ...]
    headers: tuple[HeaderField, ...] = field(default=())
    # What dialects have worked out and others ask again, by names of their own.
    derived: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def text(self) -> Text:
        """The first of :attr:`texts`."""
        return self.texts[0]

    @property
    def date(self) -> datetime | None:
        """When the report was written, as its Date field says."""
        said = self.value("date")
        return parse_date(said) if said else None

    def value(self, name: str) -> str:
        """The first top-level field of this name, empty where there is none."""
        found = first(self.headers, name)
        return found.value if found else ""

    @property
    def reporter(self) -> str:
        """The name of the reporting MTA (RFC 3464 §2.2.2) in lower case, empty where no report names one."""
        known: str | None = self.derived.get("reporter")
        if known is None:
            found = self.report.get("reporting-mta") if self.report and self.report.recipients else None
            name = found.typed.split(maxsplit=1) if found else None
            known = self.derived["reporter"] = name[0].rstrip(".").lower() if name else ""
        return known

    def attached(self) -> Iterator[Seen]:
        """The messages that are attached to this one."""
        for part in _shallow(self.part) if self.part else ():
            inside = _message_in(part)
            if inside:
                yield _of_part(self.source, inside)


def see(source: Source) -> Seen:
    """Look at ``source``: a message where it has a message's fields, else text."""
    encoding = ""
    part = parse(source.data, source.line)
    if not _is_mail(part) and (encoding := encoding_of(source.data)):
        part = parse(source.data, source.line, encoding)
    if _is_mail(part):
        return _of_part(source, part)
    text = unwrapped(words(source.data[:TEXT_LIMIT], source.line, encoding))
    if "-recipient" in text.lowered and _MARKED_FIELD.search(text.value):
        text = without_line_starts(text, _MARK)
    report = _report_in(text)
    return Seen(
        source=source,
        part=None,
        texts=(text,),
        report=report,
        report_text=text if report else None,
        # Below a report that was pasted the fields of the message may stand, as below one that was sent.
        returned=quoted_fields(text)[1] if report else (),
    )


def _of_part(source: Source, part: Part) -> Seen:
    parts = tuple(_shallow(part))
    plain_parts = [found for found in parts if found.media_type == "text/plain"][:_MOST_TEXTS]
    html_parts = [found for found in parts if found.media_type == "text/html"][:_MOST_TEXTS]
    texts = [visible(found.text()) for found in (*plain_parts, *html_parts)]
    # What consists of attachments alone says nothing itself.
    texts = [found for found in texts if found.value.strip()] or [
        part.text(0 if part.children or part.media_type in _SIGNED else TEXT_LIMIT)
    ]
    report, report_text = None, None
    for found in parts:
        if found.media_type in _REPORTS:
            report_text = found.text(_REPORT_LIMIT)
            report = dsn.parse(report_text.value)
            break
    if report is None:
        report_text = next((found for found in texts if _report_in(found)), None)
        report = _report_in(report_text) if report_text else None
    return Seen(
        source=source,
        part=part,
        texts=tuple(texts),
        report=report,
        report_text=report_text,
        returned=_returned(parts),
        headers=part.fields,
    )


def _message_in(part: Part) -> Part | None:
    """The message that ``part`` holds: as one, inside a signature, or as a mere file."""
    if part.media_type in _RETURNED:
        return part.children[0] if part.children else None
    if part.media_type in _SIGNED:
        return part.signed()
    if not _FILE.search(f"{part.value('Content-Disposition')};{part.value('Content-Type')}"):
        return None
    inside = part.message()
    return inside if _is_mail(inside) else None


def _is_mail(part: Part) -> bool:
    known = names(part.fields)
    # "Sent:" is the word of a mail window, which a pasted or forwarded message starts with.
    if "sent" in known and not known & {"received", "message-id", "mime-version", "return-path"}:
        return False
    return bool(known & _OF_MAIL) or len(known & _USUAL) >= 2


def _shallow(part: Part) -> Iterator[Part]:
    """The part and those below it, but nothing that stands inside an attached message."""
    yield part
    if not part.media_type.startswith("message/"):
        for child in part.children:
            yield from _shallow(child)


def _report_in(text: Text) -> dsn.Report | None:
    """The fields of a report that stand in a text: pasted, or sent without the MIME type that they should have."""
    if "-recipient" not in text.lowered or not _RECIPIENT_FIELD.search(text.value):
        return None
    begins = _REPORT_FIELD.search(text.value)
    # Blanked, not cut: the places of the fields stay those of the text.
    before = begins.start() if begins else 0
    return dsn.parse(re.sub(r"[^\n]", " ", text.value[:before]) + text.value[before:])


def _returned(parts: tuple[Part, ...]) -> tuple[HeaderField, ...]:
    for part in parts:
        if part.media_type in _RETURNED and part.children and part is not parts[0]:
            return part.children[0].fields
        if part.media_type in _HEADERS_ONLY:
            return part.header_block()
    return ()
