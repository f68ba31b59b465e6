"""Archives that hold messages: zip, tar, and gzip around one file or a tar. Opened with caps, never written to disk.

An archive states its own sizes and may lie, so what comes out is counted as it comes.
"""

from __future__ import annotations

import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from gzip import BadGzipFile, GzipFile
from typing import Self

from mailmend.errors import InputError
from mailmend.sources.mailbox import Readable
from mailmend.sources.signatures import END_OF_DIRECTORY as _END_OF_DIRECTORY
from mailmend.sources.signatures import archived

# How much may come out of one archive in all, and from how little; what mail compresses to is seldom below a twentieth.
MOST_BYTES = 2_000_000_000
MOST_RATIO = 200
MOST_MEMBERS = 10_000
DEEPEST = 3
# A zip is read from its end, so one that comes as a stream, or in another archive, is held in memory.
LARGEST_ZIP = 100_000_000
_FREE = 10_000_000
_LARGEST_DIRECTORY = 4_000_000
_LONGEST_NAMES = 1_000_000
_ZIP64 = b"PK\x06\x07"
_BAD = (zipfile.BadZipFile, tarfile.TarError, BadGzipFile, zlib.error, lzma.LZMAError, EOFError, OSError, struct.error)


@dataclass(slots=True)
class Caps:
    """What was taken out of one archive so far, everything inside it included."""

    name: str
    packed: int = 0
    unpacked: int = 0
    members: int = 0
    depth: int = field(default=0)

    def count(self, size: int) -> None:
        """Take note of ``size`` bytes that came out; raises InputError where that is too much."""
        self.unpacked += size
        if self.unpacked > MOST_BYTES:
            raise InputError(
                "{name}: more than {most:,} bytes unpacked (cap on size); unpack it yourself",
                name=self.name,
                most=MOST_BYTES,
            )
        if self.unpacked > _FREE and self.unpacked > self.packed * MOST_RATIO:
            raise InputError(
                "{name}: packed more than {most} to 1 (cap on ratio); unpack it yourself",
                name=self.name,
                most=MOST_RATIO,
            )

    def member(self) -> None:
        """Take note of one more member; raises InputError where there are too many."""
        self.members += 1
        if self.members > MOST_MEMBERS:
            raise InputError(
                "{name}: more than {most:,} files in it (cap on count); unpack it yourself",
                name=self.name,
                most=MOST_MEMBERS,
            )

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One archive further in; raises InputError where that is too deep."""
        if self.depth >= DEEPEST:
            raise InputError(
                "{name}: more than {most} archives inside each other (cap on depth)", name=self.name, most=DEEPEST
            )
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1


def members(stream: Readable, head: bytes, caps: Caps) -> Iterator[tuple[str, Readable]]:
    """The files in the archive that starts with ``head``: each name (empty for gzip's only one) and its bytes."""
    found = archived(head)
    whole = _Counted(stream, head, caps)
    try:
        if found == "gzip":
            caps.member()
            yield "", _Unpacked(GzipFile(fileobj=whole), caps)
        elif found == "tar":
            yield from _of_tar(whole, caps)
        else:
            yield from _of_zip(whole, caps)
    except _BAD as error:
        raise InputError(
            "{name}: a damaged archive ({why}); unpack it yourself", name=caps.name, why=_said(error)
        ) from None
    except NotImplementedError:
        raise InputError("{name}: packed in an unusual way; unpack it yourself", name=caps.name) from None
    except RuntimeError:
        # zipfile's way to ask for a password.
        raise InputError("{name}: locked with a password; unpack it yourself", name=caps.name) from None


def _of_tar(whole: _Counted, caps: Caps) -> Iterator[tuple[str, Readable]]:
    with tarfile.open(fileobj=whole, mode="r|", tarinfo=_Member) as archive:
        for member in archive:
            caps.member()
            # tarfile remembers every member; nobody asks for them again.
            archive.members.clear()  # type: ignore[attr-defined]
            plain = member.isreg() and not member.issparse() and not _hidden(member.name)
            opened = archive.extractfile(member) if plain else None
            if opened is not None:
                yield member.name, _Unpacked(opened, caps, counts=False)


def _of_zip(whole: _Counted, caps: Caps) -> Iterator[tuple[str, Readable]]:
    data = whole.read(LARGEST_ZIP + 1)
    if len(data) > LARGEST_ZIP:
        raise InputError(
            "{name}: a zip of more than {most:,} bytes (cap on size); unpack it yourself",
            name=caps.name,
            most=LARGEST_ZIP,
        )
    _check_directory(data, caps)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            caps.member()
            if member.is_dir() or _hidden(member.filename):
                continue
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise InputError("{name}: packed in an unusual way; unpack it yourself", name=caps.name)
            with archive.open(member) as opened:
                yield member.filename, _Unpacked(opened, caps)


def _check_directory(data: bytes, caps: Caps) -> None:
    """APPNOTE.TXT §4.3.16: how large the list of members is; Python's reader would take it in whole."""
    at = data.rfind(_END_OF_DIRECTORY, max(len(data) - 66_000, 0))
    if at < 0 or at + 22 > len(data):
        raise zipfile.BadZipFile("no list of its members")
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    if size > _LARGEST_DIRECTORY or data[max(at - 20, 0) : at].startswith(_ZIP64):
        raise InputError(
            "{name}: more than {most:,} files in it (cap on count); unpack it yourself",
            name=caps.name,
            most=MOST_MEMBERS,
        )


def _hidden(name: str) -> bool:
    """What systems put beside the files of people: ``.DS_Store``, ``__MACOSX/``."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__


class _Member(tarfile.TarInfo):
    """A member whose names are not made of megabytes: tarfile takes an extended header in whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str | None, errors: str) -> Self:
        """As the library reads a header; raises InputError for one of an absurd size."""
        found = super().frombuf(buf, encoding, errors)  # type: ignore[arg-type]
        if found.type not in tarfile.REGULAR_TYPES and found.size > _LONGEST_NAMES:
            raise InputError("a tar with headers of more than 1 MB (cap on size); unpack it yourself")
        return found


class _Counted(io.RawIOBase):
    """The bytes of the archive itself, counted as packed where it is the outermost one."""

    def __init__(self, stream: Readable, head: bytes, caps: Caps) -> None:
        super().__init__()
        self._stream, self._head, self._caps = stream, head, caps

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; with none given no more than the largest zip."""
        wanted = size if 0 <= size <= LARGEST_ZIP else LARGEST_ZIP + 1
        data, self._head = self._head[:wanted], self._head[wanted:]
        while len(data) < wanted and (more := self._stream.read(min(wanted - len(data), 1 << 20))):
            data += more
        if self._caps.depth <= 1:
            self._caps.packed += len(data)
        return data


class _Unpacked:
    """What comes out, counted; not that of a tar, which packs nothing."""

    __slots__ = ("_caps", "_counts", "_stream")

    def __init__(self, stream: Readable, caps: Caps, *, counts: bool = True) -> None:
        self._stream, self._caps, self._counts = stream, caps, counts

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, and never more than 1 MB: what comes out is counted before more is asked for."""
        try:
            data = self._stream.read(min(size, 1 << 20) if size >= 0 else 1 << 20)
        except _BAD as error:
            raise InputError(
                "{name}: a damaged archive ({why}); unpack it yourself", name=self._caps.name, why=_said(error)
            ) from None
        if self._counts:
            self._caps.count(len(data))
        return data
