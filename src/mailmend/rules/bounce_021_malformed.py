"""The message does not follow the mail format.

What happened. A header is missing, stands twice or is too long, an address in it is written wrongly, or a line ends in
another way than CR LF (RFC 5321 section 2.3.8, RFC 5322).

Why receivers do this. Malformed mail is often spam, and a stray line end lets a second message be smuggled in.

How mailmend knows. From the far server's words and codes.

How to mend it. The program that made the message must be corrected: it is seldom a person's mail program, but a web
site, a scanner, a mailing tool. Microsoft 365 hands bare line feeds on only to servers that take them (BDAT, RFC 3030).
"""

from __future__ import annotations

from collections.abc import Iterator

from mailmend.model import Category, Evidence, Finding
from mailmend.rules import Story, _refusal

CODE = "MM-BOUNCE-021"
_NOT_DNS = "This has nothing to do with DNS: do not change DNS."
WORDS = {
    "title": "The message does not follow the mail format",
    "title.line_ends": "The message has bare line feeds, which the receiver does not take",
    "title.from": "The From line of the message is missing, broken or there twice",
    "title.address": "An address of the message is not written as addresses are",
    "happened": f"The message does not follow the mail format. {_NOT_DNS}",
    "happened.line_ends": f"The message has bare line feeds, which the receiver does not take. {_NOT_DNS}",
    "happened.from": f"The From line of the message is missing, broken or there twice. {_NOT_DNS}",
    "happened.address": f"An address of the message is not written as addresses are. {_NOT_DNS}",
    "do": "Correct the program that made the message, as the text says.",
    "do.line_ends": "Let the program that made the message end its lines with CR LF; else ask the receiver\u2019s "
    "administrator to support BDAT (CHUNKING), which carries such lines.",
    "do.from": "Let the program write one From line with one full address.",
    "do.address": "Correct the address: look for spaces, a missing dot, quotes or a comma at its end.",
}
EXAMPLE = Story(bounce="550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds")
NEAR_MISS = Story(bounce="550 5.7.1 Message rejected as spam by Content Filtering")

_KINDS = {
    "line_ends": ("bare lf", "bare line", "barelinefeed", "bare <lf>", "stray newline"),
    "from": ("from address", "from header", "from: header", "5322 from", "multiple from", "5.7.512"),
    "address": ("address syntax", "syntax", "malformed", "illegal address", "invalid address"),
}


def check(evidence: Evidence) -> Iterator[Finding]:
    """One finding where the form of the message is the reason."""
    if not _refusal.refused_for(evidence, Category.FORMAT):
        return
    said = f"{_refusal.words(evidence)} {_refusal.status(evidence)}"
    yield _refusal.cause(
        evidence, CODE, next((kind for kind, marks in _KINDS.items() if any(mark in said for mark in marks)), "")
    )
