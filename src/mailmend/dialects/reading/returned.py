"""The returned message's fields where they are only quoted in words for people, and where the words end for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend.mail import HeaderField, Text
from mailmend.mail.fields import Fields, decoded_words
from mailmend.mail.phrases import Phrases
from mailmend.pattern import pattern
from mailmend.span import Span

# A link at the start of a line is none.
_FIELD = pattern(r"([A-Za-z][A-Za-z0-9-]{1,60}):(?!//)[ \t]?(.*)")
# What only a message carries, and what people write above a forwarded text as well.
_STRONG = frozenset(
    "received return-path message-id mime-version dkim-signature arc-seal content-type x-mailer".split()
)
_USUAL = _STRONG | frozenset("from to subject date cc reply-to sender thread-topic content-transfer-encoding".split())
_DAEMON = pattern(
    r"mailer-daemon|postmaster|microsoftexchange|mail delivery|microsoft outlook|<>|system administrator", re.IGNORECASE
)
_MOST_FIELDS = 500
# A line that announces the message that came back (any of: a rule of dashes, "original", "below", "copy", "follows").
_ANNOUNCEMENT = (
    r"^[ \t|*#=-]{0,80}(?:original message(?: (?:follows|headers?))?|"
    r"(?:below|enclosed|included) (?:this line )?is a copy of .{0,40}|this is a copy of the message.{0,60}|"
    r"unsent message (?:follows|below)|returned (?:mail follows|message(?: follows| below)?)|"
    r"message headers? follows?|message text follows|(?:possibly )?truncated original message follows|"
    r"bounced e-?mail|the header of the original message.{0,20}|.{0,40}of your original message follow|"
    r".{0,20}\blines of the message follows|original mail info|end of message|original message headers)"
    r"[ \t|.:*#=-]{0,80}$"
)
_ANNOUNCED = pattern(_ANNOUNCEMENT, re.IGNORECASE | re.MULTILINE)
# The same, which says only whether, and before it a sign, looked for faster still: most texts have none.
_MAY_ANNOUNCE = Phrases(_ANNOUNCEMENT)
_ANNOUNCING = (
    *("original m", "copy of", "unsent message", "returned m", "message header", "text follows", "bounced e"),
    *("the message follows", "end of message"),
)
_STRONG_SIGNS = tuple(f"{name}:" for name in sorted(_STRONG))


def quoted_fields(text: Text) -> tuple[int, tuple[HeaderField, ...]]:
    """Where the words of the report end, and the fields of the returned message that are quoted after them."""
    known: tuple[int, tuple[HeaderField, ...]] | None = text.derived.get("quoted fields")
    if known is None:
        known = text.derived["quoted fields"] = _quoted_fields(text)
    return known


def _quoted_fields(text: Text) -> tuple[int, tuple[HeaderField, ...]]:
    announced = None
    if any(sign in text.lowered for sign in _ANNOUNCING) and _MAY_ANNOUNCE.search(text.value):
        announced = _ANNOUNCED.search(text.value)
    if not announced and not any(sign in text.lowered for sign in _STRONG_SIGNS):
        return len(text.value), ()
    end = announced.start() if announced else len(text.value)
    for start, lines in _blocks(text.value):
        names = {name.lower() for _, name, _ in lines}
        # Announced as the original, the few fields that people see are enough.
        known = names & _STRONG or (announced and start >= announced.start() and "from" in names)
        if len(lines) < 3 or not known or len(names & _USUAL) < 2 or _by_a_daemon(lines):
            continue
        fields = Fields(
            HeaderField.quoted(
                text.places,
                name,
                decoded_words(value.strip()),
                Span(offset, offset + len(name) + len(value) + 1),
            )
            for offset, name, value in lines[:_MOST_FIELDS]
        )
        return min(end, start), fields
    return end, ()


def _blocks(value: str) -> Iterator[tuple[int, list[tuple[int, str, str]]]]:
    """Every run of lines without an empty one that starts with a field: its start, and (offset, name, value)s.

    A line that is no field continues the one before, indented or not: HTML takes the indentation away.
    """
    block: list[tuple[int, str, str]] = []
    start = position = 0
    for line in [*value.split("\n"), ""]:
        field = _FIELD.match(line)
        if field:
            start = start if block else position
            block.append((position, field[1], field[2]))
        elif line.strip() and block:
            offset, name, known = block[-1]
            block[-1] = (offset, name, f"{known} {line.strip()}" if len(known) < 8_000 else known)
        elif block:
            yield start, block
            block = []
        position += len(line) + 1


def _by_a_daemon(lines: list[tuple[int, str, str]]) -> bool:
    """Whether these are the fields of the notification itself, as a forwarded one shows them."""
    return any(name.lower() == "from" and _DAEMON.search(value) for _, name, value in lines)
