"""Exchange Online and Exchange Server: their reports in the old and the new layout, whatever the language.

The headings are translated, the machine's own lines are not: reply texts are always in English
(learn.microsoft.com, non-delivery reports in Exchange Online, read 2026-11). So this reads structure, not headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mailmend.dialects import rfc3464
from mailmend.dialects.reading import Claim, Place, Seen, attempt, notification
from mailmend.dialects.reading.failures import ADDRESS
from mailmend.dialects.reading.telling import Telling, telling, unquoted
from mailmend.mail import Text
from mailmend.model import DeliveryAttempt, Notification

NAME = "exchange-online"

_OUTLOOK = r"(?:[A-Za-z0-9-]{1,63}\.){1,6}(?:prod\.outlook\.com|prod\.exchangelabs\.com|outlook\.office365\.com|protection\.outlook\.com)"
_MTA = re.compile(rf"\A{_OUTLOOK}\Z", re.IGNORECASE)
_HOST = r"((?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.){1,10}[A-Za-z][A-Za-z0-9-]{0,62})"
# "Remote Server returned '550 …'" stays English; "Generating server: …" and its translations are a label and a host.
_RETURNED = re.compile(r"(?:Remote Server(?: at [^\n]{1,200}?)? returned|Der Remoteserver hat|'[45]\d\d[ -][45]\.\d)", re.IGNORECASE)
_LABEL_HOST = re.compile(rf"^[^\n:：@]{{3,60}}[:：][ \t\u00a0]*{_HOST}[ \t]*$", re.MULTILINE)
# The new layout: "Status code: 550 5.7.23" and a table of labels and values, the error before the servers.
_STATUS_LINE = re.compile(r"^[^\n:：@]{3,60}[:：][ \t\u00a0]*(?P<words>[45]\d\d [45]\.\d{1,2}\.\d{1,3})[ \t]*$", re.MULTILINE)
_ERROR_LINE = re.compile(r"^[^\n:：@]{3,60}[:：][ \t\u00a0]*(?P<words>[45]\d\d [45]\.\d{1,2}\.\d{1,3}[ \t]+\S[^\n]*)$", re.MULTILINE)
_REMOTE_AT = re.compile(rf"Remote Server at {_HOST} \(([0-9A-Fa-f:.]{{3,45}})\)", re.IGNORECASE)
_LABEL_ADDRESS = re.compile(rf"^[^\n:：@]{{3,60}}[:：][ \t\u00a0]*<?({ADDRESS})>?[ \t]*(?:[<\[(]mailto:[^\n]{{1,320}})?$", re.MULTILINE)


def claims(seen: Seen) -> Claim:
    """Its own header field, its own servers' names, or its own lines in a text."""
    if any(field.name.lower() == "x-ms-exchange-message-is-ndr" for field in seen.headers):
        return Claim(score=80, why="the field X-MS-Exchange-Message-Is-Ndr")
    mta = rfc3464.reporting_mta(seen.report) if seen.report else None
    if mta and _MTA.match(mta):
        return Claim(score=80, why="a server of Exchange Online reports")
    text = unquoted(seen.text).value
    if seen.report is None and re.search(r"Remote Server (?:at .{1,200} )?returned '", text, re.IGNORECASE):
        return Claim(score=55, why="the line with which Exchange quotes a server")
    if seen.report is None and _STATUS_LINE.search(text):
        return Claim(score=55, why="the status line of Exchange's new layout")
    return Claim(score=0)


def read(seen: Seen) -> Iterator[Notification]:
    """One notification; of a text with several reports one for each."""
    if seen.report and seen.report.recipients:
        yield _from_report(seen)
        return
    texts = [seen.text] if seen.part is None else list(seen.texts[:4])
    for part in _reports_in(unquoted(max(texts, key=lambda text: bool(_machine_words(text))))):
        told = telling(seen, part)
        generated, remote = _servers(part)
        attempts = tuple(_finished(tried, part, remote, generated) for tried in told.attempts)
        if not attempts:
            attempts = _without_address(part, remote)
        yield notification(seen, NAME, attempts, reporting_mta=generated, returned=told.returned, told=told.told)


def _from_report(seen: Seen) -> Notification:
    """The fields of the report say it all; the words for people may quote the original's fields and its sender."""
    told = max((telling(seen, text) for text in seen.texts[:4]), key=lambda each: len(each.returned))
    attempts = rfc3464.attempts(seen)
    _, remote = _servers(unquoted(seen.text))
    attempts = tuple(replace(tried, remote_mta=tried.remote_mta or _stated(told, tried) or remote) for tried in attempts)
    mta = rfc3464.reporting_mta(seen.report) if seen.report else None
    return notification(seen, NAME, attempts, reporting_mta=mta, returned=told.returned, told=told.told)


def _stated(told: Telling, tried: DeliveryAttempt) -> str | None:
    """The server that the words name above its reply to this recipient."""
    same = (each for each in told.attempts if (each.recipient or "").lower() == (tried.recipient or "").lower())
    return next((each.remote_mta for each in same), None)


def _machine_words(text: Text) -> re.Match[str] | None:
    return _ERROR_LINE.search(text.value) or _RETURNED.search(text.value) or _STATUS_LINE.search(text.value)


def _reports_in(text: Text) -> Iterator[Text]:
    """The reports in one text, parted where the next one names its generating server or its status anew."""
    yield text


def _servers(text: Text) -> tuple[str | None, str | None]:
    """The generating server and the remote one, from lines "label: host"; after the error the own server stands first."""
    error = _ERROR_LINE.search(text.value)
    hosts = [found[1] for found in _LABEL_HOST.finditer(text.value, error.end() if error else 0)]
    if not hosts:
        return None, None
    if error:
        return hosts[0], hosts[1] if len(hosts) > 1 else None
    return hosts[0], None


def _finished(tried: DeliveryAttempt, text: Text, remote: str | None, generated: str | None) -> DeliveryAttempt:
    at = _REMOTE_AT.search(text.value)
    return replace(tried, remote_mta=tried.remote_mta or (at[1] if at else None) or remote)


def _without_address(text: Text, remote: str | None) -> tuple[DeliveryAttempt, ...]:
    """A grey block or a status line alone: the reply is known, whom it was about perhaps from a labelled line."""
    error = _ERROR_LINE.search(text.value) or _STATUS_LINE.search(text.value)
    if error is None:
        return ()
    labelled = _LABEL_ADDRESS.findall(text.value)
    place = Place(text, error.start("words"), error.end("words"))
    return (attempt(recipient=labelled[-1] if labelled else None, words=error["words"], place=place, remote_mta=remote),)
