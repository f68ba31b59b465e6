"""The partition of the address space says what check_host() says, for every address, at the same cost."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from mailmend.flow import run
from mailmend.spf import READINGS, Limits, Result, check_host, compare, partition
from mailmend.spf.addresses import BITS, Address, Family, parse_address
from tests.properties.spf_worlds import FOURS, NAMES, OUTSIDE, PHASES, SIXES, worlds
from tests.zones import Zones

IDENTITY = (NAMES[0], f"d1@{NAMES[0]}", "h1.example.net")
LIMITS = (*READINGS.values(), Limits(lookups=3, voids=0, mx=1), Limits(voids=None))


def text_of(family: Family, value: int) -> str:
    return str(Address(family, value))


@settings(max_examples=250, phases=PHASES)
@given(worlds(macros=True), st.sampled_from(LIMITS))
def test_every_region_is_what_the_evaluator_says(world: Zones, limits: Limits) -> None:
    policy = run(partition(*IDENTITY, limits=limits), world.resolve)
    edges = {text_of(each.family, value) for each in policy.regions for value in (each.first, each.last)}
    for ip in (*FOURS, *SIXES, *OUTSIDE, *sorted(edges)[:40]):
        region = policy.at(ip)
        if region.result is None:
            assert policy.dynamic or policy.incomplete
            continue
        evaluation = run(check_host(ip, *IDENTITY, limits=limits), world.resolve)
        path = tuple((term.domain, term.term.text) for term in evaluation.path)
        assert (region.result, region.path) == (evaluation.result, path)
        assert (region.lookups, region.void_lookups) == (evaluation.lookups, evaluation.void_lookups)


@settings(max_examples=60, phases=PHASES)
@given(worlds(macros=True))
def test_the_regions_tile_both_spaces(world: Zones) -> None:
    policy = run(partition(*IDENTITY), world.resolve)
    for family, bits in BITS.items():
        regions = [region for region in policy.regions if region.family == family]
        assert regions[0].first == 0
        assert regions[-1].last == (1 << bits) - 1
        assert all(one.last + 1 == two.first for one, two in pairwise(regions))


@settings(max_examples=60, phases=PHASES)
@given(worlds(), worlds())
def test_the_change_is_the_difference_of_the_results(old: Zones, new: Zones) -> None:
    before, after = (run(partition(*IDENTITY), world.resolve) for world in (old, new))
    change = compare(before, after)
    assert compare(before, before).gained == compare(before, before).lost == ()
    assert (change.gained, change.gained_count) == (compare(after, before).lost, compare(after, before).lost_count)
    for ip in (*FOURS, *SIXES):
        was, is_now = before.at(ip).result is Result.PASS, after.at(ip).result is Result.PASS
        address = parse_address(ip)
        ranges = [(first, last) for family, first, last in change.gained if family == address.family]
        gained = any(first <= address.value <= last for first, last in ranges)
        assert gained == (is_now and not was)
    passes = before.count(Result.PASS)
    assert change.gained_count is not None
    assert change.lost_count is not None
    assert after.count(Result.PASS) == passes + change.gained_count - change.lost_count


@settings(max_examples=150, phases=PHASES)
@given(worlds(macros=True), st.sampled_from(LIMITS), st.sampled_from((*FOURS, *SIXES, *OUTSIDE)))
def test_asking_ahead_changes_nothing_but_the_rounds(world: Zones, limits: Limits, ip: str) -> None:
    ahead = run(check_host(ip, *IDENTITY, limits=limits), world.resolve)
    assert ahead == run(check_host(ip, *IDENTITY, limits=limits, ahead=False), world.resolve)


@settings(max_examples=60, phases=PHASES)
@given(worlds(macros=True), st.sampled_from((*FOURS, *SIXES, *OUTSIDE)))
def test_a_policy_is_asked_about_any_address(world: Zones, ip: str) -> None:
    region = run(run(partition(*IDENTITY), world.resolve).ask(ip), world.resolve)
    evaluation = run(check_host(ip, *IDENTITY), world.resolve)
    assert (region.result, region.lookups) == (evaluation.result, evaluation.lookups)


@settings(max_examples=60, phases=PHASES)
@given(worlds(), worlds())
def test_every_difference_is_said_once_with_both_sides(old: Zones, new: Zones) -> None:
    before, after = (run(partition(*IDENTITY), world.resolve) for world in (old, new))
    found = compare(before, after).differences
    for ip in (*FOURS, *SIXES):
        address = parse_address(ip)
        here = [d for d in found if d.family == address.family and d.first <= address.value <= d.last]
        assert len(here) == (before.at(ip).result is not after.at(ip).result)
        assert all((d.before, d.after) == (before.at(ip), after.at(ip)) for d in here)
