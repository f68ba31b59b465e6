from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailmend.flow import Answer, question
from mailmend.model import (
    Applicability,
    Client,
    Confidence,
    Evidence,
    Identities,
    Kind,
    Notification,
    Pool,
    Service,
    SpaceView,
    SpfCheck,
    Told,
)
from mailmend.remedies._wanted import Wanted, wanted

MX = Answer(question=question("contoso.example", "MX"), outcome="data", data=((10, "mx.sender.example."),))
SERVICE = Service(id="x", name="Sender", kind="esp", include="spf.sender.example", contains_client=True)
CLIENT = Client(ip="203.0.113.7", scope="public")
EVIDENCE = Evidence(
    bounce=Notification(source="-", kind=Kind.BOUNCE),
    told=Told(now=datetime(2026, 11, 23, tzinfo=UTC)),
    identities=Identities(client_ip="203.0.113.7", mail_from="anna@contoso.example"),
    pool=Pool(name="not-microsoft", confidence=Confidence.CERTAIN),
    spf=SpfCheck(domain="contoso.example", identity="mfrom"),
    client=CLIENT,
)


def only(client: Client) -> Wanted:
    (want,) = wanted(replace(EVIDENCE, client=client))
    return want


@pytest.mark.parametrize("own", ["mine", "mx", "ptr"])
def test_an_address_that_is_proved_to_be_the_senders_is_safe(own: str) -> None:
    want = only(replace(CLIENT, own=own, own_name="mx.contoso.example"))
    assert (want.term, want.applicability, want.certain) == ("ip4:203.0.113.7", Applicability.SAFE, True)


@pytest.mark.parametrize("own", [None, "a"])
def test_an_address_of_which_nothing_is_proved_is_only_asked_about(own: str | None) -> None:
    want = only(replace(CLIENT, own=own))
    assert (want.applicability, want.certain) == (Applicability.REVIEW, False)


def test_a_private_address_is_looked_at_even_where_it_is_the_askers() -> None:
    want = only(Client(ip="10.8.0.5", scope="private", own="mine"))
    assert (want.term, want.applicability, want.certain) == ("ip4:10.8.0.5", Applicability.REVIEW, True)
    assert want.because.code == "wanted.inside"


def test_six_is_said_as_six() -> None:
    assert only(Client(ip="2001:db8::7", scope="public", own="mx")).term == "ip6:2001:db8::7"


@pytest.mark.parametrize(
    ("own", "used", "because", "applicability"),
    [
        (None, (MX,), "wanted.service", Applicability.SAFE),
        (None, (), "wanted.unused", Applicability.REVIEW),
        ("ptr", (), "wanted.owned", Applicability.SAFE),
    ],
)
def test_an_address_of_a_service_is_authorised_by_its_include(
    own: str | None, used: tuple[Answer, ...], because: str, applicability: Applicability
) -> None:
    want = only(replace(CLIENT, own=own, services=(replace(SERVICE, used=used),)))
    assert (want.term, want.because.code, want.applicability) == ("include:spf.sender.example", because, applicability)


def test_a_service_whose_include_does_not_hold_the_address_says_nothing() -> None:
    want = only(replace(CLIENT, services=(replace(SERVICE, contains_client=False, used=(MX,)),)))
    assert want.term == "ip4:203.0.113.7"
    assert want.applicability is Applicability.REVIEW


def test_the_services_in_use_come_first() -> None:
    other = replace(SERVICE, id="a", include="a.example")
    found = wanted(replace(EVIDENCE, client=replace(CLIENT, services=(other, replace(SERVICE, used=(MX,))))))
    assert [want.term for want in found] == ["include:spf.sender.example", "include:a.example"]


def test_without_an_address_the_service_that_sent_is_wanted_where_it_is_not_covered() -> None:
    space = SpaceView(service=replace(SERVICE, used=(MX,)), addresses=10, passed=3, results=("pass", "fail"))
    (want,) = wanted(replace(EVIDENCE, client=None, space=space))
    assert (want.term, want.applicability) == ("include:spf.sender.example", Applicability.SAFE)
    assert wanted(replace(EVIDENCE, client=None, space=replace(space, passed=10))) == ()
