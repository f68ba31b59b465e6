"""Frozen classes with slots, cheap to make: ``dataclass(frozen=True, slots=True, kw_only=True)`` in all that matters.

The standard library's decorator writes and compiles six methods for each class, which takes 0.7 ms: for all our nouns a
quarter of the time of a diagnosis, at each start. Five of the six do the same in every class, so here only ``__init__``
is compiled; and it sets the slots themselves, in a third of the time. ``fields``, ``replace``, ``copy`` and ``pickle``
work as with any dataclass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(cls: type[T], /) -> type[T]: ...


@overload
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(*, kw_only: bool) -> Callable[[type[T]], type[T]]: ...


def frozen(cls: type[T] | None = None, /, *, kw_only: bool = True) -> type[T] | Callable[[type[T]], type[T]]:
    """A class whose objects do not change. Its fields are given by name; in their order too with ``kw_only=False``.

    Two are equal if they are of one class and hold the same, and are hashed by what they hold; a field that is not to
    count says ``compare=False``.
    """

    def made(plain: type[T]) -> type[T]:
        return _made(plain, kw_only=kw_only)

    return made if cls is None else made(cls)


def changed(old: T, **changes: object) -> T:
    """``dataclasses.replace`` in half its time, without ``__post_init__``: for what is done for every recipient."""
    cls: Any = type(old)
    set_all, get_all, setters = _slots(cls)
    made: T = object.__new__(cls)
    for set_one, value in zip(set_all, get_all(old), strict=True):
        set_one(made, value)
    for name, value in changes.items():
        setters[name](made, value)
    return made


@cache
def _slots(cls: Any) -> tuple[list[Callable[[Any, Any], None]], attrgetter[Any], dict[str, Callable[[Any, Any], None]]]:  # noqa: ANN401
    """How all slots of ``cls`` are set and got, and each is set by its name."""
    setters = {each.name: getattr(cls, each.name).__set__ for each in fields(cls)}
    return list(setters.values()), attrgetter(*setters), setters


def _made(plain: type[T], *, kw_only: bool) -> type[T]:
    # Without the methods that it compiles: what remains keeps account of the fields and makes the slots.
    cls: Any = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(plain)
    found = fields(cls)
    held = attrgetter(*(each.name for each in found if each.compare))

    def equal(self: object, other: object) -> bool:
        return held(self) == held(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(held(self))

    def first(self: object, *args: object, **given: object) -> None:
        # Many a class is not used in many a run: its __init__ is compiled when its first object is made.
        cls.__init__ = _init(cls, found)
        cls.__init__(self, *args, **given)

    cls.__init__ = first
    cls.__eq__, cls.__hash__, cls.__repr__ = equal, hashed, _repr
    cls.__setattr__, cls.__delattr__ = _refuse, _refuse
    cls.__getstate__, cls.__setstate__ = _state, _set_state
    made: type[T] = cls
    return made


def _init(cls: type, found: tuple[Field[Any], ...]) -> Callable[..., None]:
    """``__init__`` as source, compiled: a loop over the fields would run for every object that is ever made."""
    names: dict[str, Any] = {"MISSING": MISSING}
    in_order, by_name, body = ["self"], ["*"], list[str]()
    for each in found:
        name = each.name
        names |= {f"set_{name}": getattr(cls, name).__set__, f"is_{name}": each.default}
        names[f"new_{name}"] = each.default_factory
        argument, value = _source(each)
        if argument:
            (by_name if each.kw_only else in_order).append(argument)
        if value:
            body.append(f"set_{name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    given = ", ".join([*in_order, *(by_name if len(by_name) > 1 else ())])
    exec(f"def __init__({given}):\n    " + "\n    ".join(body), names)  # noqa: S102  our own names, as dataclasses does it
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _source(each: Field[Any]) -> tuple[str | None, str | None]:
    """One field as an argument and as the value that it is set to, None where it has none."""
    name = each.name
    if each.default_factory is not MISSING:
        new = f"new_{name}()"
        return (f"{name}=MISSING", f"{new} if {name} is MISSING else {name}") if each.init else (None, new)
    if each.default is not MISSING:
        return (f"{name}=is_{name}", name) if each.init else (None, f"is_{name}")
    return (name, name) if each.init else (None, None)


def _repr(self: Any) -> str:  # noqa: ANN401  a dataclass of any kind
    shown = (each.name for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


def _refuse(self: object, name: str, _value: object = None) -> None:
    raise FrozenInstanceError(f"{type(self).__qualname__}.{name} does not change")


# What copy and pickle ask for: without it they would set the fields as anybody would, and be refused.
def _state(self: Any) -> list[object]:  # noqa: ANN401
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self: Any, state: list[object]) -> None:  # noqa: ANN401
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
