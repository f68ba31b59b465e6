"""The packaged facts, read from the installed package once: the only place that opens their files."""

from __future__ import annotations

import os
import sys
import tomllib
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import Any

import msgspec

from mailmend.frozen import frozen
from mailmend.knowledge import Knowledge


@cache
def knowledge() -> Knowledge:
    """All packaged facts. Reading costs a few milliseconds; each part is made into nouns when it is first used."""
    suffix_list = _folder_of("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
    return Knowledge(tables(_folder_of("mailmend.knowledge")), suffix_list)


def tables(folder: Path) -> dict[str, Any]:
    """The TOML files below ``folder`` by their paths in it, dates as text.

    Parsing them takes a sixth of a short command. So what was parsed is kept where Python keeps byte code, and holds
    as long as byte code does: while the name, size and time of every file are the same.
    """
    files = sorted(_files(folder))
    kept_at = Path(cache_from_source(str(folder / "facts.py"))).with_suffix(".json")
    with suppress(OSError, msgspec.DecodeError):
        kept = msgspec.json.decode(kept_at.read_bytes(), type=_Kept)
        if kept.files == files:
            return kept.tables
    parsed = {name: tomllib.loads((folder / name).read_text(encoding="utf-8")) for name, _, _ in files}
    encoded = msgspec.json.encode(_Kept(files=files, tables=parsed))
    if not sys.dont_write_bytecode:
        _keep(kept_at, encoded)
    return msgspec.json.decode(encoded, type=_Kept).tables


@frozen
class _Kept:
    """What was parsed, and from which files: the name, size and time of change (ns) of each."""

    files: list[tuple[str, int, int]]
    tables: dict[str, Any]


def _keep(path: Path, data: bytes) -> None:
    """Write ``data`` whole or not at all; where that is not allowed, the next start parses again."""
    beside = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        beside.write_bytes(data)
        beside.replace(path)


def _folder_of(package: str) -> Path:
    """Where a package lies. importlib.resources would find it too, and load archives and temporary files for that."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(package)
    return Path(found.origin).parent


def _files(folder: Path, below: str = "") -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    with os.scandir(folder / below) as entries:
        for entry in entries:
            if entry.name.endswith(".toml"):
                stat = entry.stat()
                found.append((below + entry.name, stat.st_size, stat.st_mtime_ns))
            elif not below and entry.is_dir() and not entry.name.startswith("_"):
                found += _files(folder, f"{entry.name}/")
    return found
