from __future__ import annotations

from mailmend.flow import run
from mailmend.render import spf_tree
from mailmend.render.screen import WIDEST
from mailmend.spf import audit, partition
from mailmend.spf.proposal import propose
from tests.zones import zones


def shown(record: str, **more: list[tuple[str, object]]) -> list[str]:
    world = zones({"d.example": [("TXT", record)], **more})
    found = run(audit("d.example"), world.resolve)
    policy = run(partition("d.example", "a@d.example", "h"), world.resolve)
    return spf_tree.audit(found, policy, run(propose(found), world.resolve)).splitlines()


def test_a_right_record_is_short() -> None:
    assert shown("v=spf1 ip4:192.0.2.1 -all") == [
        "d.example   no problem",
        "0 of 10 lookups, 0 of 2 void lookups",
        "",
        "  v=spf1",
        "  ├─ ip4:192.0.2.1",
        "  └─ -all",
        "",
        "  pass                     1 IPv4 addresses   0 IPv6",
        "  fail         4,294,967,295 IPv4 addresses   about 2^128 IPv6",
    ]


def test_the_marked_words_stay_in_sight_in_a_long_record() -> None:
    nets = " ".join(f"ip4:192.0.2.{n}" for n in range(0, 200, 2))
    lines = shown(f"v=spf1 {nets} ipv4:198.51.100.7 {nets.replace('192.0.2', '203.0.113')} -all")
    caret = 3 + next(number for number, line in enumerate(lines) if line.startswith("MM-SPF-102"))
    start, end = lines[caret].index("^"), len(lines[caret])
    assert lines[caret - 1][start:end] == "ipv4"
    assert max(map(len, lines[: caret + 1])) <= WIDEST


def test_a_large_tree_is_cut_and_says_so() -> None:
    hosts = " ".join(f"a:h{n}.example" for n in range(90))
    lines = shown(f"v=spf1 {hosts} -all")
    assert "  … 32 more lines: --json has all" in lines
    assert len(lines) < 120


def test_problems_of_one_kind_are_told_together() -> None:
    hosts = {f"h{n}.example": [("A", "192.0.2.1")] for n in range(2)}
    lines = shown("v=spf1 a:h0.example a:h1.example -all", **hosts)
    assert sum(line.startswith("MM-SPF-216") for line in lines) == 1
    assert "   also a:h1.example" in lines


def test_bytes_that_a_terminal_would_obey_are_spelled_out() -> None:
    assert not {"\x1b", "\x9b"} & set("".join(shown("v=spf1 \x1b[31mmx \x9b a -all")))
