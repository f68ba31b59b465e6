"""The demo is run as it is: real servers on loopback, in a process that is watched; then its steps are made to fail."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mailmend.cli.demo import play
from mailmend.cli.demo_story import DOMAIN, GATEWAY, StepError, opposite, packaged_world, stage

SRC = Path(__file__).parents[3] / "src"

# socket.connect and socket.sendto are Python's audit events; an address that is no tuple is a socket of this machine.
WATCHED = """
import sys

seen = set()

def watch(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind") and isinstance(args[1], tuple):
        seen.add(args[1][0])
    if event.startswith("socket.get") and event != "socket.getaddrinfo" or event == "subprocess.Popen":
        seen.add(event)

sys.addaudithook(watch)
from mailmend.cli import main
try:
    main(["demo"])
finally:
    print("spoke to", *sorted(seen))
"""
FORBIDDEN = """
import sys

def forbid(event, args):
    if event == "socket.bind":
        raise PermissionError(1, "Operation not permitted")

sys.addaudithook(forbid)
from mailmend.cli import main
main(["demo"])
"""


def run(program):
    return subprocess.run(
        [sys.executable, "-c", program], cwd=SRC, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def world():
    return packaged_world("contoso.zone")


@pytest.fixture
def edit(world):
    with stage(world) as on:
        return on.explained(on.refused()[-1].reply).plan.edits[0]


def test_it_tells_the_five_steps_and_the_opposite_on_loopback_only():
    done = run(WATCHED)
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout
    assert "Embedded in mailmend" in told
    steps = ["1. Refused.", "2. Explained.", "3. Proved.", "4. Mended.", "5. Delivered.", "And the opposite."]
    places = [told.find(f"\n{step}") for step in steps]
    assert -1 not in places
    assert places == sorted(places)
    refused, explained, proved, mended, delivered, innocent = (
        told[start:end] for start, end in zip(places, [*places[1:], None], strict=True)
    )
    assert "S: 550 5.7.23 <bogdan@fabrikam.example>" in refused
    assert '+ "v=spf1 include:spf.protection.outlook.com ip4:203.0.113.25 -all"' in explained
    assert "forecast       203.0.113.25: fail before, pass after; 1 address gained, none lost" in explained
    assert "the gateway  pass   203.0.113.25" in proved
    assert "a stranger   fail" in proved
    assert 'IN TXT "v=spf1 include:spf.protection.outlook.com ip4:203.0.113.25 -all"' in mended
    assert 'IN TXT "MS=ms27018245"' in mended
    assert "S: 250 2.0.0 Ok: queued" in delivered
    assert "SPF now      pass" in delivered
    assert "do not change dns" in " ".join(innocent.lower().split())
    assert "exit code 1" in innocent
    spoken_to = told.splitlines()[-1].removeprefix("spoke to ").split()
    assert "127.0.0.1" in spoken_to
    assert set(spoken_to) <= {"127.0.0.1", "::1"}


def test_without_sockets_one_line_says_so():
    done = run(FORBIDDEN)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("mailmend: the demo needs sockets on 127.0.0.1")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "rtype", "values", "step"),
    [
        (DOMAIN, "TXT", [(b"v=spf1 ip4:203.0.113.25 -all",)], "1 (refused)"),
        (DOMAIN, "TXT", [(b"v=spf1 nonsense -all",)], "1 (refused)"),
        (GATEWAY, "A", ["203.0.113.26"], "2 (explained)"),
    ],
    ids=["authorised already", "broken record", "gateway of nobody"],
)
def test_a_step_that_fails_ends_it_with_one_line(world, capsys, name, rtype, values, step):
    other = world.with_rrset("25.113.0.203.in-addr.arpa.", "PTR", []).with_rrset(DOMAIN, "MX", [])
    assert play(other.with_rrset(name, rtype, values)) == 1
    line = capsys.readouterr().err
    assert line.startswith(f"mailmend: step {step} of the demo did not come out as told: ")
    assert line.count("\n") == 1


def test_a_change_that_authorises_everybody_is_no_proof(world, edit):
    with stage(world) as on, pytest.raises(StepError, match=r"3 \(proved\).*pass of a stranger"):
        on.proved(replace(edit, after=("v=spf1 +all",)))


def test_a_record_that_has_changed_meanwhile_is_left_alone(world, edit):
    with stage(world.with_rrset(DOMAIN, "TXT", [(b"v=spf1 -all",)])) as on:
        with pytest.raises(StepError, match=r"4 \(mended\)"):
            on.mended(edit)
        assert on.dns.asked
        with pytest.raises(StepError, match=r"5 \(delivered\).*550 5\.7\.23"):
            on.delivered()


def test_a_bounce_that_dns_explains_is_not_the_opposite():
    world = packaged_world("northwind.zone").with_rrset("northwind.example.", "TXT", [(b"v=spf1 +all",)])
    with pytest.raises(StepError, match=r"6 \(the opposite\)"):
        opposite(world)
