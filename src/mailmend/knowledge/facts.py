"""From packaged tables to nouns: one reader for every kind of fact, strict, because the facts are ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Noun = TypeVar("Noun", bound=DataclassInstance)

Table: TypeAlias = Mapping[str, Any]
# The only facts that are dates: when one was seen, and when a list was closed.
_DATES = ("date", "closed")


def noun(kind: type[Noun], facts: Table, /, **given: object) -> Noun:
    """A ``kind`` whose fields are ``facts`` and ``given``; lists become tuples, and texts of dates (RFC 3339) dates.

    Raises ValueError where a fact is not a field of ``kind`` or a field without default is missing: a fact with a
    misspelt name must not be lost in silence.
    """
    values = {key: _value(key, value) for key, value in {**facts, **given}.items()}
    known, required = _names(kind)
    unknown = values.keys() - known
    missing = required - values.keys()
    if unknown or missing:
        raise ValueError(f"{given.get('id', kind.__name__)}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    return kind(**values)


def _value(key: str, value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    return date.fromisoformat(value) if key in _DATES and isinstance(value, str) else value


@cache
def _names(kind: type[DataclassInstance]) -> tuple[frozenset[str], frozenset[str]]:
    """The names of all fields of ``kind``, and of those without a default."""
    return frozenset(f.name for f in fields(kind)), frozenset(f.name for f in fields(kind) if _required(f))


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
