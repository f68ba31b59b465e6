"""Receipts: one JSON file for each publication, written whole and through to the disk before DNS is touched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from mailmend.errors import InputError, UsageError
from mailmend.model import Receipt, ReceiptState
from mailmend.pattern import pattern

SCHEMA = "mailmend.receipt/1"
_ID = pattern(r"[A-Za-z0-9._-]{1,300}")


class ReceiptFile(msgspec.Struct, kw_only=True):
    """A receipt as it lies on the disk."""

    schema: Literal["mailmend.receipt/1"] = "mailmend.receipt/1"
    receipt: Receipt


class Receipts:
    """The receipts in one folder, which is made when the first is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, receipt: Receipt) -> Path:
        """Where ``receipt`` lies."""
        return self.folder / f"{receipt.id}.json"

    def write(self, receipt: Receipt) -> None:
        """Write ``receipt`` so that after a crash either the old file or the new one is there, never a part of it.

        Raises UsageError where the folder cannot be written: then nothing is published either.
        """
        target = self.path(receipt)
        part = target.with_suffix(".part")
        data = msgspec.json.format(msgspec.json.encode(ReceiptFile(receipt=receipt)), indent=1)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with part.open("wb") as file:
                file.write(data + b"\n")
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
            _sync(self.folder)
        except OSError as error:
            raise UsageError(
                "{target}: the receipt cannot be written ({why})", target=target, why=error.strerror or error
            ) from None

    def find(self, id: str) -> Receipt | None:
        """The receipt of that id, None where there is none."""
        path = self.folder / f"{id}.json"
        return read(path) if _ID.fullmatch(id) and path.is_file() else None

    def all(self) -> Iterator[Receipt]:
        """Every receipt in the folder, the oldest first; files that are none are passed over."""
        for path in sorted(self.folder.glob("*.json")) if self.folder.is_dir() else ():
            try:
                yield read(path)
            except InputError:
                continue

    def pending(self) -> tuple[Receipt, ...]:
        """Those of which nobody knows yet what became of them."""
        return tuple(receipt for receipt in self.all() if receipt.state is ReceiptState.PENDING)


def read(path: Path) -> Receipt:
    """The receipt in ``path``. Raises InputError where it holds none."""
    try:
        receipt = msgspec.json.decode(path.read_bytes(), type=ReceiptFile).receipt
    except OSError as error:
        raise InputError("{path}: cannot be read: {why}", path=path, why=error.strerror or error) from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise InputError("{path}: not a receipt of mailmend ({why})", path=path, why=error) from None
    if not _ID.fullmatch(receipt.id):
        raise InputError("{path}: not a receipt of mailmend (its id is no name of a file)", path=path)
    return receipt


def default_folder() -> Path:
    """The user's state folder, by the XDG Base Directory Specification 0.8."""
    state = os.environ.get("XDG_STATE_HOME", "")
    base = Path(state) if state.startswith("/") else Path.home() / ".local" / "state"
    return base / "mailmend" / "receipts"


def _sync(folder: Path) -> None:
    """Let the rename itself reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
