"""SMTP replies as they are quoted in bounces and logs: RFC 5321 §4.2, in one line or what is left of several."""

from __future__ import annotations

import re
from dataclasses import field

from mailmend.frozen import frozen
from mailmend.pattern import pattern
from mailmend.smtp.status import STATUS
from mailmend.span import Span

# RFC 5321 §4.2.1: the first digit is 2 to 5, the second 0 to 5. Only 4yz and 5yz refuse; 2yz is read for deliveries.
# 471 and 571 are of no RFC; filters refuse with them: X.7.1 (RFC 3463 §3.8) put into one number.
_CODE = r"(?:[245][0-5]\d|[45]71)"
_REPLY = pattern(
    rf"(?:(?<![\w.@/=+#$,-])|(?<=#)(?={_CODE} {STATUS}))(?P<code>{_CODE})"
    rf"(?P<more>-(?=\D|{STATUS})|[ \t]{{1,3}}|(?=[.:;,]?\s{{0,9}}\Z)|[:,]\s?|(?=\n))\s?#?\(?"
    rf"(?P<status>{STATUS})?\)?"
)
# What every one has: the rest is asked only there.
_DIGITS = pattern(_CODE)
_STARTS = pattern(rf"[\s'\"]{{0,8}}(?:smtp;\s{{0,4}})?[#<]?(?:{_REPLY.pattern})", re.IGNORECASE)
_STATUS_FIRST = pattern(rf"[\s'\"]{{0,8}}#?(?P<status>{STATUS})[\s:;-]{{0,4}}(?:smtp;\s?)?(?P<code>{_CODE})?(?=\s|\Z)")
_ARROW = pattern(r"\s{0,8}(?:(?<!-)-\s?>|-&gt;|→)\s{0,8}")
_MAY_BEGIN = pattern(
    r"(?:\A|[\n:;(\[<>'\"\u2018\u201c|*=-]|\],|\b(?:code|error|said|says|reply|replied|response|returned|with|status))\s{0,8}\Z",
    re.IGNORECASE,
)
_BEGUN = pattern(rf"\s{{0,8}}({_CODE})-")
_LONGEST = 8_000


@frozen
class Reply:
    """One reply: its code, its enhanced status code, and its words with both taken out.

    Either code is None where it is not said. ``span`` covers the reply in the text that it was read from.
    """

    code: str | None
    status: str | None
    text: str
    span: Span = field(compare=False, repr=False, default=Span(0, 0))


def parse(text: str) -> Reply:
    """``text`` as one reply. Codes are read only where a reply has them: at its start."""
    text = text[:_LONGEST]
    span = Span(0, len(text))
    starts = _STARTS.match(text) or _STATUS_FIRST.match(text)
    if starts is None:
        return Reply(code=None, status=None, text=_one_line(text), span=span)
    code, status = starts["code"], starts["status"]
    words = text[starts.end() :]
    if "more" in starts.re.groupindex and starts["more"] == "-":
        words, last_status = _joined(words, code)
        status = status or last_status
    return Reply(code=code, status=status, text=_one_line(words), span=span)


def find_reply(text: str, start: int = 0, end: int | None = None) -> int | None:
    """The offset of the first refusal (a 4yz or 5yz code at the start of a reply) between ``start`` and ``end``.

    A number without an enhanced status code is a reply only where one may begin: on a new line, after a colon, a
    quotation mark or a bracket, or after a word that announces it. ("552 pages" is none.)
    """
    end, position = len(text) if end is None else end, start
    for digits in _DIGITS.finditer(text, start, end):
        found = _REPLY.match(text, digits.start(), end) if digits.start() >= position else None
        if found is None:
            continue
        position = found.end()
        code, status = found["code"], found["status"]
        if code[0] == "2" or (status is not None and status[0] != code[0]):
            continue
        if status or _MAY_BEGIN.search(text[max(found.start() - 20, 0) : found.start()]):
            return found.start()
    return None


def cut(text: str) -> bool:
    """Whether ``text`` is the start of a multi-line reply without its last line (RFC 5321 §4.2.1: ``550-`` says so)."""
    begun = _BEGUN.match(text)
    return begun is not None and re.search(rf"[;\s]{begun[1]}(?:\s|\Z)", text[:_LONGEST]) is None


def unwrap(text: str) -> tuple[Reply, Reply | None]:
    """The reply, and the far server's own reply where Exchange Online wraps one: ``550 5.7.23 <sentence> -> <reply>``.

    Microsoft writes its own sentence, an arrow and what the other server said:
    learn.microsoft.com, non-delivery reports in Exchange Online (read 2026-11).
    """
    outer = parse(text)
    if outer.code is None or outer.status is None:
        return outer, None
    arrow = _ARROW.search(text)
    if arrow is None:
        return outer, None
    inner = parse(text[arrow.end() :])
    sentence = parse(text[: arrow.start()])
    # An arrow may also stand between two addresses in anybody's words: a wrapper has a sentence before it.
    if not inner.text or (inner.code is None and sentence.text.count(" ") < 3):
        return outer, None
    span = Span(arrow.end(), len(text))
    return sentence, Reply(code=inner.code, status=inner.status, text=inner.text, span=span)


def _joined(words: str, code: str) -> tuple[str, str | None]:
    """The words of a multi-line reply (RFC 5321 §4.2.1) without the codes that began its lines.

    The line breaks may have become blanks (Postfix) or ``;`` (Exchange); every line repeats the code.
    """
    # sendmail's transcript marks what it received with "<<<".
    line = re.compile(rf"(?:(?<![;\s])[;\s]++(?:<<<\s)?|\A){code}(?:-|\s)[ \t]*({STATUS})?")
    first = line.search(words)
    return line.sub(" ", words), first[1] if first else None


def _one_line(text: str) -> str:
    return " ".join(text.split()).strip(" ;'\"")
