"""The packaged facts, read from the installed package once: the only place that opens their files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from mailmend.knowledge import Knowledge


@cache
def knowledge() -> Knowledge:
    """All packaged facts. Reading costs a few milliseconds; each part is parsed when it is first used."""
    root = files("mailmend.knowledge")
    suffix_list = files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")
    return Knowledge(dict(_documents(root, "")), suffix_list)


def _documents(folder: Traversable, below: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            found.append((below + entry.name, entry.read_text(encoding="utf-8")))
        elif not below and entry.is_dir() and not entry.name.startswith("_"):
            found += _documents(entry, f"{entry.name}/")
    return found
