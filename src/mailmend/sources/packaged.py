"""The packaged facts, read from the installed package once: the only place that opens their files."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from mailmend.knowledge import Knowledge


@cache
def knowledge() -> Knowledge:
    """All packaged facts. Reading costs a few milliseconds; each part is parsed when it is first used."""
    suffix_list = _folder_of("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
    return Knowledge(dict(_documents(_folder_of("mailmend.knowledge"), "")), suffix_list)


def _folder_of(package: str) -> Path:
    """Where a package lies. importlib.resources would find it too, and load archives and temporary files for that."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(package)
    return Path(found.origin).parent


def _documents(folder: Path, below: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            found.append((below + entry.name, entry.read_text(encoding="utf-8")))
        elif not below and entry.is_dir() and not entry.name.startswith("_"):
            found += _documents(entry, f"{entry.name}/")
    return found
