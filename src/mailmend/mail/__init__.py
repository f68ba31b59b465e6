"""Mail as it arrives: RFC 5322 fields, RFC 2045 parts, decoded text, and where each of them stands in the input."""

from __future__ import annotations

from mailmend.mail.address import addresses
from mailmend.mail.dates import parse_date
from mailmend.mail.fields import HeaderField, fields_in
from mailmend.mail.parts import LIMIT, Part, parse
from mailmend.mail.text import Text, plain, without_line_starts

__all__ = [
    "LIMIT",
    "HeaderField",
    "Part",
    "Text",
    "addresses",
    "fields_in",
    "parse",
    "parse_date",
    "plain",
    "without_line_starts",
]
