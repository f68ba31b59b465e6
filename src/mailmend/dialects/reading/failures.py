"""Failures in words for people: an address, and near it what a server said about it. No dialect in particular."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from mailmend import smtp
from mailmend.dialects.reading.languages import UNDELIVERED
from mailmend.dialects.reading.reasons import reason
from mailmend.dialects.reading.words import Place
from mailmend.frozen import frozen
from mailmend.mail import Text
from mailmend.mail.phrases import Phrases
from mailmend.pattern import pattern

# The last character is a letter, a digit or beyond ASCII: said by what it is not, which the re module compiles in
# 0.1 ms instead of 3, and with case made to matter for the same reason.
_LOCAL = (
    r"(?:[^\s\"'<>()\[\],;:@\\*{\uff08\uff1a\uff1c\u300c][^\s\"'<>()\[\],;:@\\\uff08\uff1a\uff1c\u300c]{0,127}"
    r"|\"[^\"\n@]{1,64}\")"
)
ADDRESS = rf"(?-i:{_LOCAL}@[^\s\"'<>()\[\],;:@\\/]{{1,200}}[^\x00-/:-@\[-`{{-\x7f])"
_MAILTO = r"(?:\s?[<\[(]\s?mailto:[^\s>\])]{1,320}[>\])])"
# A line that starts with the address that failed: Postfix, qmail, Exim, Exchange, Google and most others.
_AT_START = pattern(
    rf"^[ \t]*(?:[*\u2022-][ \t]*)?(?:-{{2,6}}[ \t])?[<\"'(\[]?({ADDRESS})[>\"')\]]?(?: \(({ADDRESS})\))?{_MAILTO}?"
    r"[ \t]*(.*)$",
    re.MULTILINE,
)
_NAMED = pattern(
    rf"^[ \t]*[^\n@<>:]{{1,80}}(?:\(({ADDRESS})\)|<(?:mailto:)?({ADDRESS})>){_MAILTO}?[ \t]*$", re.MULTILINE
)
# An address inside a sentence or after a label that says it failed.
_IN_SENTENCE = pattern(
    r"\b(?:recipients?(?:[ -]address(?:es)?)?|undeliver\w{0,8}|deliver\w{0,8}|user\w{0,8}|mailbox"
    r"|(?:message|e-?mail|mail) (?:\w{1,20} )?to|mail address|account|reach|error-for|failed|attempts|gateway for"
    r"|this mailing list|rcpt to|to this address|mail\s?to|(?:write|writing|sen[dt]) to"
    r"|(?:I|we|you) (?:(?:e-?)?mail|write|try))"
    rf"\b[^\n@]{{0,60}}?[\s:<\"'(*]({ADDRESS})",
    re.IGNORECASE,
)
# "Recipient: address" in other languages, alone on its line.
_LABELLED = pattern(
    r"^[ \t*>-]{0,8}(?:(?:e-?mail-?)?(?:empf(?:ä|ae)nger(?:adresse)?|adress[ea]?)|destinat(?:aire|ario|ário|ar)"
    r"|(?:adresse du )?destinataire|direcci[oó]n|indirizzo|endere[cç]o|ontvanger|geadresseerde|odbiorca|p[rř][ií]jemce"
    r"|mottagare|modtager|mottaker|vastaanottaja|c[ií]mzett|получатель|адрес|al[ıi]c[ıi]|宛先|受信者|收件人|받는 ?사람)"
    rf"[ \t]{{0,3}}[:：][ \t]{{0,8}}<?({ADDRESS})>?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_IN_REPLY = pattern(rf"\A[245]\d\d[ -](?:[245]\.\d{{1,3}}\.\d{{1,3}})?\s?<({ADDRESS})>", re.MULTILINE)
FAILED = Phrases(
    r"unknown|not[ -](?:be )?(?:found|listed)|inactive|limited|suspend|invalid|no such|reject|denied|refus|undeliver"
    r"|n[o']t (?:be )?(?:deliver|reach)|could ?n[o'’]t|could not|cannot|unable|did not reach|fail|quota|\bfull\b|exceed"
    r"|disabled|block|not exist|expired|timed? ?out|bounce|\berror|returned|delayed|n['o]t have a|not a member"
    r"|postponed|aborted|too large|no valid recip|not like|host not|loop|non recens|n'a pas pu|unzustell|kon niet"
    r"|kan niet|no se ha podido|não|送信できません|届け|" + UNDELIVERED,
)
_UNDELIVERED = Phrases(UNDELIVERED)
_ANY_ADDRESS = pattern(ADDRESS)
# The address that a reply is about follows its codes (Postfix, sendmail) or a word that says so; the sender's does too.
_ABOUT = pattern(
    rf"\A[^<>@\n]{{0,30}}(?<!try )<({ADDRESS})>(?!:? ?sender address)"
    rf"|(?:recipient|mailbox|user|rcpt to)(?:[^<>@\n]{{0,30}}[^<>@\n\w.+-])?(?<!try <)(?<!try )<?({ADDRESS})",
    re.IGNORECASE,
)
DELAYED = Phrases(
    r"has been delayed|not yet been delivered|warning message only|delivery is delayed|will (?:be retried|keep trying|"
    r"continue to (?:try|be))|delayed \d+ hours|still being retried",
)
# Whom to ask for help is not who failed: the words before such an address, and its name.
_HELP_BEFORE = pattern(
    r"(?:contact|assistance|ask|help|write to|please e-?mail) (?:to |the |your )?\s?\Z", re.IGNORECASE
)
# RFC 2142 §2 to §6; what list software adds to a list's name for those who run it (fml, ezmlm, Mailman, Majordomo).
_HELP_NAME = pattern(
    r"(?:postmaster|support|help|helpdesk|abuse|hostmaster|webmaster|admin|owner-[^@]{1,60}"
    r"|[^@]{1,60}-(?:admin|owner|request|ctl|help|bounces?|subscribe|unsubscribe))@",
    re.IGNORECASE,
)
# A line of a reply names addresses too.
_CODED = pattern(r"[ \t]{0,8}[45]\d\d[ -]")
_REST = pattern(r"\A(?:\Z|[:;,.\[(-]|on\b|…)")
_HEADER = pattern(
    r"^[ \t>]*(?:to|cc|bcc|from|subject|sent|date|reply-to|message-id|return-path|received)[ \t]*:", re.IGNORECASE
)
# A reply in quotation marks ends with them: at the end of a line rather than inside (an apostrophe looks the same).
_CLOSING = {
    opening: (pattern(rf"{closing}(?=[ \t.,;)]{{0,3}}(?:\n|\Z))"), pattern(rf"{closing}(?=[\s.,;)])"))
    for opening, closing in (("'", "'"), ('"', '"'), ("\u2018", "\u2019"), ("\u201c", "\u201d"), ("\u201e", "\u201c"))
}
# No bracket in a label: "host mx1.example.net [192.0.2.1]: 550 …" is a speaker, and its reply may run over many lines.
_LABEL = pattern(r"[^\n:\uff1a@<>\[\]]{3,60}[:\uff1a][ \t\u00a0]*")
_LABEL_ABOVE = pattern(r"(?:\A|\n)[^\n:\uff1a@<>\[\]]{3,60}[:\uff1a][ \t\u00a0]{0,9}\n[ \t]{0,9}\Z")
_NEXT_LABEL = pattern(r"\n[^\n:\uff1a@<>\[\]]{3,40}[:\uff1a][ \t\u00a0\n]")
_ONLY_LABEL = pattern(r"[^\n:\uff1a]{2,60}[ \u00a0]?[:\uff1a]\s*")
# In a transcript ("<<<") a reply is its line, and the next ones where RFC 5321 §4.2.1 has it go on ("550-").
_TRANSCRIBED = pattern(r"(?:\d\d\d-[^\n]*\n[^\n<]{0,60}<[<*-]{1,2} {1,2})*[^\n]*")
_RECEIVED = pattern(r"(?:<<<|<--|<-|<\*\*|D:|S:) {1,2}\Z")
# What a report says to everybody, below whatever address.
_ADVICE = pattern(r"(?:please|if you|for (?:help|further|more|assistance)|bitte|veuillez|por favor)\b", re.IGNORECASE)
_LETTERS = pattern(r"[^\W\d_]{3}")
_PARAGRAPH = pattern(r"\n[ \t]*\n")
# Exchange 2003 has the status in front: "<mail.example.com #5.5.0 smtp;550 …>".
_STATUS_BEFORE = pattern(r"#(?=[245]\.\d{1,3}\.\d{1,3} smtp;\Z)")
_HOST_LINE = pattern(r"^[ \t]*((?:[A-Za-z0-9_-]{1,63}\.){1,10}[A-Za-z][A-Za-z0-9-]{1,62})\.?[ \t]*$")
_VALUE = pattern(r"(from|sender|mailfrom|to|rcpt|recip|recipients?|addr|user)=(?=[^=]{1,128}@)", re.IGNORECASE)
_SENDING = ("from", "sender", "mailfrom")
_SENDER_BEFORE = pattern(r"\b(?:from|sender|mailfrom)\s?=\s?[\"'<]?\Z", re.IGNORECASE)
_LONGEST_BLOCK = 6_000
_LONGEST_SENTENCE = 2_000
_MOST_ADDRESSES = 2_000
_MOST_MENTIONS = 6
_MOST_REPLIES = 6
_FEW = 3


@frozen
class Failure:
    """One address, what was said of it and where both stand."""

    recipient: str
    at: Place
    words: str
    place: Place
    host: str | None = None


def failures(text: Text, end: int, known: Iterable[str] = (), never: Iterable[str] = ()) -> tuple[Failure, ...]:
    """The failures that ``text`` tells of before offset ``end``.

    ``known`` are addresses of which it is known that they failed (a field says so); ``never`` those of the sender.
    """
    wanted = {address.lower() for address in known}
    excluded = {address.lower() for address in never} - wanted
    found = [each for each in _addresses(text, end) if each[0].lower() not in excluded]
    all_found, limits = found, dict(zip((each[1].start for each in found), _limits(found, end), strict=True))
    if wanted:
        found = [each for each in found if each[0].lower() in wanted]
    elif any(not _HELP_NAME.match(address) for address, _ in found):
        found = [each for each in found if not _HELP_NAME.match(each[0]) or _said_of(each[1])]
    best: dict[str, Failure] = {}
    seen: dict[str, int] = {}
    for address, at in found:
        seen[address.lower()] = seen.get(address.lower(), 0) + 1
        if seen[address.lower()] > _MOST_MENTIONS:
            continue
        failure = _failure(text, address, at, min(limits[at.start], at.end + _LONGEST_BLOCK))
        held = best.get(address.lower())
        if held is None or _told(failure) > _told(held):
            best[address.lower()] = failure
    others = [at for address, at in all_found if address.lower() not in best]
    return _shared(text, end, tuple(best.values()), others)


def replies(text: Text, start: int, end: int) -> Iterator[Place]:
    """Every refusal between the offsets, each to the end of its paragraph."""
    position: int | None = start
    while position is not None and (position := smtp.find_reply(text.value, position, end)) is not None:
        stop = end_of_reply(text.value, position, end)
        before = _STATUS_BEFORE.search(text.value, max(position - 20, start), position)
        yield Place(text, before.end() if before else position, stop)
        position = max(stop, position + 3)


def end_of_reply(value: str, start: int, end: int) -> int:
    """Where the reply at ``start`` ends: with its paragraph, its quotes, or before the next label of a table."""
    paragraph = _PARAGRAPH.search(value, start, end)
    stop = paragraph.start() if paragraph else end
    transcript = _TRANSCRIBED.match(value, start, stop) if _RECEIVED.search(value, max(start - 5, 0), start) else None
    if transcript:
        return transcript.end()
    if value.endswith("(reason: ", 0, start) and (bracket := value.rfind(")", start, stop)) >= 0:
        return bracket
    closing = _CLOSING.get(value[start - 1 : start])
    if closing:
        closed = closing[0].search(value, start, stop) or closing[1].search(value, start, stop)
        return closed.start() if closed else stop
    line_start = value.rfind("\n", 0, start) + 1
    labelled = _LABEL.match(value, line_start, start) or _LABEL_ABOVE.search(value, max(start - 80, 0), start)
    if labelled and (label := _NEXT_LABEL.search(value, start, stop)):
        return label.start()
    return stop


def first_reply(text: Text, end: int) -> Place | None:
    """The first refusal before ``end`` that has words; else the first one."""
    found = list(islice(replies(text, 0, end), _MOST_REPLIES * 3))
    said = (place for place in found if smtp.parse(text.value[place.start : place.end]).text.count(" "))
    return next(said, found[0] if found else None)


def host_above(text: Text, start: int) -> str | None:
    """The host name that stands alone on the line above ``start``: Exchange names the remote server so."""
    line_start = text.value.rfind("\n", 0, start) + 1
    above = text.value[text.value.rfind("\n", 0, max(line_start - 1, 0)) + 1 : max(line_start - 1, 0)]
    found = _HOST_LINE.match(above)
    return found[1] if found else None


def _addresses(text: Text, end: int) -> list[tuple[str, Place]]:
    """The addresses that may have failed, in order: those that start a line first, else those in sentences."""
    value = text.value[:end]
    found: list[tuple[str, Place]] = []
    for line in _in_lines(_AT_START, value):
        if _REST.match(line[3]) or FAILED.search(line[3]):
            found.append((line[1], Place(text, line.start(1), line.end(1))))
        if len(found) >= _MOST_ADDRESSES:
            break
    for line in islice(_in_lines(_NAMED, value), _MOST_ADDRESSES):
        group = 1 if line[1] else 2
        if not _HEADER.match(line[0]) and not _CODED.match(line[0]):
            found.append((line[group], Place(text, line.start(group), line.end(group))))
    # Where nothing but a list's own help address stands on a line, who failed is named in a sentence.
    if all(_HELP_NAME.match(address) and not _said_of(at) for address, at in found):
        for sentence in chain(_IN_SENTENCE.finditer(value), _LABELLED.finditer(value), _in_other_languages(value)):
            group = sentence.re.groups
            found.append((sentence[group], Place(text, sentence.start(group), sentence.end(group))))
            if len(found) >= _MOST_ADDRESSES:
                break
    failed = (_valued(text, *each) for each in found if not _asks(each[1]))
    return sorted((each for each in failed if each), key=lambda each: each[1].start)


def _valued(text: Text, address: str, at: Place) -> tuple[str, Place] | None:
    """The address, or None where the words before it say that it is the sender's: logs name values ("from=…, to=…")."""
    named = _VALUE.match(address)
    if _SENDER_BEFORE.search(text.value, max(at.start - 20, 0), at.start) or (named and named[1].lower() in _SENDING):
        return None
    return (address[named.end() :], Place(text, at.start + named.end(), at.end)) if named else (address, at)


def _in_other_languages(value: str) -> Iterator[re.Match[str]]:
    """The addresses on lines that say in another language that the message was not delivered."""
    position = 0
    for line in value.split("\n") if "@" in value and _UNDELIVERED.search(value) else ():
        if "@" in line and len(line) < _LONGEST_SENTENCE and _UNDELIVERED.search(line):
            yield from _ANY_ADDRESS.finditer(value, position, position + len(line))
        position += len(line) + 1


def recipient_in(words: str) -> str | None:
    """Whom a reply says that it is about."""
    about = _ABOUT.search(words)
    return (about[1] or about[2]) if about else None


def _in_lines(form: re.Pattern[str], value: str) -> Iterator[re.Match[str]]:
    """Every match of ``form``, which begins with a line and has an address in it: only lines with one are tried."""
    position = 0
    while (at := value.find("@", position)) >= 0:
        start = max(value.rfind("\n", 0, at) + 1, position)
        found = form.match(value, start)
        if found:
            yield found
        line_end = value.find("\n", at)
        position = max(found.end() if found else 0, len(value) if line_end < 0 else line_end + 1)


def _asks(at: Place) -> bool:
    """Whether the words before the address offer help there."""
    before = at.text.value[max(at.start - 40, 0) : at.start].rstrip(" \t\n<\"'(") + " "
    return bool(_HELP_BEFORE.search(before))


def _said_of(at: Place) -> bool:
    """Whether something is said of the address on its own line."""
    rest = at.text.value[at.end : at.end + 200].partition("\n")[0]
    return bool(FAILED.search(rest) or smtp.find_reply(rest) is not None)


def _limits(found: list[tuple[str, Place]], end: int) -> list[int]:
    """For each address where the next other one starts: what is said of it stands before that."""
    limits: list[int] = []
    limit = end
    for index in range(len(found) - 1, -1, -1):
        if index + 1 < len(found) and found[index + 1][0].lower() != found[index][0].lower():
            limit = found[index + 1][1].start
        limits.append(limit)
    return limits[::-1]


def _failure(text: Text, address: str, at: Place, end: int) -> Failure:
    """What stands between this address and the next: the first reply with words, else the first paragraph."""
    line_start = text.value.rfind("\n", 0, at.start) + 1
    said = list(islice(replies(text, at.end, end), _MOST_REPLIES))
    if not said:
        # A reply may name him itself: "550 5.1.1 <address>: …".
        inside = text.value.startswith((">:", ">..."), at.end)
        said = list(islice(replies(text, line_start, end if inside else at.start), 1))
    if not said:
        return _sentence(text, address, at, end)
    place = max(said, key=lambda each: _worth(text.value[each.start : each.end]))
    words = text.value[place.start : place.end]
    return Failure(recipient=address, at=at, words=words, place=place, host=host_above(text, place.start))


def _worth(words: str) -> tuple[bool, bool]:
    """A reply with words is better than one without; of several a whole one is."""
    has_words = smtp.parse(words).text.count(" ") >= 1
    return has_words, has_words and not smtp.cut(words)


def _sentence(text: Text, address: str, at: Place, end: int) -> Failure:
    """The words after the address, in its paragraph or the next one."""
    start = at.end
    while start < end and text.value[start] in " \t\r\n>:;\"')],.-":
        start += 1
    place = _paragraph(text, start, end)
    led = _ONLY_LABEL.fullmatch(text.value, place.start, place.end)
    if led:
        # "because:", in any language, and the reason in the next paragraph (Domino).
        place = _paragraph(text, place.end + _leading(text.value[place.end : end]), end)
    start, stop = place.start, place.end
    words = text.value[start:stop]
    own = _LETTERS.search(words) and (led or not _PARAGRAPH.search(text.value, at.end, start))
    told = not _ADVICE.match(words) and (FAILED.search(words) or smtp.find_status(words))
    if not (own or told):
        place = reason(text, at, end, FAILED) or place
    return Failure(recipient=address, at=at, words=text.value[place.start : place.end], place=place)


def _paragraph(text: Text, start: int, end: int) -> Place:
    """From ``start`` to the end of its paragraph, a thousand characters at most."""
    paragraph = _PARAGRAPH.search(text.value, start, end)
    return Place(text, start, max(start, min(paragraph.start() if paragraph else end, start + 1_000)))


def _leading(value: str) -> int:
    return len(value) - len(value.lstrip())


def _told(failure: Failure) -> tuple[bool, bool, bool, bool]:
    """How much a failure says: a reply with words, a status, words of failure, more than "was rejected."."""
    reply, words = smtp.parse(failure.words), failure.words
    spoken = bool(reply.code and reply.text)
    return spoken, bool(smtp.find_status(words)), bool(FAILED.search(words)), words.count(" ") > _FEW


def _shared(text: Text, end: int, found: tuple[Failure, ...], others: list[Place]) -> tuple[Failure, ...]:
    """Where one reply stands for all, or before them, it is everybody's who has none of his own.

    One that follows the address of one of the ``others`` is that one's.
    """
    if not found or any(smtp.parse(each.words).code for each in found):
        return found
    place = first_reply(text, end)
    if place is None or any(other.start < place.start for other in others):
        return found
    words, host = text.value[place.start : place.end], host_above(text, place.start)
    if all(each.at.start > place.start for each in found):
        # An address below the reply may be of a signature: who is named before it, on its line, comes first.
        line = text.value.rfind("\n", 0, place.start) + 1
        for named in _ANY_ADDRESS.finditer(text.value, line, place.start):
            at = Place(text, named.start(), named.end())
            return (Failure(recipient=named[0], at=at, words=words, place=place, host=host),)
    return tuple(Failure(recipient=each.recipient, at=each.at, words=words, place=place, host=host) for each in found)
