"""Every plan keeps the seven rules, whatever the input; and whoever breaks one of them in the code is noticed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailmend.model import Applicability, Client, Evidence, Forecast
from mailmend.phrase import Phrase
from mailmend.remedies import _complete, _edit, _rrset, _wanted, spf_add_mechanism
from mailmend.remedies._wanted import Wanted
from mailmend.rules import receiver_001_private_address
from mailmend.spf import Record
from tests.properties.plan_checker import diagnose, violations
from tests.properties.worlds import RECEIVER, SENDGRID, SHARED_HOST, ZONE, Story, story

STORIES = 10_000
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_every_plan_keeps_the_seven_rules(part: int) -> None:
    edits = 0
    for seed in range(part, STORIES, PARTS):
        told = story(Random(seed))
        for found in diagnose(told):
            assert not violations(told, found), f"seed {seed}"
            edits += bool(found.plan.edits or found.plan.alternatives)
    # The stories are about something: a third of them ends in a proposal.
    assert edits > STORIES / PARTS / 4


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_a_plan_that_breaks_a_rule_is_shrunk(rng: Random) -> None:
    told = story(rng)
    for found in diagnose(told):
        assert not violations(told, found), told.text + told.bounce


def test_the_same_story_gives_the_same_plan() -> None:
    for seed in range(300):
        once, again = (diagnose(story(Random(seed))) for _ in range(2))
        assert [found.plan for found in once] == [found.plan for found in again]


# -- each rule can fail -----------------------------------------------------------------------------------------------


def told(client: str, *policies: str, sender: str = ZONE, **more: Any) -> Story:
    """A bounce that names ``client``, and the records ``policies`` at the sender's name."""
    link = f"http://www.openspf.net/Why?s=mfrom;id=anna@{sender};ip={client};r=mx.{RECEIVER}"
    bounce = f"550 5.7.23 <ron@{RECEIVER}>: Message rejected due to: SPF fail - not authorized. Please see {link}"
    made = Story(sender=sender, client=client, bounce=bounce, **more)
    for policy in policies:
        made.policy(sender, policy)
    made.put(ZONE, "MX", f"10 mx1.{ZONE}.")
    made.put(f"mx1.{ZONE}", "A", "203.0.113.11")
    made.policy("partner1.example", "v=spf1 ip4:198.51.100.99 -all")
    made.policy(SENDGRID, "v=spf1 ip4:167.89.0.0/17 ~all")
    made.put("9.1.89.167.in-addr.arpa", "PTR", f"o1.outbound-mail.{SENDGRID}.")
    made.put(f"s1._domainkey.{ZONE}", "CNAME", f"s1.domainkey.u1.wl2.{SENDGRID}.")
    return made


def by_wildcard() -> Story:
    made = told("203.0.113.11", sender=f"em.{ZONE}", mine=("203.0.113.11",))
    made.put(f"*.{ZONE}", "A", SHARED_HOST)
    return made


def with_tokens() -> Story:
    made = told("203.0.113.11", "v=spf1 -all")
    made.put(ZONE, "TXT", '"MS=ms12345678"', r'"\255\000"')
    return made


def below_it() -> Story:
    """Its record names a host that lives by the same wildcard, until the sender's name is there."""
    made = by_wildcard()
    made.policy(f"*.{ZONE}", f"v=spf1 a:host.em.{ZONE} -all")
    return made


def by_alias() -> Story:
    made = told("203.0.113.11", sender=f"em.{ZONE}", mine=("203.0.113.11",))
    made.put(f"em.{ZONE}", "CNAME", "customer.host.example.")
    made.policy("customer.host.example", "v=spf1 -all")
    return made


def by_message() -> Story:
    """Whether its ``exists`` matches, no partition can know; its redirect needs the last lookup that is allowed."""
    hosts = " ".join(f"a:h{number}.wide.example" for number in range(4))
    first = f"exists:%{{i}}.list.example include:wide0.example {hosts}"
    return told("167.89.1.9", f"v=spf1 {first} redirect=partner1.example")


def by_host(helo: str) -> Story:
    """A host that only carried the message was refused by its HELO name."""
    made = told("167.89.1.9", "v=spf1 -all", helo=helo, identity="helo")
    made.policy(helo, "v=spf1 -all")
    link = f"http://www.openspf.net/Why?s=helo;id={helo};ip=167.89.1.9;r=mx.{RECEIVER}"
    made.bounce = (
        "Generating server: DB9PR05MB7721.eurprd05.prod.outlook.com\n\n"
        f"ron@{RECEIVER}\nmx.{RECEIVER}\nRemote Server returned '550 5.7.23 The message was rejected because of Sender "
        f"Policy Framework violation -> 550 5.7.23 SPF fail - not authorized. Please see {link}'\n\nOriginal message "
        f"headers:\n\nFrom: Anna <anna@{ZONE}>\nTo: <ron@{RECEIVER}>\nSubject: Quote\n"
    )
    return made


FULL = "v=spf1 include:wide0.example include:wide1.example redirect=partner1.example"
POOL = "v=spf1 ip4:40.95.0.0/16 -all"
DEAD = f"v=spf1 a:gone1.{ZONE} a:gone2.{ZONE} a:gone3.{ZONE} -all"


def sorted_terms(record: Record, term: str) -> str:
    return " ".join(["v=spf1", *sorted([*(str(each) for each in record.terms), term], reverse=True)])


def too_few(*_: Any) -> Forecast:
    return Forecast(client_ip="203.0.113.11", before="fail", after="pass", gained=0, lost=0, lookups_after=0)


def plain_place(name: str, zone: str, aliases: tuple[str, ...], here: Any) -> Any:
    yield from ()
    return _rrset.Place(name=name, aliases=aliases, txt=here["TXT"])


def by_address(_: Evidence, client: Client) -> tuple[Wanted, ...]:
    return (Wanted(f"ip4:{client.ip}", Phrase("wanted.mine"), Applicability.SAFE),)


@pytest.mark.parametrize(
    ("rule", "made", "module", "function", "broken"),
    [
        (1, lambda: told("167.89.1.9", FULL), _edit, "_harmless", lambda *_: True),
        (1, by_message, _edit, "_harmless", lambda *_: True),
        (1, lambda: told("203.0.113.11", "v=spf1 -all"), _edit, "_forecast", too_few),
        (1, below_it, _edit, "_beyond_exact_questions", lambda *_: False),
        (2, lambda: told("198.51.100.7", "v=spf1 -all"), _wanted, "_PROOFS", ("mine", "mx", "ptr", None)),
        (2, lambda: told("203.0.113.11", DEAD), _complete, "weaker", lambda _, other: other),
        (3, lambda: told("167.89.1.9", "v=spf1 -all"), _wanted, "_for_address", by_address),
        (4, lambda: told("203.0.113.11", POOL, "v=spf1 mx -all"), _edit, "_publishable", lambda *_: True),
        (5, lambda: told("10.1.2.3", "v=spf1 -all"), receiver_001_private_address, "check", lambda _: iter(())),
        (6, lambda: by_host("mail.stranger.example"), _edit, "_senders_own", lambda *_: True),
        (6, with_tokens, _rrset, "with_record", lambda _, record: (record,)),
        (6, by_wildcard, _rrset, "_settled", plain_place),
        (6, by_alias, _rrset, "_within", lambda *_: True),
        (7, lambda: told("203.0.113.11", "v=spf1 a ip4:198.51.100.4 -all"), spf_add_mechanism, "add", sorted_terms),
    ],
)  # fmt: skip
def test_each_rule_can_fail(
    rule: int, made: Callable[[], Story], module: Any, function: str, broken: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not broken_rules(made())
    monkeypatch.setattr(module, function, broken)
    assert rule in broken_rules(made())


def broken_rules(made: Story) -> set[int]:
    return {int(each.partition(" ")[0]) for found in diagnose(made) for each in violations(made, found)}


def test_what_is_proved_is_also_proposed() -> None:
    """The rules are not kept by proposing nothing."""
    for made in (told("203.0.113.11", "v=spf1 -all"), told("167.89.1.9", "v=spf1 -all"), by_wildcard(), with_tokens()):
        (found,) = diagnose(made)
        assert found.plan.edits
        assert {edit.applicability for edit in found.plan.edits} == {Applicability.SAFE}
