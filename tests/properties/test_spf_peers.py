"""Two engines that were written apart from each other agree."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mailmend.flow import run
from mailmend.spf import check_host
from tests.peers import pyspf
from tests.properties.spf_worlds import FOURS, NAMES, OUTSIDE, PHASES, SIXES, worlds
from tests.zones import Zones


@settings(max_examples=300, phases=PHASES)
@given(worlds(loops=False, whole_hosts=True), st.sampled_from((*FOURS, *SIXES, *OUTSIDE)))
def test_check_host_agrees_with_pyspf(world: Zones, ip: str) -> None:
    # pyspf counts the void lookups of MX hosts, and a redirect even where it is not followed: kept out here.
    evaluation = run(check_host(ip, NAMES[0], f"d1@{NAMES[0]}", "h1.example.net"), world.resolve)
    assume(evaluation.lookups <= 6)
    assert evaluation.result == pyspf(world, ip, f"d1@{NAMES[0]}", "h1.example.net")
