"""What is said to be done in Microsoft 365: the right steps for each cause, and commands that fit the bounce."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailmend import client
from mailmend.model import Action
from mailmend.render.words import ENGLISH
from tests.command import run

_CASES = Path(__file__).parents[2] / "cases"


def actions(case: str, *options: object) -> dict[str, dict[str, list[str]]]:
    folder = next(_CASES.glob(case + "-*"))
    bounce = next(folder.glob("bounce.*"))
    ran = run("diagnose", "--json", "--dns", f"zone:{folder / 'world.zone'}", *options, bounce)
    return {action["title"]: action for action in ran.lines[0]["plan"]["actions"]}


def of(text: str) -> tuple[Action, ...]:
    (found,) = client.diagnose(text.encode(), dns=f"zone:{_CASES / '26-wrapped-user-unknown' / 'world.zone'}")
    return found.plan.actions


def test_a_trace_is_asked_for_by_message_id_within_its_days():
    (trace,) = (a for title, a in actions("35").items() if "message trace" in title)
    assert trace["commands"][0] == (
        "$trace = Get-MessageTraceV2 -MessageId '<PR3PR04MB72915A2B7C@PR3PR04MB7291.eurprd04.prod.outlook.com>' "
        "-StartDate '2026-11-15 09:41:19Z' -EndDate '2026-11-18 08:00:00Z'"
    )
    assert "Get-MessageTraceDetailV2" in trace["commands"][2]


def test_no_trace_is_asked_for_where_it_is_given():
    folder = next(_CASES.glob("184-*"))
    assert not any("message trace" in title for title in actions("184", "--trace", folder / "trace.csv"))


def test_no_trace_is_asked_for_outside_microsoft():
    assert not any("message trace" in title for title in actions("37"))


@pytest.mark.parametrize(
    ("case", "titles"),
    [
        ("161", {"Secure the account, then release it", "Look into your own message trace"}),
        ("162", {"Allow automatic forwarding for the mailboxes that need it"}),
        ("167", {"Correct the inbound connector for your server"}),
        ("150", {"Let this mailbox sign in to send"}),
        ("169", {"Let the account send as the mailbox"}),
        ("170", set()),
        ("154", set()),
    ],
)
def test_each_cause_has_its_own_steps(case: str, titles: set[str]):
    assert set(actions(case)) == titles


def test_the_account_is_that_of_the_bounce():
    assert actions("161")["Secure the account, then release it"]["commands"] == [
        "Get-BlockedSenderAddress -SenderAddress 'lena@joiner.example' | Format-List",
        "Get-InboxRule -Mailbox 'lena@joiner.example' | Format-List Name, Enabled, Description",
        "Remove-BlockedSenderAddress -SenderAddress 'lena@joiner.example'",
    ]


def test_an_unknown_account_leaves_the_commands_out():
    (secure,) = (a for a in of("550 5.1.8 Access denied, bad outbound sender AS(42004)") if a.commands == ())
    assert "Secure the account" in ENGLISH.say(secure.title)


def test_a_filter_before_microsoft_is_told_of():
    text = (_CASES / "19-relay-pool-by-header" / "world.zone").read_text(encoding="utf-8")
    assert "tailor-example.mail.protection.outlook.com" in text
    assert not any("Enhanced Filtering" in title for title in actions("19"))
