"""A case: one folder that anyone can replay without network, with the same result (docs/cases.md).

``bounce.eml`` (or ``.txt``, ``.msg``) as received, ``ask.json`` what the asker said, ``world.zone`` every DNS answer
that was used, ``diagnosis.json`` what was said of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from mailmend.errors import InputError, UsageError
from mailmend.flow import Answer
from mailmend.frozen import frozen
from mailmend.model import TraceEntry
from mailmend.resolvers import recording

_BOUNCES = ("bounce.eml", "bounce.txt", "bounce.msg")
_TRACES = ("trace.csv", "trace.json")


@frozen
class Case:
    """A case as it lies in its folder; ``ask`` holds what the asker said, ready for ``Client.consider``.

    ``trace`` is an exported message trace that lies beside the bounce, where ``ask`` holds no entries of one.
    """

    bounce: Path
    world: Path
    ask: Mapping[str, Any]
    trace: Path | None = None


def is_case(path: Path) -> bool:
    """Whether ``path`` is a folder with a world in it."""
    return path.is_dir() and (path / "world.zone").is_file()


def load(folder: Path) -> Case:
    """The case in ``folder``; raises InputError where it holds no bounce, or an ``ask.json`` that is none."""
    bounce = next((folder / name for name in _BOUNCES if (folder / name).is_file()), None)
    if bounce is None:
        raise InputError(
            "{folder}: a case needs {names} or {bounces} beside world.zone",
            folder=folder,
            names=", ".join(_BOUNCES[:-1]),
            bounces=_BOUNCES[-1],
        )
    ask = _asked(folder / "ask.json")
    exported = (
        None if ask.get("trace") else next((folder / name for name in _TRACES if (folder / name).is_file()), None)
    )
    return Case(bounce=bounce, world=folder / "world.zone", ask=ask, trace=exported)


def bounce_name(data: bytes) -> str:
    """The name of the bounce in a case: a mail begins with a header field, everything else is text."""
    head = data.lstrip()[:200].split(b"\n", 1)[0]
    is_mail = head.startswith(b"From ") or (b":" in head and b" " not in head.split(b":", 1)[0])
    return _BOUNCES[0] if is_mail else _BOUNCES[1]


def trace_rows(entries: Iterable[TraceEntry]) -> list[dict[str, Any]]:
    """The entries of a message trace as ``ask.json`` holds them: those that were used, what is unknown left out."""
    return [{key: value for key, value in asdict(entry).items() if value is not None} for entry in entries]


def save(
    folder: Path, data: bytes, ask: Mapping[str, Any], answers: Iterable[Answer], lines: Iterable[str], now: datetime
) -> None:
    """Write the case; raises UsageError where the folder already holds something: nothing is overwritten."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("{folder}: already there and not empty; name a new folder", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / bounce_name(data)).write_bytes(data)
    said = {key: value for key, value in {**ask, "now": now.isoformat()}.items() if value}
    (folder / "ask.json").write_text(json.dumps(said, indent=1, default=str) + "\n", encoding="utf-8")
    for name, text in recording(answers, now).items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "diagnosis.json").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _entry(row: Mapping[str, Any]) -> TraceEntry:
    known = {field.name: str(row[field.name]) for field in fields(TraceEntry) if field.name in row}
    time = datetime.fromisoformat(known.pop("time")) if "time" in known else None
    return TraceEntry(line=int(known.pop("line")), time=time, **known)


def _asked(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        times = {key: datetime.fromisoformat(said[key]) for key in ("now", "at") if said.get(key)}
        words = {key: str(said[key]) for key in ("ip", "sender", "helo", "pool") if said.get(key)}
        trace = {"trace": tuple(_entry(row) for row in said["trace"])} if said.get("trace") else {}
        discreet = {"discreet": True} if said.get("discreet") is True else {}
        return {**words, **times, **trace, **discreet, "mine": tuple(str(net) for net in said.get("mine", ()))}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InputError("{path}: not what mailmend writes there ({why})", path=path, why=error) from None
