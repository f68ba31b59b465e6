"""Two causes that are as likely are both said; a surer one stands alone."""

from __future__ import annotations

from pathlib import Path

from mailmend import client
from mailmend.model import Diagnosis
from mailmend.render import text
from mailmend.render.answer import answer_of

_FLAGS = (
    "550 5.7.515 Access denied, sending domain JOINER.EXAMPLE doesn't meet the required authentication level. "
    "Spf= {spf} , Dkim= Fail , DMARC= Fail"
)
_WORLD = Path(__file__).parents[2] / "cases" / "188-servers-that-all-agree-on-the-old" / "world.zone"


def told(spf: str) -> Diagnosis:
    flags = _FLAGS.format(spf=spf).encode()
    (found,) = client.diagnose(flags, dns=f"zone:{_WORLD}", ip="203.0.113.25", sender="lena@joiner.example")
    return found


def test_both_are_said_with_who_must_act():
    found = told("Fail")
    others = answer_of(found).others
    assert [found.causes[0].code, *(other.code for other in others)] == ["MM-BOUNCE-024", "MM-SPF-001"]
    printed = text.diagnosis(found)
    assert "as likely" in printed
    assert printed.count("who must act") == 2
    assert found.plan.edits


def test_what_the_receiver_says_to_have_passed_is_no_cause():
    found = told("Pass")
    assert "MM-SPF-001" not in {cause.code for cause in found.causes}
    assert not found.plan.edits
