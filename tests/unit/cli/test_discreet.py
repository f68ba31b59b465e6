"""Who the sender is stays unknown to DNS unless the asker tells: asked over the network, of a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailmend.embedded.dns import EmbeddedDns
from mailmend.resolvers import World
from tests.command import Ran, run

BOUNCE = (
    "550 5.7.23 <info@museum.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=mara@tailor.example;ip=203.0.113.10;r=mx.museum.example\n"
)
ZONE = """
$TTL 300
museum.example. IN MX 10 mx.museum.example.
tailor.example. IN NS ns1.tailor.example.
tailor.example. IN MX 10 mail.tailor.example.
ns1.tailor.example. IN A 127.0.0.1
mail.tailor.example. IN A 203.0.113.10
tailor.example. IN TXT "v=spf1 exists:%{l}.users.tailor.example -all"
mara.users.tailor.example. IN A 127.0.0.2
plain.example. IN TXT "v=spf1 ip4:198.51.100.1 -all"
told.example. IN TXT "v=spf1 -all exp=why.told.example"
why.told.example. IN TXT "%{s} is not one of us"
"""


@pytest.fixture
def server() -> Iterator[EmbeddedDns]:
    with EmbeddedDns(World.parse(ZONE, path="world.zone", read=str)) as server:
        yield server


@pytest.fixture
def bounce(tmp_path: Path) -> Path:
    path = tmp_path / "bounce.txt"
    path.write_text(BOUNCE, encoding="utf-8")
    return path


def names(server: EmbeddedDns) -> set[str]:
    return {name for _, name, _ in server.asked if "users" in name}


def said(ran: Ran) -> str:
    return " ".join(ran.out.split())


HIDDEN, TOLD = {"postmaster.users.tailor.example."}, {"mara.users.tailor.example."}
SPF = ("spf", "tailor.example", "--sender", "mara@tailor.example")


@pytest.mark.parametrize(
    "arguments",
    [
        ("diagnose", "BOUNCE"),
        ("fix", "BOUNCE"),
        ("verify", "BOUNCE", "--receipts", "EMPTY"),
        (*SPF, "--ip", "203.0.113.10"),
        SPF,
    ],
)
def test_the_local_part_is_told_on_demand_only(
    arguments: tuple[str, ...], server: EmbeddedDns, bounce: Path, tmp_path: Path
):
    places = {"BOUNCE": str(bounce), "EMPTY": str(tmp_path / "none")}
    call = (*(places.get(each, each) for each in arguments), "--dns", server.address)
    run(*call)
    assert names(server) == HIDDEN
    server.asked.clear()
    run(*call, "--tell-sender")
    assert names(server) == TOLD


def test_a_diagnosis_says_that_it_was_not_told_and_is_less_sure(server: EmbeddedDns, bounce: Path):
    hidden = run("diagnose", bounce, "--dns", server.address)
    assert "postmaster stood for the local part" in said(hidden)
    assert "--tell-sender" in said(hidden)
    line = run("diagnose", bounce, "--dns", server.address, "--json").lines[0]
    found = [each for each in line["findings"] if each["code"].startswith("MM-SPF-")]
    assert found
    assert all(each["confidence"] != "certain" for each in found)
    assert any("postmaster" in doubt["text"] for each in found for doubt in each["against"])
    told = run("diagnose", bounce, "--dns", server.address, "--tell-sender")
    assert "postmaster stood" not in said(told)


def test_a_verdict_says_that_it_was_not_told(server: EmbeddedDns, bounce: Path, tmp_path: Path):
    call = ("verify", bounce, "--dns", server.address, "--receipts", tmp_path / "none")
    assert "postmaster stood for the local part" in said(run(*call))
    assert "postmaster stood" not in said(run(*call, "--tell-sender"))
    bounce.write_text(BOUNCE.replace("tailor", "plain"), encoding="utf-8")
    assert "postmaster stood" not in said(run(*call))


def test_a_record_that_does_not_ask_for_it_is_not_doubted(server: EmbeddedDns, bounce: Path):
    bounce.write_text(BOUNCE.replace("tailor", "plain"), encoding="utf-8")
    line = run("diagnose", bounce, "--dns", server.address, "--json").lines[0]
    assert "postmaster" not in json.dumps(line["findings"])


def test_one_evaluation_says_so_beside_its_trace(server: EmbeddedDns):
    call = (*SPF, "--ip", "203.0.113.10", "--dns", server.address)
    hidden = run(*call)
    assert (hidden.code, said(hidden).count("postmaster stood")) == (1, 1)
    assert run(*call, "--json").lines[0]["sender"] == "postmaster@tailor.example"
    told = run(*call, "--tell-sender")
    assert (told.code, said(told).count("postmaster")) == (0, 0)
    explained = run("spf", "told.example", "--sender", "x@told.example", "--ip", "192.0.2.1", "--dns", server.address)
    assert "postmaster stood" in said(explained)


@pytest.mark.parametrize("more", [[], ["--compare", "v=spf1 -all"], ["--ips", "-"]])
def test_all_addresses_say_so_on_standard_error(more: list[str], server: EmbeddedDns):
    ran = run(*SPF, *more, "--dns", server.address, stdin=b"192.0.2.1\n")
    assert ran.err.count("postmaster stood") == 1
    without = run("spf", "plain.example", "--sender", "mara@plain.example", *more, "--dns", server.address)
    assert "postmaster" not in without.err


def test_postmaster_itself_is_no_secret(server: EmbeddedDns):
    ran = run("spf", "tailor.example", "--ip", "203.0.113.10", "--dns", server.address)
    assert "stood" not in ran.out


def test_a_world_file_is_asked_exactly_unless_told(tmp_path: Path, bounce: Path):
    (tmp_path / "world.zone").write_text(ZONE, encoding="utf-8")
    call = (*SPF, "--ip", "203.0.113.10", "--dns", f"zone:{tmp_path / 'world.zone'}")
    assert run(*call).code == 0
    assert run(*call, "--hide-sender").code == 1


def test_a_case_is_replayed_as_it_was_asked(server: EmbeddedDns, bounce: Path, tmp_path: Path):
    for more in ([], ["--tell-sender"]):
        case = tmp_path / f"case{len(more)}"
        run("diagnose", bounce, "--dns", server.address, "--save-case", case, *more)
        assert run("diagnose", case, "--json").out == (case / "diagnosis.json").read_text(encoding="utf-8")
