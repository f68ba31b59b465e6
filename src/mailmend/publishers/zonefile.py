"""A BIND master file edited in place: ``--via zonefile:PATH`` or ``zonefile:ZONE=PATH``.

The file is locked, read, edited in memory, compared again and replaced by renaming: whoever reads it meets the old
zone or the new one. The name server has to be told to load it, which is left to its owner.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import dns.exception
import dns.name

from mailmend.errors import BasisError, PublishError, UsageError
from mailmend.model import Change
from mailmend.publishers import Held
from mailmend.publishers.zoneedit import edited, owned
from mailmend.publishers.zonelines import Record, records

_MOST_BYTES = 256 * 2**20


class ZoneFile:
    """One master file. Raises UsageError where there is none at the path."""

    most_changes = None

    def __init__(self, where: str) -> None:
        zone, equals, path = where.partition("=")
        if not equals or "/" in zone:
            zone, path = "", where
        # A link stays what it is: the file behind it is replaced.
        self._path = Path(path).resolve()
        if not self._path.is_file():
            raise UsageError("{path}: no such zone file", path=path[:200])
        self.name = f"zonefile:{f'{zone}=' if zone else ''}{self._path}"
        self._zone = zone

    def current(self, name: str, type: str) -> Held:
        """The RRset as the file holds it."""
        text = _text(self._path.read_bytes())
        found = owned(records(text, self._origin(text, name)), name, type)
        return Held(records=tuple(dict.fromkeys(record.rdata for record in found)), ttl=found[0].ttl if found else None)

    def publish(self, changes: tuple[Change, ...]) -> str:
        """Edit and replace the file; see :class:`mailmend.publishers.Publisher`."""
        if self._path.with_name(self._path.name + ".jnl").exists():
            raise PublishError(
                "{path} belongs to a dynamic zone (it has a journal): use --via rfc2136:SERVER", path=self._path
            )
        with _locked(self._path) as data:
            text = _text(data)
            today = datetime.now(UTC).date()
            result = edited(text, self._origin(text, changes[0].name), changes, today)
            _replace(self._path, data, result.encode("latin-1"))
        return f"Now let the name server load {self._path} (rndc reload, knotc zone-reload, …)."

    def _origin(self, text: str, name: str) -> dns.name.Name:
        """The zone: as given, as the file's own SOA says, else as the name of the file says. Raises UsageError."""
        if self._zone:
            return dns.name.from_text(self._zone)
        soa = _soa(text)
        if soa is not None:
            return soa.owner
        owner = dns.name.from_text(name)
        while owner != dns.name.root:
            plain = owner.to_text(omit_final_dot=True).lower()
            if plain in (self._path.name.lower(), self._path.stem.lower(), self._path.name.lower().partition(".")[2]):
                return owner
            owner = owner.parent()
        raise UsageError("{path} does not say which zone it is: use --via zonefile:ZONE={path}", path=self._path)


def _soa(text: str) -> Record | None:
    """The SOA where its owner can be told from the file alone."""
    try:
        return next((record for record in records(text, None) if record.type == "SOA"), None)
    except PublishError:
        return None


def _text(data: bytes) -> str:
    if len(data) > _MOST_BYTES:
        raise PublishError("the zone file is too large to be edited here")
    return data.decode("latin-1")


@contextmanager
def _locked(path: Path) -> Iterator[bytes]:
    """The content of ``path``, kept from others who ask for the lock. Raises PublishError where it cannot be had."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(file.fileno()), path.stat()):
                raise PublishError("{path} is being replaced by somebody else: nothing was written", path=path)
            yield file.read()
    except BlockingIOError:
        raise PublishError("{path} is locked by another process: nothing was written", path=path) from None
    except OSError as error:
        raise PublishError("{path}: {why}: nothing was written", path=path, why=error.strerror or error) from None


def _replace(path: Path, expected: bytes, data: bytes) -> None:
    """Write ``data`` beside ``path`` and rename it there, if ``path`` still holds ``expected``; owner and mode stay."""
    was = path.stat()
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), was.st_mode & 0o7777)
            if os.geteuid() == 0:
                os.fchown(file.fileno(), was.st_uid, was.st_gid)
            file.flush()
            os.fsync(file.fileno())
        if path.read_bytes() != expected:
            raise BasisError("{path} changed meanwhile: nothing was written; plan anew", path=path)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
