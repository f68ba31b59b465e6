"""Outlook's ``.msg`` as a mail: the only file that knows the library which opens it.

The file is a stranger's and the format is intricate, so it is opened in a process of its own with little memory and
little time; what comes back is a mail in MIME, and everything after is as with any other mail.
[MS-CFB] and [MS-OXMSG]: storages and streams; a property's stream is named by its id and type (read 2026-11).
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from mailmend.errors import InputError
from mailmend.sources.outlook_mail import Item, Properties, mail

if TYPE_CHECKING:
    from aspose.email_foss.cfb import CFBReader

_SECONDS = 20
_CPU_SECONDS = 10
_MEMORY = 768 * 2**20
_MOST_BYTES = 25_000_000

_STREAM = "__substg1.0_"
_PROPERTIES = "__properties_version1.0"
_EMBEDDED = "__substg1.0_3701000D"
# [MS-OXCDATA] §2.11.1: the types of properties that are read here.
_INT32, _STRING8, _STRING, _BINARY = 0x0003, 0x001E, 0x001F, 0x0102
# [MS-OXMSG] §2.4.1: what stands before the properties of a message, of an embedded one, of all else.
_TOP, _INNER, _OTHER = 32, 24, 8
_CODE_PAGES = (0x3FFD, 0x3FDE)
_DEEPEST = 4
_MOST_OBJECTS = 2_048


def as_mail(name: str, data: bytes) -> bytes:
    """The message in ``data`` (a ``.msg`` file) as a mail; ``name`` is for the error.

    Raises InputError, in one line, for a file that is damaged, is no message, or takes too much time or memory.
    """
    ask = [sys.executable, "-I", "-m", "mailmend.sources.outlook"]
    try:
        done = subprocess.run(ask, input=data, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise InputError(
            "{name}: an Outlook file that takes more than {seconds} seconds to open", name=name, seconds=_SECONDS
        ) from None
    if done.returncode or not done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:120]
        why = said if done.returncode == 1 and said else "it takes too much memory or time"
        raise InputError(
            "{name}: a damaged Outlook file ({why}); save the message as .eml, or paste its text", name=name, why=why
        )
    return done.stdout[:_MOST_BYTES]


def _main() -> None:
    """The process of its own: a ``.msg`` on standard input, a mail on standard output."""
    _limit()
    from aspose.email_foss.cfb import CFBError, CFBReader  # noqa: PLC0415

    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    try:
        opened = CFBReader(data)
        item = _item(opened, 0, _TOP, 0, ())
        if not item.properties:
            sys.exit("no message in it")
        sys.stdout.buffer.write(mail(item)[:_MOST_BYTES])
    except CFBError as error:
        sys.exit(str(error))
    except (MemoryError, RecursionError):
        sys.exit("it takes too much memory")
    except (ValueError, IndexError, KeyError, OverflowError) as error:
        # The library was written for files that are whole.
        sys.exit(f"{type(error).__name__} while it was read")


def _limit() -> None:
    """Little memory, little time, no new files; where the system has no such limits the parent's clock remains."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _item(opened: CFBReader, storage: int, header: int, depth: int, pages: tuple[int, ...]) -> Item:
    """The object in ``storage`` with its recipients, attachments and embedded message.

    ``pages`` are the code pages of the message that it belongs to.
    """
    children = list(opened.iter_children(storage))
    streams = {child.name: child.stream_id for child in children if child.is_stream()}
    properties, pages = _properties(opened, streams, header, pages)
    recipients, attachments, embedded = list[Item](), list[Item](), None
    for child in children:
        if child.is_stream():
            continue
        if depth >= _DEEPEST or len(recipients) + len(attachments) >= _MOST_OBJECTS:
            continue
        if child.name.startswith("__recip_version1.0_"):
            recipients.append(_item(opened, child.stream_id, _OTHER, depth + 1, pages))
        elif child.name.startswith("__attach_version1.0_"):
            attachments.append(_item(opened, child.stream_id, _OTHER, depth + 1, pages))
        elif child.name == _EMBEDDED:
            embedded = _item(opened, child.stream_id, _INNER, depth + 1, pages)
    return Item(
        properties=properties,
        recipients=tuple(recipients),
        attachments=tuple(attachments),
        embedded=embedded,
    )


def _properties(
    opened: CFBReader, streams: dict[str, int], header: int, pages: tuple[int, ...]
) -> tuple[Properties, tuple[int, ...]]:
    """Every number, text and block of bytes by its property id, and the code pages of the texts."""
    found: Properties = {}
    fixed = opened.get_stream_data(streams[_PROPERTIES])[header:] if _PROPERTIES in streams else b""
    for at in range(0, len(fixed) - 15, 16):
        tag = int.from_bytes(fixed[at : at + 4], "little")
        if tag & 0xFFFF == _INT32:
            found[tag >> 16] = int.from_bytes(fixed[at + 8 : at + 12], "little", signed=True)
    pages = (*(page for page in (found.get(code) for code in _CODE_PAGES) if isinstance(page, int)), *pages)
    for name, stream in streams.items():
        number = name.removeprefix(_STREAM)
        if len(number) != 8 or not name.startswith(_STREAM):
            continue
        try:
            tag = int(number, 16)
        except ValueError:
            continue
        value = _value(tag & 0xFFFF, opened.get_stream_data(stream), pages)
        # A text is there in one type; where a file has two, the Unicode one says more.
        if value is not None and (tag & 0xFFFF != _STRING8 or tag >> 16 not in found):
            found[tag >> 16] = value
    return found, pages


def _value(kind: int, data: bytes, pages: tuple[int, ...]) -> str | bytes | None:
    if kind == _STRING:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    if kind == _STRING8:
        return _decoded(data, pages).rstrip("\0")
    return data if kind == _BINARY else None


def _decoded(data: bytes, pages: tuple[int, ...]) -> str:
    """[MS-OXMSG] §2.1.1: texts that are not Unicode are in the message's code page."""
    for page in (65001, *pages, 1252):
        try:
            return data.decode("utf-8" if page == 65001 else f"cp{page}")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


if __name__ == "__main__":
    _main()
