"""One SMTP reply, or a few, with nothing around: what a user copies when nothing else is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailmend import smtp
from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.attempt import assigned
from mailmend.dialects.reading.failures import ADDRESS, FAILED, end_of_reply, recipient_in
from mailmend.dialects.reading.telling import unquoted
from mailmend.dialects.reading.vocabulary import OF_REPLIES
from mailmend.mail import Text
from mailmend.model import Notification
from mailmend.pattern import pattern

NAME = "reply-line"
AT_MOST = 25

_STARTS = pattern(r"^[ \t'\"]*(?:smtp;[ \t]?)?[45](?:[0-5]\d|71)(?=[ \t-])", re.MULTILINE)
_WHOLE = pattern(
    r"^[ \t'\"]{0,8}(?:smtp;[ \t]?)?([45])(?:[0-5]\d|71)[ -](?:\1\.\d{1,3}\.\d{1,3}[ \t]|<[^<>\s@]{1,128}@)",
    re.MULTILINE,
)
_PARAGRAPH = pattern(r"\n[ \t]*\n(?![ \t]*[45]\d\d[ -])")
# A code alone, or with words that tell of a failure; a number of a version goes on otherwise.
_STATUS_ALONE = pattern(
    r"\A\s{0,9}[#(]?[45]\.[0-7]\.\d{1,3}[)]?(?:\s{0,9}\Z|[ \t:]{1,3}(?=[A-Z<\[])[^\n]{4,400}\s{0,9}\Z)"
)
# The sentence of a server without its codes.
_SENTENCE = pattern(
    r"\A\s{0,9}(?:the |your )?(?:message|e?-?mail|sender|recipient)\b[^\n]{10,300}\s{0,9}\Z", re.IGNORECASE
)
# A cell of a table, or what stands between two commas.
_CELL = pattern(rf"[\"',;\t|]\s?({ADDRESS})\s?(?=[\"',;\t|])")
_WORD = pattern(r"[^\W\d_]{2}")
_LONGEST = 20_000
_ANY_ADDRESS = pattern(ADDRESS)
_LABEL = pattern(r"[ \t>*]{0,8}[^\n:\uff1a@]{1,30}[:\uff1a]")
_DIRECTLY = pattern(rf"(?:\A|[\s<\"'])({ADDRESS})[>\"']?[:,;]?\s{{1,3}}\Z")
_RECIPIENT = pattern(rf"\b(?:to|rcpt|addr|recip|recipients?)(?: ?[=:] ?| )[\"'<]?({ADDRESS})", re.IGNORECASE)
_BEFORE = 3_000
_FEW_WORDS = 3
_NEAR, _SHORT = 400, 800
_MOST = 2_000


def claims(seen: Seen) -> Claim:
    """Text that starts with a reply, or has one in it; the weakest claim of all."""
    text = unquoted(seen.text).value
    if seen.part is not None:
        # Nobody but a server begins a line with both codes, or with a code and an address in brackets.
        whole = _WHOLE.search(text[:_LONGEST])
        return Claim(score=12, why="a line of it is a reply") if whole else Claim(score=0)
    text = text.lstrip()
    if _STARTS.match(text) and _is_a_reply(text, 0):
        return Claim(score=25, why="it starts with a reply")
    if _STATUS_ALONE.match(text) or _SENTENCE.match(text):
        known = FAILED.search(text) or not _WORD.search(text)
        return Claim(score=4, why="it is what a server says, without a code") if known else Claim(score=0)
    at = smtp.find_reply(text[:_LONGEST])
    if at is not None and text[at + 3 : at + 4] in (" ", "-", "") and _is_a_reply(text, at):
        return Claim(score=5, why="there is a reply in it")
    return Claim(score=0)


def _is_a_reply(text: str, at: int) -> bool:
    """Whether at ``at`` stands what a server says, in any language, and not a number in a text on other things."""
    begins = text[max(at - 1, 0) : at] in ("", "\n")
    text = text[at:]
    reply = smtp.parse(text.partition("\n\n")[0])
    short = begins and len(text) < _SHORT and "\n\n" not in text.strip()
    return bool(reply.status or (assigned(reply.code) and (short or OF_REPLIES.search(reply.text[:_NEAR]))))


def read(seen: Seen) -> Iterator[Notification]:
    """One notification for each reply; in a mail only the lines that are nothing else."""
    text = unquoted(seen.text)
    for place in _replies(text):
        if seen.part is not None and not _WHOLE.match(text.value, place.start):
            continue
        words = text.value[place.start : place.end]
        about = recipient_in(smtp.parse(words).text) or _in_cell(text.value, place.start)
        recipient = about or _on_its_line(text.value, place) or _in_a_sentence(text.value, place.start)
        quotes = {"recipient": place.quote(recipient)} if recipient else {}
        yield notification(seen, NAME, (attempt(recipient=recipient, words=words, place=place, quotes=quotes),))


def _in_cell(value: str, start: int) -> str | None:
    """The last address in a cell of its own before the reply, on its line: tables name the sender first."""
    found = _CELL.findall(value, value.rfind("\n", 0, start) + 1, start)
    return found[-1] if found else None


def _on_its_line(value: str, place: Place) -> str | None:
    """The address right before the reply, or one that its line names as the recipient ("addr=<…>", "recip …")."""
    start = value.rfind("\n", 0, place.start) + 1
    named = _DIRECTLY.search(value, start, place.start) or _RECIPIENT.search(value, start, place.end)
    return named[1] if named else None


def _in_a_sentence(value: str, start: int) -> str | None:
    """The last address before the reply in a sentence ("Votre message à … a été bloqué"); none of a signature."""
    found = None
    for address in _ANY_ADDRESS.finditer(value, max(start - _BEFORE, 0), start):
        before = value[value.rfind("\n", 0, address.start()) + 1 : address.start()]
        if before.count(" ") >= _FEW_WORDS and not _LABEL.match(before):
            found = address[0]
    return found


def _replies(text: Text) -> Iterator[Place]:
    """Every reply: from the start of its first line to where the next one starts.

    RFC 5321 §4.2.1: lines that begin with the same code and ``-`` are one reply with the line that follows them.
    """
    starts = [found.start() for found in _STARTS.finditer(text.value)][:_MOST]
    if not starts:
        at = smtp.find_reply(text.value[:_LONGEST])
        if at is None:
            yield Place(text, 0, len(text.value))
        elif text.value[at - 1 : at] in ("'", '"'):
            yield Place(text, at, end_of_reply(text.value, at, len(text.value)))
        else:
            starts = [at]
    position = 0
    for index, start in enumerate(starts):
        if start < position:
            continue
        end, last = len(text.value), index
        while last + 1 < len(starts) and _continues(text.value, starts[last]):
            last += 1
        if last + 1 < len(starts):
            end = starts[last + 1]
        position = end
        paragraph = _PARAGRAPH.search(text.value, start, end)
        yield Place(text, start, paragraph.start() if paragraph else end)


def _continues(value: str, start: int) -> bool:
    return bool(re.match(r"[ \t'\"]*(?:smtp;[ \t]?)?\d\d\d-", value[start : start + 20]))
