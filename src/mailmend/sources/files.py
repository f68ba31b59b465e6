"""Files, folders and standard input: what is read, in which order, and what cannot be read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import cast

from mailmend.errors import InputError
from mailmend.sources.forms import MOST_BYTES, Input, opened, raise_all

__all__ = ["MOST_BYTES", "Input", "inputs"]


def inputs(path: str) -> Iterator[Input]:
    """The messages at ``path``: standard input for ``-``, a file, or a folder's files in the order of their names.

    Raises InputError, in one line, where it cannot be read.
    """
    if path == "-":
        yield from opened("-", _Standard())
    elif Path(path).is_dir():
        yield from _of_folder(path)
    else:
        yield from _of_file(path)


class _Standard:
    """Standard input as it comes: a pipe's messages are read before the pipe is closed."""

    __slots__ = ()

    @staticmethod
    def read(size: int = -1, /) -> bytes:
        """What is there, at most ``size`` bytes."""
        return cast(BufferedReader, sys.stdin.buffer).read1(size)


def _of_folder(folder: str) -> Iterator[Input]:
    """Its files, then an InputError about those that cannot be read: one bad file does not hide the others."""
    faults, any_file = list[InputError](), False
    for file in _files(folder, faults):
        any_file = True
        try:
            yield from _of_file(file)
        except InputError as error:
            faults.append(error)
    if not any_file and not faults:
        raise InputError("{folder}: no file in it", folder=folder)
    raise_all(faults)


def _files(folder: str, faults: list[InputError]) -> Iterator[str]:
    """The paths below ``folder``; of a Maildir the delivered messages. Folders that cannot be read go to ``faults``.

    cr.yp.to/proto/maildir.html: ``tmp`` holds what is still being delivered, and beside the three folders lie the
    indexes of the server. Messages are named by the time of their delivery, so that order is the order of time.
    """
    try:
        names = sorted(_names(folder))
        maildir = {"cur", "new", "tmp"} <= set(names)
        places = [(place, name) for place in ("cur", "new") for name in _listed(folder, place)] if maildir else []
    except OSError as error:
        faults.append(InputError("{folder}: {why}", folder=folder, why=(error.strerror or "cannot be read").lower()))
        return
    if maildir:
        delivered = [(name, f"{folder}/{place}/{name}") for place, name in places]
        yield from (path for _, path in sorted(delivered))
        # Maildir++: the folders of a mailbox are Maildirs of their own, ".Sent" for example.
        names = [name for name in names if name.startswith(".")]
    for name in names:
        path = f"{folder.rstrip('/')}/{name}"
        if Path(path).is_dir():
            yield from () if Path(path).is_symlink() else _files(path, faults)
        elif not maildir and not name.startswith(".") and Path(path).is_file():
            yield path


def _listed(folder: str, place: str) -> list[str]:
    path = f"{folder}/{place}"
    return [name for name in _names(path) if not name.startswith(".")] if Path(path).is_dir() else []


def _names(folder: str) -> list[str]:
    """Names alone: a Maildir may hold hundreds of thousands."""
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries]


def _of_file(file: str) -> Iterator[Input]:
    try:
        with Path(file).open("rb") as stream:
            yield from opened(file, stream)
    except OSError as error:
        raise InputError("{file}: {why}", file=file, why=(error.strerror or "cannot be read").lower()) from None
