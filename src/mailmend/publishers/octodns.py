"""Any DNS host that octoDNS knows: ``--via octodns:CONFIG``, ``octodns:CLASS.PATH``, or a host with ready settings.

octoDNS assumes that it owns the zone and makes it as it is told. So what it is told is the zone as the host has it
with our one RRset changed, and a plan that is anything but exactly this change is refused before it is applied.
"""

from __future__ import annotations

import importlib
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mailmend.errors import BasisError, PublishError, UnsureError, UsageError
from mailmend.model import Change
from mailmend.publishers import Held
from mailmend.publishers.octodns_settings import READY, arguments, ready_arguments
from mailmend.publishers.records import DEFAULT_TTL, quoted, texts_of

_INSTALL = "octoDNS is not installed: pip install 'mailmend[publish]'"


class OctoDns:
    """One octoDNS provider: ``name`` is its ``--via``, ``provider`` octoDNS's own object, ``zones`` those it may edit.

    Without ``zones`` the zone of a name is the closest one above it that the provider holds.
    """

    most_changes = 1

    def __init__(self, name: str, provider: Any, zones: tuple[str, ...] = ()) -> None:  # noqa: ANN401 - octoDNS has no types
        self.name = name
        self._provider = provider
        self._zones = zones

    def current(self, name: str, type: str) -> Held:
        """The RRset as the provider tells it. octoDNS does not tell where the strings of a text were split."""
        zone = self._zone(name)
        record = _record_of(zone, name, type)
        if record is None:
            return Held()
        return Held(records=tuple(quoted(text) for text in _texts(record)), ttl=record.ttl)

    def publish(self, changes: tuple[Change, ...]) -> str:
        """Apply the one change; see :class:`mailmend.publishers.Publisher`."""
        (change,) = changes
        if change.type != "TXT":
            raise PublishError("{name} changes TXT records only: nothing was written", name=self.name)
        plan = self._plan(change)
        self._is_ours(plan, change)
        try:
            with _calm():
                self._provider.apply(plan)
        except Exception as error:  # noqa: BLE001 - somebody else's code; whatever it was, it was on its way
            raise UnsureError("{name} failed while it was writing ({why})", name=self.name, why=_named(error)) from None
        after = self.current(change.name, change.type)
        if Counter(texts_of("TXT", after.records)) != Counter(texts_of("TXT", change.after)):
            raise UnsureError("{name} took the change and does not show it yet", name=self.name)
        return ""

    def _plan(self, change: Change) -> Any:  # noqa: ANN401 - octoDNS has no types
        """What octoDNS would do to make the zone as the host has it, with ``change``, so."""
        desired = self._zone(change.name).copy()
        old = _record_of(desired, change.name, change.type)
        if old is not None:
            desired.remove_record(old)
        if change.after:
            ttl = DEFAULT_TTL if change.ttl is None else change.ttl
            values = [_escaped(text) for text in texts_of("TXT", change.after)]
            data, label = {"type": "TXT", "ttl": ttl, "values": values}, desired.hostname_from_fqdn(change.name)
            with _calm():
                new = _octodns("octodns.record").Record.new(desired, label, data, source=self._provider, lenient=True)
                desired.add_record(new, lenient=True)
        try:
            with _calm():
                return self._provider.plan(desired)
        except Exception as error:  # noqa: BLE001 - somebody else's code may raise anything
            raise PublishError(
                "{name} cannot plan the change ({why}): nothing was written", name=self.name, why=_named(error)
            ) from None

    def _is_ours(self, plan: Any, change: Change) -> None:  # noqa: ANN401 - octoDNS has no types
        """Refuse ``plan`` unless it replaces exactly the old values by the new ones, and nothing else."""
        planned = [] if plan is None else list(plan.changes)
        where = [(each.record.fqdn.lower(), each.record._type) for each in planned]  # noqa: SLF001 - octoDNS's own name
        if where != [(change.name.lower(), change.type)]:
            others = ", ".join(f"{name} {type}" for name, type in where[:5]) or "nothing"
            raise PublishError(
                "octoDNS would change {others}, not exactly {name} TXT: nothing was written",
                others=others,
                name=change.name,
            )
        before, after = _texts(planned[0].existing), _texts(planned[0].new)
        if Counter(before) != Counter(texts_of("TXT", change.before)):
            raise BasisError(
                "{name} {type} changed meanwhile: nothing was written; plan anew", name=change.name, type=change.type
            )
        if Counter(after) != Counter(texts_of("TXT", change.after)):
            raise PublishError(
                "octoDNS would publish other values than planned at {name}: nothing was written", name=change.name
            )

    def _zone(self, name: str) -> Any:  # noqa: ANN401 - octoDNS has no types
        """The zone that holds ``name``, with all its records as the provider has them now."""
        labels = name.lower().rstrip(".").split(".")
        above = [".".join(labels[at:]) + "." for at in range(len(labels))]
        for each in (zone for zone in above if not self._zones or zone in self._zones):
            zone = _octodns("octodns.zone").Zone(each, [])
            try:
                with _calm():
                    exists = self._provider.populate(zone, target=True, lenient=True)
            except Exception as error:  # noqa: BLE001 - somebody else's code may raise anything
                raise PublishError(
                    "{name} does not tell the zone {each} ({why})", name=self.name, each=each, why=_named(error)
                ) from None
            if exists or zone.records:
                return zone
        raise PublishError("{name} holds no zone of {zone}: nothing was written", name=self.name, zone=name)


def by_settings(via: str) -> OctoDns:
    """The host ``via`` of the ready settings, with credentials from the environment or the keyring."""
    host = READY[via]
    return OctoDns(via, _made(host.made_by, f"pip install {host.package}", ready_arguments(via)))


def by_spec(text: str) -> OctoDns:
    """``CONFIG`` is a file of octoDNS, ``CLASS.PATH`` a class; its arguments come from ``MAILMEND_OCTODNS_…``."""
    via = f"octodns:{text}"
    if Path(text).is_file():
        return _configured(via, text)
    if text.endswith((".yaml", ".yml")) or "/" in text:
        raise UsageError("{text!a}: no such octoDNS configuration", text=text[:120])
    return OctoDns(via, _made(text, "is the package of this class installed?", None))


def _configured(via: str, path: str) -> OctoDns:
    """The one target of the configuration; octoDNS itself reads it, and the secrets that it names."""
    manager_of = _octodns("octodns.manager").Manager
    try:
        with _calm():
            manager = manager_of(path, max_workers=1)
        zones = {zone.lower(): config for zone, config in manager.config["zones"].items()}
        targets = {target for config in zones.values() for target in config.get("targets") or ()}
    except Exception as error:  # noqa: BLE001 - somebody else's code may raise anything
        raise UsageError(
            "{path}: octoDNS cannot use this configuration ({why})", path=path, why=_named(error)
        ) from None
    if len(targets) != 1:
        raise UsageError(
            "{path}: its zones have {targets} targets; mailmend publishes to exactly one",
            path=path,
            targets=len(targets),
        )
    return OctoDns(via, manager.providers[targets.pop()], tuple(zone for zone in zones if zone != "*"))


def _made(path: str, hint: str, given: dict[str, Any] | None) -> Any:  # noqa: ANN401 - octoDNS has no types
    module, _, name = path.rpartition(".")
    _octodns("octodns.provider.base")
    try:
        made_by = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        raise UsageError("{path} cannot be loaded: {hint}", path=path[:120], hint=hint) from None
    try:
        with _calm():
            return made_by("mailmend", **(arguments(made_by) if given is None else given))
    except Exception as error:  # noqa: BLE001 - somebody else's code may raise anything
        raise UsageError(
            "{path} cannot be set up ({kind}): {hint}", path=path, kind=type(error).__name__, hint=hint
        ) from None


@contextmanager
def _calm() -> Iterator[None]:
    """What octoDNS says to those who write for it is not for those who use it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _octodns(module: str) -> Any:  # noqa: ANN401 - octoDNS has no types
    try:
        return importlib.import_module(module)
    except ImportError:
        raise UsageError(_INSTALL) from None


def _record_of(zone: Any, name: str, type: str) -> Any:  # noqa: ANN401 - octoDNS has no types
    label = zone.hostname_from_fqdn(name)
    return next((r for r in zone.records if r.name == label and r._type == type), None)  # noqa: SLF001 - its own name


def _texts(record: Any) -> list[str]:  # noqa: ANN401 - octoDNS has no types
    r"""The texts of a record; octoDNS spells ``;`` as ``\;``, and what else it escapes differs from host to host."""
    texts = [str(value).replace("\\;", ";") for value in getattr(record, "values", ())]
    if any("\\" in text or '"' in text or not text.isascii() for text in texts):
        raise PublishError(
            "{fqdn} holds a value with a quote, a backslash or more than ASCII, which octoDNS does "
            "not carry safely: nothing was written; change it by hand",
            fqdn=record.fqdn,
        )
    return texts


def _escaped(text: str) -> str:
    if "\\" in text or '"' in text or not text.isascii():
        raise PublishError("a value with a quote, a backslash or more than ASCII: change it by hand")
    return text.replace(";", "\\;")


def _named(error: Exception) -> str:
    """An error by its kind alone: its text may hold what was sent, credentials too."""
    return type(error).__name__
