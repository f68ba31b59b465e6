from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailmend.flow import run
from mailmend.model import (
    Applicability,
    Confidence,
    Domain,
    Evidence,
    Identities,
    Kind,
    Notification,
    Pool,
    SpfCheck,
    Told,
)
from mailmend.phrase import Phrase
from mailmend.remedies._edit import Candidate, Proved, alone, proved, weaker
from mailmend.resolvers.world import World
from mailmend.sources.packaged import knowledge

ZONE, IP = "contoso.example", "203.0.113.7"
EVIDENCE = Evidence(
    bounce=Notification(source="-", kind=Kind.BOUNCE),
    told=Told(now=datetime(2026, 11, 23, tzinfo=UTC)),
    identities=Identities(client_ip=IP, mail_from=f"anna@{ZONE}"),
    pool=Pool(name="not-microsoft", confidence=Confidence.CERTAIN),
    spf=SpfCheck(domain=ZONE, identity="mfrom"),
    domain=Domain(name=ZONE, zone=ZONE),
)
A = "v=spf1 ip4:192.0.2.1 -all"


def gate(
    old: str, new: str, *, meant: str = f"v=spf1 ip4:{IP}", evidence: Evidence = EVIDENCE, more: str = ""
) -> Proved | None:
    """The gate's answer to changing ``old`` to ``new`` where what ``meant`` passes may be gained."""
    world = World.parse(f'{ZONE}. IN TXT "{old}"\n{more}', path="test", read=str)
    policy = run(alone(meant, evidence), world.resolve)
    candidate = Candidate(record=new, meant=(policy,), applicability=Applicability.SAFE, because=Phrase("why"))
    return run(proved(candidate, evidence, knowledge()), world.resolve)


def test_what_is_proved_comes_with_its_forecast() -> None:
    found = gate(A, f"v=spf1 ip4:192.0.2.1 ip4:{IP} -all")
    assert found is not None
    (edit,) = found.edits
    assert (edit.before, edit.after, edit.applicability) == ((A,), (f"v=spf1 ip4:192.0.2.1 ip4:{IP} -all",), "safe")
    forecast = found.forecast
    assert (forecast.before, forecast.after, forecast.gained, forecast.lost) == ("fail", "pass", 1, 0)


@pytest.mark.parametrize(
    "new",
    [
        "v=spf1 ip4:192.0.2.1 ip4:198.51.100.1 -all",
        f"v=spf1 ip4:{IP} -all",
        f"v=spf1 ip4:192.0.2.1 ip4:{IP} ip4:198.51.100.1 -all",
        f"v=spf1 ip4:192.0.2.1 ip4:{IP}/33 -all",
        f"v=spf1 ip4:192.0.2.1 ip4:{IP} include:gone.example -all",
        f"v=spf1 ip4:192.0.2.1 ip4:{IP} {' '.join(f'exists:{ZONE}' for _ in range(11))} -all",
        f"v=spf1 ip4:192.0.2.1 ip4:{IP} {'x' * 2048}=1 -all",
    ],
    ids=["sender fails", "one is lost", "a stranger too", "syntax", "permerror", "too many lookups", "too long"],
)
def test_what_breaks_a_rule_is_refused(new: str) -> None:
    assert gate(A, new) is None


@pytest.mark.parametrize(("first", "mended"), [("", True), ("a:gone1.contoso.example a:gone2.contoso.example ", False)])
def test_where_no_address_is_known_all_that_the_service_publishes_must_pass(first: str, mended: bool) -> None:
    """Two names are gone and the third has no IPv6 address: by IPv6 the third void lookup ends the check."""
    more = 'host.example. IN A 192.0.2.9\nservice.example. IN TXT "v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/48 -all"'
    old, new = (f"v=spf1 {first}a:host.example {term}-all" for term in ("", "include:service.example "))
    world = World.parse(f'{ZONE}. IN TXT "{old}"\n{more}', path="test", read=str)
    unknown = replace(EVIDENCE, identities=replace(EVIDENCE.identities, client_ip=None))
    service = run(alone("v=spf1 include:service.example", unknown), world.resolve)
    candidate = Candidate(
        record=new, meant=(service,), applicability=Applicability.SAFE, because=Phrase("why"), sender=service
    )
    assert (run(proved(candidate, unknown, knowledge()), world.resolve) is not None) is mended


def test_an_unpublished_pool_is_never_gained() -> None:
    relay = replace(EVIDENCE, identities=replace(EVIDENCE.identities, client_ip="40.95.110.71"))
    assert (
        gate(A, "v=spf1 ip4:192.0.2.1 ip4:40.95.110.71 -all", meant="v=spf1 ip4:40.95.110.71", evidence=relay) is None
    )


def test_who_lets_in_half_the_world_is_asked() -> None:
    found = gate(A, "v=spf1 ip4:192.0.2.1 ip4:128.0.0.0/1 -all", meant="v=spf1 ip4:128.0.0.0/1")
    assert found is not None
    assert found.edits[0].applicability is Applicability.REVIEW
    # Everybody is the unpublished pools too.
    assert gate(A, "v=spf1 +all", meant="v=spf1 +all") is None


@pytest.mark.parametrize(
    "evidence",
    [
        replace(EVIDENCE, domain=replace(EVIDENCE.domain, owned_by="SendGrid")),
        replace(EVIDENCE, domain=replace(EVIDENCE.domain, hosted_by="a vendor")),
        replace(
            EVIDENCE, identities=Identities(client_ip=IP, mail_from="anna@other.example", checked="helo", helo=ZONE)
        ),
        replace(EVIDENCE, spf=None),
    ],
    ids=["a service's own", "kept by a vendor", "a host that carried it", "nothing was checked"],
)
def test_only_the_senders_own_domain_is_edited(evidence: Evidence) -> None:
    assert gate(A, f"v=spf1 ip4:192.0.2.1 ip4:{IP} -all", evidence=evidence) is None


def test_an_edit_whose_forecast_rests_on_a_name_it_takes_away_is_refused() -> None:
    """``h.a.contoso.example`` lives by the wildcard until ``a.contoso.example`` is there."""
    name = f"a.{ZONE}"
    below = replace(EVIDENCE, spf=SpfCheck(domain=name, identity="mfrom"), domain=Domain(name=name, zone=ZONE))
    wildcard = f'*.{ZONE}. IN TXT "v=spf1 a:h.a.{ZONE} -all"\n*.{ZONE}. IN A 192.0.2.9\n'
    assert gate(A, f"v=spf1 a:h.a.{ZONE} ip4:{IP} -all", evidence=below, more=wildcard) is None


def test_another_name_that_shares_the_record_is_seen() -> None:
    shared = f"v=spf1 include:spf.{ZONE} -all"
    assert gate(shared, f"v=spf1 include:spf.{ZONE} ip4:{IP} -all", more=f"spf.{ZONE}. IN CNAME {ZONE}.") is None


def test_the_more_careful_word_counts() -> None:
    assert weaker(Applicability.SAFE, Applicability.REVIEW) is Applicability.REVIEW
    assert weaker(Applicability.MANUAL, Applicability.SAFE) is Applicability.MANUAL
