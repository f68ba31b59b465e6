"""Exchange Online and Exchange Server: their reports in the old and the new layout, whatever the language.

The headings are translated, the machine's own lines are not: reply texts are always in English
(learn.microsoft.com, non-delivery reports in Exchange Online, read 2026-11). So this reads structure, not headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

from mailmend.dialects import rfc3464
from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.failures import ADDRESS, first_reply, recipient_in
from mailmend.dialects.reading.signs import Form, Signs
from mailmend.dialects.reading.telling import Telling, telling, unquoted
from mailmend.mail import Text
from mailmend.mail.fields import first
from mailmend.model import Basis, DeliveryAttempt, Notification, Original
from mailmend.pattern import pattern

NAME = "exchange-online"

_MTA = pattern(
    r"\A(?:[A-Za-z0-9-]{1,63}\.){1,6}(?:(?:prod|protection)\.outlook\.com|prod\.exchangelabs\.com|outlook\.office365\.com)\Z",
    re.IGNORECASE,
)
_HOST = r"((?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.){1,10}[A-Za-z][A-Za-z0-9-]{0,62})"
# "Remote Server returned '550 …'" stays English; "Generating server: …" and its translations are a label and a host.
_RETURNED = pattern(r"Remote Server(?: at [^\n]{1,200}?)? returned '", re.IGNORECASE)
# A table copied cell by cell has the value on the line below its label.
_LABEL = r"^[^\n:\uff1a@]{2,60}[:\uff1a][ \t\u00a0]*(?:\n[ \t\u00a0]*)?"
_LABEL_HOST = pattern(rf"{_LABEL}{_HOST}[ \t]*$", re.MULTILINE)
# The new layout: "Status code: 550 5.7.23" and a table of labels and values, the error before the servers.
_CODES = r"[45]\d\d [45]\.\d{1,2}\.\d{1,3}"
_STATUS_LINE = pattern(rf"{_LABEL}(?P<words>{_CODES})[ \t]*$", re.MULTILINE)
_ERROR_LINE = pattern(rf"{_LABEL}(?P<words>{_CODES}[ \t]+\S[^\n]*)$", re.MULTILINE)
_REMOTE_AT = pattern(rf"Remote Server at {_HOST} \(([0-9A-Fa-f:.]{{3,45}})\)", re.IGNORECASE)
_GENERATED = pattern(rf"{_LABEL}{_HOST}[ \t]*(?=\n\s{{0,8}}\S{{1,128}}@)", re.MULTILINE)
_MACHINE_LINE = pattern(r"^(?:[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]|[^\n]*[45]\d\d [45]\.\d)[^\n]*", re.MULTILINE)
_LABEL_VALUE = pattern(r"\n[^\n:\uff1a@]{2,60}[:\uff1a][ \t\u00a0]*(?:\n[ \t\u00a0]*)?([^\n]+)")
_MOST_REPORTS = 500
SIGNS = Signs(
    patterns=(r"(?i)returned '", rf"(?m){_CODES}[ \t]*$", r"prod\.(?:outlook|exchangelabs)\.com"),
    fields=("x-ms-exchange-message-is-ndr",),
    forms=(Form.REPORT,),
)
_LABEL_ADDRESS = pattern(rf"{_LABEL}<?({ADDRESS})>?[ \t]*(?:[<\[(]mailto:[^\n]{{1,320}})?$", re.MULTILINE)
_ANY_ADDRESS = pattern(ADDRESS)
_LABELLED_LINE = pattern(r"[ \t>*]{0,8}[^\n:\uff1a@]{1,30}[:\uff1a]")
_BEFORE = 3_000


def claims(seen: Seen) -> Claim:
    """Its own header field, its own servers' names, or its own lines in a text."""
    if first(seen.headers, "X-MS-Exchange-Message-Is-Ndr"):
        return Claim(score=80, why="the field X-MS-Exchange-Message-Is-Ndr")
    mta = rfc3464.reporting_mta(seen.report) if seen.report else None
    if mta and _MTA.match(mta):
        return Claim(score=80, why="a server of Exchange Online reports")
    text = unquoted(seen.text).value
    if seen.report is None and _RETURNED.search(text):
        return Claim(score=55, why="the line with which Exchange quotes a server")
    if seen.report is None and _STATUS_LINE.search(text):
        return Claim(score=55, why="the status line of Exchange's new layout")
    if seen.report is None and _ERROR_LINE.search(text) and any(map(_MTA.match, _LABEL_HOST.findall(text))):
        return Claim(score=55, why="an error in a table that names a server of Exchange Online")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification; of a text with several reports one for each."""
    if seen.report and seen.report.recipients:
        yield _from_report(seen)
        return
    texts = [seen.text] if seen.part is None else list(seen.texts[:4])
    for part in _reports_in(unquoted(max(texts, key=_machine_words))):
        told = telling(seen, part)
        generated, remote = _servers(part)
        details = told.told if told.told.mail_from else _details(part)
        tried = _without_the_sender(told.attempts, details.mail_from) or _without_address(part, remote)
        attempts = tuple(_finished(each, part, remote) for each in tried)
        yield notification(seen, NAME, attempts, reporting_mta=generated, returned=told.returned, told=details)


def _from_report(seen: Seen) -> Notification:
    """The fields of the report say it all; the words for people may quote the original's fields and its sender."""
    told = max((telling(seen, text) for text in seen.texts[:4]), key=lambda each: len(each.returned))
    attempts = rfc3464.attempts(seen)
    _, remote = _servers(unquoted(seen.text))
    attempts = tuple(replace(each, remote_mta=each.remote_mta or _stated(told, each) or remote) for each in attempts)
    mta = rfc3464.reporting_mta(seen.report) if seen.report else None
    return notification(seen, NAME, attempts, reporting_mta=mta, returned=told.returned, told=told.told)


def _stated(told: Telling, tried: DeliveryAttempt) -> str | None:
    """The server that the words name above its reply to this recipient."""
    same = (each for each in told.attempts if (each.recipient or "").lower() == (tried.recipient or "").lower())
    return next((each.remote_mta for each in same), None)


def _machine_words(text: Text) -> bool:
    return any(form.search(text.value) for form in (_ERROR_LINE, _RETURNED, _STATUS_LINE))


def _reports_in(text: Text) -> Iterator[Text]:
    """The reports in one text.

    Each names its generating server or its status once; the next begins after the last machine words before its own.
    """
    once = _STATUS_LINE if _STATUS_LINE.search(text.value) else _GENERATED
    anchors = [found.start() for found in once.finditer(text.value)]
    cuts = [0]
    for before, anchor in pairwise(anchors[:_MOST_REPORTS]):
        said = [found.end() for found in _MACHINE_LINE.finditer(text.value, before, anchor)]
        blank = text.value.find("\n\n", said[-1] if said else before, anchor)
        cuts.append(blank if blank >= 0 else anchor)
    for start, end in pairwise((*cuts, len(text.value))):
        yield text.part(start, end)


def _servers(text: Text) -> tuple[str | None, str | None]:
    """The generating server and the remote one, from lines "label: host"."""
    error = _ERROR_LINE.search(text.value) or _STATUS_LINE.search(text.value)
    hosts = [found[1] for found in _LABEL_HOST.finditer(text.value, error.end() if error else 0)]
    if not error:
        return (hosts[0], None) if hosts else (None, None)
    # In the new layout a server of Exchange Online always generates the report; the remote one comes after it.
    own = next((host for host in hosts if _MTA.match(host)), None)
    return own, next((host for host in hosts if host != own), None)


def _details(text: Text) -> Original:
    """The table "Original Message Details" in any language: the sender, the recipient, then the subject."""
    found = list(islice(_LABEL_ADDRESS.finditer(text.value), 3))
    if len(found) < 2 or text.value[found[0].end() : found[1].start()].strip():
        return Original()
    place = Place(text, found[0].start(1), found[0].end(1))
    subject = _LABEL_VALUE.match(text.value, found[1].end())
    return Original(
        mail_from=found[0][1],
        mail_from_basis=Basis.STATED,
        author=found[0][1],
        subject=subject[1].strip() if subject else None,
        quotes=(("mail_from", place.quote(found[0][1])),),
    )


def _finished(tried: DeliveryAttempt, text: Text, remote: str | None) -> DeliveryAttempt:
    at = _REMOTE_AT.search(text.value)
    return replace(tried, remote_mta=tried.remote_mta or (at[1] if at else None) or remote)


def _without_the_sender(tried: tuple[DeliveryAttempt, ...], sender: str | None) -> tuple[DeliveryAttempt, ...]:
    """The details name the sender and the recipient alike; of the sender nothing is said."""
    others = tuple(each for each in tried if each.recipient != sender or each.reply)
    return others or tried


def _without_address(text: Text, remote: str | None) -> tuple[DeliveryAttempt, ...]:
    """A grey block or a status line alone: the reply is known, whom it was about perhaps from a line elsewhere."""
    error = _ERROR_LINE.search(text.value) or _STATUS_LINE.search(text.value)
    place = Place(text, error.start("words"), error.end("words")) if error else first_reply(text, len(text.value))
    if place is None:
        return ()
    labelled = _LABEL_ADDRESS.findall(text.value)
    recipient = labelled[-1] if error and labelled else _mentioned(text, place.start)
    words = text.value[place.start : place.end]
    recipient = recipient or recipient_in(words.rpartition("-> ")[2])
    return (attempt(recipient=recipient, words=words, place=place, remote_mta=remote),)


def _mentioned(text: Text, end: int) -> str | None:
    """The last address in a sentence before ``end``: "Your message to … couldn't be delivered", in any language."""
    found = None
    for address in _ANY_ADDRESS.finditer(text.value, max(end - _BEFORE, 0), end):
        line = text.value.rfind("\n", 0, address.start()) + 1
        # The lines above a forwarded message have addresses too.
        if not _LABELLED_LINE.match(text.value, line, address.start()):
            found = address[0]
    return found
