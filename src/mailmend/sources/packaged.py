"""The packaged facts, read from the installed package once: the only place that opens their files."""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from datetime import date
from functools import cache
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import Any

from mailmend.knowledge import Knowledge


@cache
def knowledge() -> Knowledge:
    """All packaged facts. Reading costs a few milliseconds; each part is made into nouns when it is first used."""
    suffix_list = _folder_of("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
    return Knowledge(tables(_folder_of("mailmend.knowledge")), suffix_list)


def tables(folder: Path) -> dict[str, Any]:
    """The TOML files below ``folder`` by their paths in it, dates as text.

    Parsing them takes a sixth of a short command. So what was parsed is kept where Python keeps byte code and in the
    same form, and it holds as long as byte code does: while the name, size and time of every file are the same.
    """
    files = sorted(_files(folder))
    kept_at = Path(cache_from_source(str(folder / "facts.py"))).with_suffix(".tables")
    with suppress(OSError, ValueError, EOFError, TypeError):
        known, parsed = marshal.loads(kept_at.read_bytes())  # noqa: S302  who can write here can write byte code too
        if known == files:
            return dict(parsed)
    parsed = {name: _parsed(folder / name) for name, _, _ in files}
    if not sys.dont_write_bytecode:
        _keep(kept_at, marshal.dumps((files, parsed)))
    return parsed


def _parsed(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  which is needed once

    return {key: _plain(value) for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def _plain(value: object) -> object:
    """``value`` without the one kind of TOML that cannot be kept."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


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
