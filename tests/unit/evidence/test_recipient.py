from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.evidence import recipient
from mailmend.evidence.recipient import distance
from mailmend.flow import run
from mailmend.model import Category, DeliveryAttempt, Destination, Kind, Notification, Original
from mailmend.sources.packaged import knowledge
from tests.zones import Zones

GMAIL = {"gmail.com": {"MX": ((5, "mx.google.example."),)}}


def looked(
    address: str,
    category: Category = Category.HOST_UNKNOWN,
    author: str = "anna@contoso.example",
    data: dict[str, dict[str, tuple[object, ...]]] | None = None,
) -> Destination | None:
    bounce = Notification(
        source="-",
        kind=Kind.BOUNCE,
        attempts=(DeliveryAttempt(recipient=address, category=category),),
        original=Original(author=author),
    )
    return run(recipient.look(bounce, knowledge()), Zones(GMAIL if data is None else data).resolve)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("gmail.com", "gmail.com", 0),
        ("gmial.com", "gmail.com", 1),
        ("gmai.com", "gmail.com", 1),
        ("gmaill.com", "gmail.com", 1),
        ("gnail.con", "gmail.com", 2),
        ("hotmal.co", "hotmail.com", 2),
        ("gmx.de", "web.de", 3),
        ("", "ab", 2),
    ],
)
def test_slips_of_the_finger(one: str, other: str, slips: int):
    assert distance(one, other, 2) == slips
    assert distance(other, one, 2) == slips


@given(st.text("abc.", max_size=8), st.text("abc.", max_size=8))
def test_the_distance_is_none_only_between_equals(one: str, other: str):
    assert (distance(one, other, 8) == 0) is (one == other)
    assert distance(one, other, 8) <= max(len(one), len(other))


def test_a_long_name_costs_nothing():
    assert distance("a" * 100_000, "a" * 100_001, 2) == 3


@pytest.mark.parametrize("domain", ["gmial.com", "gmail.con", "gmaill.com", "GMIAL.com"])
def test_a_mistyped_provider(domain: str):
    found = looked(f"r@{domain}")
    assert found is not None
    assert (found.meant, found.known) == ("gmail.com", "well-known")
    assert found.absent


def test_what_takes_no_mail_was_not_meant():
    found = looked("r@gmial.com", data={})
    assert found is not None
    assert found.meant is None


@pytest.mark.parametrize("domain", ["gmail.com", "mail.com", "ymail.com", "gmx.de", "web.de", "fabrikam.example"])
def test_a_domain_of_its_own_is_no_slip(domain: str):
    found = looked(f"r@{domain}")
    assert found is not None
    assert found.meant is None


def test_the_own_domain_may_be_meant():
    found = looked("bob@contsoo.example", data={"contoso.example": {"MX": ((0, "mx.contoso.example."),)}})
    assert found is not None
    assert (found.meant, found.known) == ("contoso.example", "own")


def test_where_the_domain_answers_only_one_slip_counts():
    assert looked("r@gnail.con", Category.RECIPIENT_UNKNOWN).meant is None  # type: ignore[union-attr]
    assert looked("r@gmial.com", Category.RECIPIENT_UNKNOWN).meant == "gmail.com"  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["r", "r@", "", "r@localhost"])
def test_without_a_domain_nothing_is_asked(address: str):
    assert looked(address) is None


def test_other_refusals_ask_nothing():
    assert looked("r@gmial.com", Category.CONTENT) is None


@pytest.mark.parametrize(
    ("records", "absent", "null_mx", "takes_mail"),
    [
        ({}, True, False, False),
        ({"MX": ((0, "."),)}, False, True, False),
        ({"MX": ((5, "mx.x.example."),)}, False, False, True),
        ({"A": ("192.0.2.1",)}, False, False, True),
        ({"TXT": ((b"x",),)}, True, False, False),
    ],
)
def test_what_dns_shows(records: dict[str, tuple[object, ...]], absent: bool, null_mx: bool, takes_mail: bool):
    found = looked("r@orchard.example", data={"orchard.example": records})
    assert found is not None
    assert (found.absent, found.null_mx, found.takes_mail) == (absent, null_mx, takes_mail)
