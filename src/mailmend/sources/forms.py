"""The forms of an input, told from its content: one message, a mailbox, an Outlook file, a log, an archive of these."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from mailmend.errors import InputError
from mailmend.frozen import frozen
from mailmend.model import Source
from mailmend.pattern import pattern
from mailmend.sources import mailbox, signatures
from mailmend.sources.mailbox import Readable

if TYPE_CHECKING:
    from mailmend.sources.archives import Caps

MOST_BYTES = 25_000_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PDF = "{name}: a PDF; give the bounce itself, as .eml or text"
_PICTURE = "{name}: a picture; give the bounce itself, as .eml or text"
_NOT_MAIL = {b"%PDF": _PDF, b"\x89PNG": _PICTURE, b"\xff\xd8\xff": _PICTURE, b"GIF8": _PICTURE}
# What no text holds in number: the C0 controls but tab, line ends, form feed and the escape of ISO-2022-JP.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b")
_HEAD = 4_096
# A log or a list of events of any length is read in pieces of this size, cut where an entry starts.
_PIECE = 900_000
_LOG = pattern(rb"(?:<\d{1,3}>\d? ?)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:|\d{4}-\d\d-\d\d|\[\d|\d{10}|\s{0,9}\{)")
_EVENT = pattern(rb"\n(?=\{)")
_LINE = pattern(rb"\n(?=[^\s])")
_SEARCHED = 100_000


@frozen
class Input:
    """One message or piece of text as bytes; ``cut`` says that it was longer than what is read of it."""

    source: Source
    cut: bool = False

    @property
    def name(self) -> str:
        """The path as given."""
        return self.source.name

    @property
    def data(self) -> bytes:
        """What is read."""
        return self.source.data


def sources(name: str, data: bytes) -> Iterator[Source]:
    """The messages in ``data``, with ``index`` 0, 1, 2 … where there are several.

    A file that says that it is one message (``.eml``) is one, whatever lines stand in it. Raises InputError for an
    archive or an Outlook file that cannot be opened; all other bytes are taken as they are.
    """
    if len(data) <= _PIECE and _is_one(name, data[:_HEAD]):
        yield Source(name=name, data=data)
        return
    yield from (given.source for given in opened(name, io.BytesIO(data), checked=False))


def opened(name: str, stream: Readable, *, checked: bool = True, caps: Caps | None = None) -> Iterator[Input]:
    """The messages in ``stream``, one at a time, memory independent of how many there are.

    Raises InputError, in one line, for what cannot be opened and, where ``checked``, for what is neither mail nor text.
    """
    head = _read(stream, _HEAD)
    if signatures.archived(head):
        yield from _of_archive(name, stream, head, checked=checked, caps=caps)
    elif head.startswith(signatures.OUTLOOK):
        data = head + _read(stream, MOST_BYTES)
        if len(data) > MOST_BYTES:
            raise InputError(
                "{name}: an Outlook file of more than {most:,} bytes; save it without attachments",
                name=name,
                most=MOST_BYTES,
            )
        from mailmend.sources import outlook  # noqa: PLC0415 - starts a process: few ever need it

        mail = outlook.as_mail(name, data)
        yield Input(source=Source(name=name, data=mail, decoded="outlook-msg"))
    elif head.startswith(signatures.RICH_TEXT):
        from mailmend.sources import outlook_rtf  # noqa: PLC0415 - few ever need it

        data = head + _read(stream, MOST_BYTES - len(head))
        yield Input(source=Source(name=name, data=outlook_rtf.words(data.decode("latin-1")).encode()))
    elif mailbox.is_mbox(head) and not name.lower().endswith(".eml"):
        for index, message in enumerate(mailbox.messages(head, stream, MOST_BYTES)):
            yield Input(source=Source(name=name, data=message.data, index=index, line=message.line), cut=message.cut)
    else:
        if checked:
            _check(name, head)
        yield from _of_text(name, head, stream)


def _is_one(name: str, head: bytes) -> bool:
    special = signatures.archived(head) or head.startswith((signatures.OUTLOOK, signatures.RICH_TEXT, *_UTF16))
    return not special and (name.lower().endswith(".eml") or not mailbox.is_mbox(head))


def _of_archive(name: str, stream: Readable, head: bytes, *, checked: bool, caps: Caps | None) -> Iterator[Input]:
    """Every message of every member; then an InputError about members that hold none: one does not hide the others."""
    faults = list[InputError]()
    from mailmend.sources import archives  # noqa: PLC0415 - three formats cost 25 ms to import: few ever need them

    caps = caps or archives.Caps(name)
    with caps.deeper():
        for member, inside in archives.members(stream, head, caps):
            try:
                path = f"{name}/{member}" if member else name
                yield from opened(path, inside, checked=checked, caps=caps)
            except NotMailError as fault:
                faults.append(fault)
    raise_all(faults)


class NotMailError(InputError):
    """One file of several is no message: the others go on."""


def raise_all(faults: list[InputError]) -> None:
    """The first of ``faults``, with how many more there are; nothing where there is none."""
    if faults[1:]:
        raise InputError("{fault} (and {more} more like it)", fault=faults[0], more=len(faults) - 1)
    if faults:
        raise faults[0]


def _of_text(name: str, head: bytes, stream: Readable) -> Iterator[Input]:
    """One message or text; a long text that is no message in pieces. UTF-16, as Windows writes it, becomes UTF-8."""
    data = head + _read(stream, _PIECE)
    if head.startswith(_UTF16):
        data = (data + _read(stream, MOST_BYTES)).decode("utf-16", "replace").encode()
        stream = io.BytesIO()
    if len(data) <= _PIECE or not _LOG.match(head):
        data += _read(stream, MOST_BYTES + 1 - len(data))
        yield Input(source=Source(name=name, data=data[:MOST_BYTES]), cut=len(data) > MOST_BYTES)
        return
    entry = _EVENT if head.lstrip()[:1] == b"{" else _LINE
    line = 1
    for index in count():
        end = len(data)
        if end > _PIECE:
            start = _PIECE - _SEARCHED
            found = entry.search(data, start, _PIECE)
            end = found.end() if found else _PIECE
        yield Input(source=Source(name=name, data=data[:end], index=index, line=line))
        line += mailbox.line_ends(data[:end])
        data = data[end:]
        data += _read(stream, _PIECE + 1 - len(data))
        if not data:
            return


def _check(name: str, head: bytes) -> None:
    """Refuse what is neither mail nor text."""
    if not head.strip():
        raise NotMailError("{name}: empty; give a bounce as a file, or its text on standard input", name=name)
    for start, template in _NOT_MAIL.items():
        if head.startswith(start):
            raise NotMailError(template, name=name)
    if head.startswith(_UTF16):
        head = head.decode("utf-16", "replace").encode()
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20:
        raise NotMailError("{name}: neither mail nor text; give a bounce as .eml, or its text", name=name)


def _read(stream: Readable, size: int) -> bytes:
    """``size`` bytes, fewer only at the end: a pipe gives what it has."""
    parts, left = list[bytes](), max(size, 0)
    while left and (part := stream.read(min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
