"""How final and how sure a refusal is, and what speaks against what is found."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailmend import client
from mailmend.model import Confidence, Diagnosis, Finding
from mailmend.render.templates import say_finding
from mailmend.render.words import ENGLISH

_WORLD = Path(__file__).parents[2] / "cases" / "188-servers-that-all-agree-on-the-old"
_SPF = (
    "550 5.7.{code} <rob@orchard.example>: {words} http://www.openspf.net/Why?s=mfrom;id=lena@joiner.example;"
    "ip=203.0.113.25;r=mx.orchard.example"
)


def told(text: str, **words: datetime) -> Diagnosis:
    (found,) = client.diagnose(text.encode(), dns=f"zone:{_WORLD / 'world.zone'}", **words)  # type: ignore[arg-type]
    return found


def lead(found: Diagnosis) -> Finding:
    return found.causes[0]


def against(found: Diagnosis) -> list[str]:
    return [ENGLISH.say(doubt.says) for doubt in lead(found).against]


def report(action: str, diagnostic: str, status: str) -> str:
    return (
        f"Reporting-MTA: dns; mail.joiner.example\n\nFinal-Recipient: rfc822; rob@orchard.example\nAction: {action}\n"
        f"Status: {status}\nRemote-MTA: dns; mx.orchard.example\nDiagnostic-Code: smtp; {diagnostic}\n"
    )


FULL = "452 4.2.2 <rob@orchard.example>: mailbox full"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (report("delayed", FULL, "4.2.2"), "tries again by itself"),
        (report("failed", FULL, "4.2.2"), "has stopped trying"),
        (FULL, "tries again by itself"),
        (report("failed", "552 5.2.2 mailbox full", "5.2.2"), "once there is room"),
    ],
    ids=["delayed", "given up", "a reply alone", "final"],
)
def test_another_attempt_is_promised_only_where_there_is_one(text: str, said: str):
    assert said in say_finding(ENGLISH, lead(told(text)), "do")


@pytest.mark.parametrize(
    ("text", "sure", "doubts"),
    [
        ("550 5.1.1 <rob@orchard.example>: User unknown", Confidence.CERTAIN, 0),
        ("550 <rob@orchard.example>: User unknown", Confidence.LIKELY, 0),
        ("550 5.2.2 <rob@orchard.example>: User unknown", Confidence.LIKELY, 1),
        (
            report("failed", "550 5.7.23 SPF violation -> 550 5.1.1 <rob@orchard.example>: User unknown", "5.7.23"),
            Confidence.CERTAIN,
            1,
        ),
    ],
    ids=["words and code", "words", "the code says something else", "the wrapper says something else"],
)
def test_confidence_comes_from_words_and_code(text: str, sure: Confidence, doubts: int):
    found = told(text)
    assert lead(found).code == "MM-BOUNCE-002"
    assert (lead(found).confidence, len(against(found))) == (sure, doubts)


def test_age_takes_certainty_away_and_is_said():
    text = _SPF.format(code=23, words="Message rejected due to: SPF fail - not authorized. Please see")
    fresh = told(text, now=datetime(2026, 11, 18, 8, tzinfo=UTC), at=datetime(2026, 11, 17, 8, tzinfo=UTC))
    old = told(text, now=datetime(2026, 11, 18, 8, tzinfo=UTC), at=datetime(2026, 9, 18, 8, tzinfo=UTC))
    assert (lead(fresh).confidence, against(fresh)) == (Confidence.CERTAIN, [])
    assert lead(old).confidence is Confidence.LIKELY
    assert against(old) == [
        "DNS was asked 61 days after the refusal: what it says now need not be what the receiver was told."
    ]


@pytest.mark.parametrize(
    ("words", "stated"),
    [
        ("SPF permerror.", "permerror"),
        ("SPF check result: none.", "none"),
        ("SPF Permanent Error: too many lookups.", "permerror"),
        ("SPF soft fail.", None),
        ("SPF fail.", None),
    ],
)
def test_what_the_receiver_says_of_its_own_check_speaks_against_another_result(words: str, stated: str | None):
    found = told(_SPF.format(code=24, words=words))
    assert lead(found).code == "MM-SPF-001"
    expected = [f"The receiver says that its SPF result was {stated}; evaluated now it is fail."] if stated else []
    assert against(found) == expected
    assert lead(found).confidence is (Confidence.LIKELY if stated else Confidence.CERTAIN)
