"""The scenarios, one table a file. ``ALL`` is what `make lab` runs, in this order."""

from __future__ import annotations

from lab.scenario import Scenario
from lab.scenarios import names, others, publishing, records
from lab.zones import Zone

ALL: tuple[Scenario, ...] = (*records.ALL, *others.ALL, *names.ALL, *publishing.ALL)


def zones() -> tuple[Zone, ...]:
    """The senders' zones."""
    return tuple(scenario.zone for scenario in ALL if scenario.zone is not None)


def domains() -> tuple[str, ...]:
    """The domains that the sender's server takes bounces for."""
    return tuple(dict.fromkeys(scenario.author.rpartition("@")[2] for scenario in ALL))


def transports() -> dict[str, str]:
    """Who leaves the sender's server another way than usual: ``@domain`` or ``<>``, and how."""
    return {_who(scenario): scenario.via for scenario in ALL if scenario.via}


def _who(scenario: Scenario) -> str:
    return f"@{scenario.sender.rpartition('@')[2]}" if scenario.sender else "<>"
