"""Every bounce that the laboratory's real servers made is read and understood: fields, cause, and whose move it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailmend.dialects import read
from mailmend.meaning import understand
from mailmend.model import Source
from mailmend.sources.packaged import knowledge

CASES = sorted((Path(__file__).parents[2] / "cases").glob("lab-*"))
OWNERS = {
    "lab-17-nat": "recipient-admin",
    "lab-18-forwarder": "forwarder",
    "lab-19-forwarder-own-record": "forwarder",
    "lab-20-temperror": "dns-host",
    "lab-21-walled-servers": "dns-host",
    "lab-22-unknown-user": "sender-user",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bounce_of_real_servers(case):
    (bounce,) = case.glob("bounce.*")
    (found,) = read(Source(name="bounce", data=bounce.read_bytes()))
    (attempt,) = understand(found, knowledge()).attempts
    wanted = ("recipient-unknown", None) if case.name == "lab-22-unknown-user" else ("auth", "spf")
    assert (attempt.category, attempt.subtype) == wanted
    assert attempt.owner == OWNERS.get(case.name, "sender-admin")
    assert attempt.recipient.endswith(".example")
    assert attempt.remote_mta.startswith("mx")
    assert attempt.reply in ("450", "451", "550")
    assert attempt.status[0] == attempt.reply[0]


def test_the_laboratory_left_bounces():
    assert len(CASES) > 30
