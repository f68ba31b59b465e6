"""What an Outlook item says, written as a mail (RFC 2045, 3464, 6522): the way back of [MS-OXCMAIL] (read 2026-11).

Outlook takes a delivery report apart: its fields lie in the item and in its table of recipients. Here they are put
together again, each as it stands there; nothing is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import TypeAlias

from mailmend.frozen import frozen
from mailmend.pattern import pattern
from mailmend.sources.outlook_rtf import text_of

Properties: TypeAlias = dict[int, str | bytes | int]

# [MS-OXPROPS]: PidTagMessageClass and so on.
_CLASS, _SUBJECT, _TRANSPORT_HEADERS, _BODY, _HTML = 0x001A, 0x0037, 0x007D, 0x1000, 0x1013
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP, _MESSAGE_ID = 0x0C1A, 0x0C1F, 0x5D01, 0x1035
_DISPLAY_NAME, _ADDRESS, _SMTP_ADDRESS, _RECIPIENT_TYPE = 0x3001, 0x3003, 0x39FE, 0x0C15
_REPORT_TEXT, _SUPPLEMENTARY, _REMOTE_MTA, _REPORTING_MTA = 0x1001, 0x0C1B, 0x0C21, 0x6820
_ORIGINAL_SUBJECT, _ORIGINAL_ID, _ORIGINAL_SENDER = 0x0049, 0x1046, 0x0067
_FILE_NAME, _LONG_NAME, _DATA, _MIME_TAG = 0x3704, 0x3707, 0x3701, 0x370E
_CODE_PAGE, _RTF = 0x3FDE, 0x1009
_MOST_TEXT = 2_000_000
# What the transport's header says about the parts is no longer true of what Outlook made of them.
_OF_MIME = pattern(r"(?:content-[\w-]+|mime-version)[ \t]*:", re.IGNORECASE)
_FIELD = pattern(r"[!-9;-~]+[ \t]*:")
# [MS-OXCMAIL] §2.2.3.7.1.1: the action of the report, from the end of its class.
_ACTIONS = (
    (".delayed.dr", "delayed"),
    (".relayed.dr", "relayed"),
    (".expanded.dr", "expanded"),
    (".dr", "delivered"),
    (".ndr", "failed"),
)
# [MS-OXCMAIL] §2.2.3.7.1.2: "<" [remote-mta] SP "#" status [SP diagnostic-code] ">".
_SUPPLEMENTARY_INFO = pattern(
    r"\s*<?\s*(?P<mta>[^\s#<>]{1,300})?\s*#(?:<)?(?P<status>[245]\.\d{1,3}\.\d{1,3})(?:\s+(?P<words>.*?))?>?\s*\Z",
    re.DOTALL,
)


@frozen
class Item:
    """A message, a recipient or an attachment of an Outlook file."""

    properties: Properties
    recipients: tuple[Item, ...] = ()
    attachments: tuple[Item, ...] = ()
    embedded: Item | None = None

    def text(self, *ids: int) -> str:
        """The first of these properties that is a text and says something."""
        for number in ids:
            found = self.properties.get(number)
            if isinstance(found, str) and found.strip():
                return found
        return ""

    def data(self, number: int) -> bytes:
        """A property that is a block of bytes."""
        found = self.properties.get(number)
        return found if isinstance(found, bytes) else b""


def mail(item: Item) -> bytes:
    """``item`` as a mail in UTF-8, its parts as they are (8bit), so that its lines can be read and counted."""
    attached, action = list(_attached(item)), _action(item)
    # A report that is attached whole says more than what Outlook kept of one.
    report = [] if any(b"delivery-status" in part[:60] for part in attached) or not action else _report(item, action)
    parts = [*_texts(item), *report, *attached]
    subtype = "report; report-type=delivery-status" if action else "mixed"
    boundary = f"=_{sha256(b'|'.join(parts)).hexdigest()[:32]}"
    head = [*_fields(item), "MIME-Version: 1.0", f'Content-Type: multipart/{subtype}; boundary="{boundary}"', ""]
    mark = f"--{boundary}".encode()
    body = b"".join(b"\n" + mark + b"\n" + part.rstrip(b"\n") + b"\n" for part in parts)
    return "\n".join(head).encode("utf-8", "replace") + body + mark + b"--\n"


def _fields(item: Item) -> Iterator[str]:
    """The header as the transport wrote it; where the item has none (it was never sent), from its properties."""
    written = list(_transport_fields(item.text(_TRANSPORT_HEADERS)))
    yield from written
    names = {line.partition(":")[0].strip().lower() for line in written}
    sender = item.text(_SENDER_SMTP, _SENDER_ADDRESS)
    to = [each.text(_SMTP_ADDRESS, _ADDRESS) for each in item.recipients if each.properties.get(_RECIPIENT_TYPE) == 1]
    stated = {
        "From": " ".join(filter(None, (item.text(_SENDER_NAME), f"<{sender}>" if "@" in sender else ""))),
        "To": ", ".join(address for address in to if "@" in address),
        "Subject": item.text(_SUBJECT),
        "Message-ID": item.text(_MESSAGE_ID),
    }
    for name, value in stated.items():
        if value and name.lower() not in names and not (name == "To" and _action(item)):
            yield f"{name}: {_one_line(value)}"


def _transport_fields(text: str) -> Iterator[str]:
    skipping = False
    for line in text[:_MOST_TEXT].splitlines():
        if not line.strip():
            continue
        if _FIELD.match(line):
            skipping = bool(_OF_MIME.match(line))
        elif line[:1] not in (" ", "\t"):
            continue
        if not skipping:
            yield line


def _texts(item: Item) -> Iterator[bytes]:
    """The words: plain text, or HTML where there is nothing else."""
    plain = item.text(_BODY) or item.text(_REPORT_TEXT)
    html = item.text(_HTML).encode() or item.data(_HTML)
    if plain:
        yield _part("text/plain; charset=utf-8", plain[:_MOST_TEXT].encode("utf-8", "replace"))
    elif html:
        page = item.properties.get(_CODE_PAGE)
        charset = "utf-8" if item.text(_HTML) or page == 65001 or not isinstance(page, int) else f"windows-{page}"
        yield _part(f"text/html; charset={charset}", html[:_MOST_TEXT])
    else:
        yield _part("text/plain; charset=utf-8", text_of(item.data(_RTF)).encode("utf-8", "replace"))


def _attached(item: Item) -> Iterator[bytes]:
    """What may tell of a delivery: messages, reports, texts. The rest of the attachments is left out."""
    for each in item.attachments:
        if each.embedded:
            yield _part("message/rfc822", mail(each.embedded))
            continue
        kind, name = each.text(_MIME_TAG).lower().strip(), each.text(_LONG_NAME, _FILE_NAME).lower()
        if name.endswith(".eml"):
            kind = "message/rfc822"
        if re.fullmatch(r"(?:message|text)/[a-z0-9.+-]{1,60}", kind):
            yield _part(kind, each.data(_DATA))


def _action(item: Item) -> str | None:
    kind = item.text(_CLASS).lower()
    if not kind.startswith("report."):
        return None
    return next((action for end, action in _ACTIONS if kind.endswith(end)), None)


def _report(item: Item, action: str) -> Iterator[bytes]:
    """The report's fields (RFC 3464) from the table of recipients, and what is known of the original message."""
    reporting = item.text(_REPORTING_MTA)
    groups = [[f"Reporting-MTA: {_typed(reporting, 'dns')}"]] if reporting else []
    groups += [list(_recipient(each, action)) for each in item.recipients]
    status = "\n\n".join("\n".join(group) for group in groups if group)
    yield _part("message/delivery-status", status.encode("utf-8", "replace"))
    known = {
        "Subject": item.text(_ORIGINAL_SUBJECT),
        "Message-ID": item.text(_ORIGINAL_ID),
        "From": item.text(_ORIGINAL_SENDER) if "@" in item.text(_ORIGINAL_SENDER) else "",
    }
    returned = "\n".join(f"{name}: {_one_line(value)}" for name, value in known.items() if value)
    if returned and not any(each.embedded for each in item.attachments):
        yield _part("text/rfc822-headers; charset=utf-8", returned.encode("utf-8", "replace"))


def _recipient(each: Item, action: str) -> Iterator[str]:
    # An Exchange user's address is no mail address (/o=…); the others may hold one.
    known = [each.text(number) for number in (_SMTP_ADDRESS, _ADDRESS, _DISPLAY_NAME)]
    address = next((text for text in known if "@" in text), known[1])
    yield f"Final-Recipient: rfc822; {_one_line(address)}"
    yield f"Action: {action}"
    info = each.text(_SUPPLEMENTARY, _REPORT_TEXT)
    found = _SUPPLEMENTARY_INFO.match(_one_line(info)[:8_000])
    remote = each.text(_REMOTE_MTA) or (found["mta"] if found else "") or ""
    if found:
        yield f"Status: {found['status']}"
    if remote:
        yield f"Remote-MTA: {_typed(remote, 'dns')}"
    words = (found["words"] or "") if found else _one_line(info)
    if words:
        yield f"Diagnostic-Code: {_typed(words, 'smtp')}"


def _typed(value: str, kind: str) -> str:
    """RFC 3464 §2.1.2: the type before the value, where it does not stand there already."""
    value = _one_line(value)
    return value if re.match(r"[A-Za-z0-9-]{1,20}\s?;", value) else f"{kind}; {value}"


def _part(kind: str, data: bytes) -> bytes:
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n".encode() + data.replace(b"\r\n", b"\n")


def _one_line(value: str) -> str:
    return " ".join(value.split())
