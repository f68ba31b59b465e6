"""Files, folders and standard input as bytes: what is read, how much of it, and what cannot be read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailmend.errors import InputError

MOST_BYTES = 25_000_000
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What no text holds in number: the C0 controls but tab, line ends, form feed and the escape of ISO-2022-JP.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ARCHIVES = {b"PK\x03\x04": "a zip archive", b"\x1f\x8b": "a gzip archive", b"%PDF": "a PDF", b"\x89PNG": "a picture"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input as bytes; ``cut`` says that it was longer than what is read of it."""

    name: str
    data: bytes
    cut: bool = False


def inputs(path: str) -> Iterator[Input]:
    """What is at ``path``: standard input for ``-``, a file, or every file of a folder in the order of their names.

    Raises InputError, in one line, where it cannot be read.
    """
    if path == "-":
        yield _checked("-", sys.stdin.buffer.read(MOST_BYTES + 1))
    elif Path(path).is_dir():
        yield from _of_folder(Path(path))
    else:
        yield _of_file(Path(path))


def _of_folder(folder: Path) -> Iterator[Input]:
    """Its files, then an InputError about those that cannot be read: one bad file does not hide the others."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    if not files:
        raise InputError(f"{folder}: no file in it")
    faults = list[InputError]()
    for file in files:
        try:
            yield _of_file(file)
        except InputError as error:
            faults.append(error)
    if faults:
        raise InputError(f"{faults[0]}" + (f" (and {len(faults) - 1} more like it)" if faults[1:] else ""))


def _of_file(file: Path) -> Input:
    try:
        with file.open("rb") as opened:
            return _checked(str(file), opened.read(MOST_BYTES + 1))
    except OSError as error:
        raise InputError(f"{file}: {(error.strerror or 'cannot be read').lower()}") from None


def _checked(name: str, data: bytes) -> Input:
    """``data`` as mail or text, at most 25 MB of it; UTF-16, as Windows writes pasted text, becomes UTF-8."""
    if not data.strip():
        raise InputError(f"{name}: empty; give a bounce as a file, or its text on standard input")
    if data.startswith(_OUTLOOK):
        raise InputError(f"{name}: an Outlook .msg file; save the message as .eml, or paste its text")
    for start, kind in _ARCHIVES.items():
        if data.startswith(start):
            raise InputError(f"{name}: {kind}; give the bounce itself, as .eml or text")
    if data.startswith(_UTF16):
        data = data.decode("utf-16", "replace").encode()
    head = data[:4096]
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20:
        raise InputError(f"{name}: neither mail nor text; give a bounce as .eml, or its text")
    return Input(name=name, data=data[:MOST_BYTES], cut=len(data) > MOST_BYTES)
