"""From packaged text to nouns: one reader for every kind of fact, strict, because the facts are ours."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Noun = TypeVar("Noun", bound=DataclassInstance)

Table: TypeAlias = Mapping[str, Any]


def table(text: str) -> dict[str, Any]:
    """The TOML document ``text``."""
    return tomllib.loads(text)


def noun(kind: type[Noun], facts: Table, /, **given: object) -> Noun:
    """A ``kind`` whose fields are ``facts`` and ``given``; lists become tuples.

    Raises ValueError where a fact is not a field of ``kind`` or a field without default is missing: a fact with a
    misspelt name must not be lost in silence.
    """
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in {**facts, **given}.items()}
    known = {field.name: field for field in fields(kind)}
    unknown = values.keys() - known.keys()
    missing = {name for name, field in known.items() if _required(field)} - values.keys()
    if unknown or missing:
        raise ValueError(f"{given.get('id', kind.__name__)}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    return kind(**values)


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
