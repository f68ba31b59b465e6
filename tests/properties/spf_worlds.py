"""Random worlds of SPF records: a few names that include, redirect to and point at each other."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import Phase
from hypothesis import strategies as st

from tests.zones import Zones, zones

# Shrinking a world takes minutes and teaches little: the failing world is printed whole.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

NAMES = tuple(f"d{number}.example.com" for number in range(6))
HOSTS = tuple(f"h{number}.example.net" for number in range(5))
EVERY_NAME = (*NAMES, *HOSTS, "gone.example.org")
FOURS = tuple(f"192.0.2.{number}" for number in (0, 1, 2, 3, 4, 7, 8, 15, 16, 64, 255))
SIXES = tuple(f"2001:db8::{number:x}" for number in (0, 1, 2, 3, 4, 7, 8, 15, 16, 255, 0xFFFF))
OUTSIDE = ("198.51.100.1", "2001:db9::1", "0.0.0.0", "255.255.255.255", "::", "::ffff:192.0.2.1", "ffff::ffff")

_FOURS = tuple(st.lists(st.sampled_from(FOURS), min_size=fewest, max_size=2) for fewest in (0, 1))
_SIXES = tuple(st.lists(st.sampled_from(SIXES), min_size=fewest, max_size=2) for fewest in (0, 1))
_HOSTS = st.lists(st.sampled_from(HOSTS), max_size=3, unique=True)

qualifiers = st.sampled_from(["", "", "", "+", "-", "~", "?"])
prefix4 = st.sampled_from(["", "", "/32", "/31", "/30", "/28", "/24", "/0"])
prefix6 = st.sampled_from(["", "", "//128", "//127", "//124", "//64", "//0"])


@cache
def records(targets: tuple[str, ...], *, macros: bool) -> st.SearchStrategy[str]:
    """SPF records whose terms point at ``targets``."""
    target = st.sampled_from(targets)
    kinds = [
        st.builds("ip4:{}{}".format, st.sampled_from(FOURS), prefix4),
        st.builds("ip6:{}{}".format, st.sampled_from(SIXES), prefix6.map(lambda text: text.replace("//", "/"))),
        st.builds("{}:{}{}{}".format, st.sampled_from(["a", "mx"]), target, prefix4, prefix6),
        st.builds("{}{}".format, st.sampled_from(["a", "mx"]), prefix4),
        st.builds("include:{}".format, target),
        st.builds("exists:{}".format, target),
    ]
    if macros:
        kinds += [
            st.sampled_from(["exists:%{i}.x.example.com", "ptr", "ptr:example.net", "a:%{p}", "include:%{ir}.a.com"]),
            st.sampled_from(["include:%{l}.example.com", "a:%{h}", "exists:%{v}.example.net", "mx:%{o}", "a:%{d2}"]),
        ]
    directive = st.builds(str.__add__, qualifiers, st.one_of(kinds))
    tails = [
        st.sampled_from(["", " -all", " ~all"]),
        st.sampled_from(["", " -all", " ~all"]),
        st.builds(" redirect={}".format, target),
        st.sampled_from([" ipv4:192.0.2.1", " a:x", " exp=%{d} exp=%{d}"]),
    ]
    terms = st.lists(directive, max_size=5).map(lambda found: "".join(" " + term for term in found))
    return st.builds("v=spf1{}{}".format, terms, st.one_of(tails))


@st.composite
def worlds(draw: st.DrawFn, *, macros: bool = False, loops: bool = True, whole_hosts: bool = False) -> Zones:
    """A world: some names have no records, some time out; ``whole_hosts`` gives every mail host both families."""
    data: dict[str, list[tuple[str, Any]]] = {name: [] for name in (*NAMES, *HOSTS)}
    for index, name in enumerate(NAMES):
        targets = EVERY_NAME if loops else (*NAMES[index + 1 :], *HOSTS, "gone.example.org")
        data[name].append(("TXT", draw(records(targets, macros=macros))))
    for name, here in tuple(data.items()):
        fewest = int(whole_hosts and name in HOSTS)
        here += [("A", ip) for ip in draw(_FOURS[fewest])]
        here += [("AAAA", ip) for ip in draw(_SIXES[fewest])]
        if name in NAMES:
            here += [("MX", (10, host)) for host in draw(_HOSTS)]
        if draw(st.integers(0, 12)) == 0:
            here.append(("TIMEOUT", [draw(st.sampled_from(["TXT", "A", "AAAA", "MX"]))]))
        if name in NAMES[1:] and draw(st.integers(0, 12)) == 0:
            data[name] = [pair for pair in here if pair[0] != "TXT"]
    return zones(data)
