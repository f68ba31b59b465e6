from __future__ import annotations

import pytest

from mailmend.evidence import listing
from mailmend.model import Category, DeliveryAttempt, Listing, Notification
from mailmend.sources.packaged import knowledge


def told(text: str, category: Category = Category.REPUTATION) -> Listing | None:
    bounce = Notification(source="-", attempts=(DeliveryAttempt(text=text, category=category),))
    return listing.told(bounce, knowledge())


@pytest.mark.parametrize(
    ("text", "name", "lists"),
    [
        ("blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/203.0.113.7", "Spamhaus", "address"),
        ("found in https://www.spamhaus.org/query/domain/contoso.example", "Spamhaus DBL", "domain"),
        ("listed at dbl.spamhaus.org", "Spamhaus DBL", "domain"),
        ("blocked using pbl.spamhaus.org", "Spamhaus PBL", "address"),
        ("banned sending IP [203.0.113.7]. Please visit https://sender.office.com/", "Microsoft 365", "address"),
        ("part of their network is on our block list (S3140)", "Outlook.com", "address"),
        ("rejected using dnsbl.sorbs.net", "SORBS", "address"),
        ("poor reputation", None, "address"),
        ("a domain in the message has a poor reputation", None, "domain"),
    ],
)
def test_which_list_is_named(text: str, name: str | None, lists: str):
    found = told(text)
    assert found is not None
    assert (found.name, found.lists) == (name, lists)


def test_the_page_that_the_text_names_is_kept_without_its_full_stop():
    found = told("see https://lists.example/q?ip=203.0.113.7.")
    assert found is not None
    assert found.url == "https://lists.example/q?ip=203.0.113.7"


def test_a_list_that_ended_is_known_to_have():
    found = told("rejected using dnsbl.sorbs.net")
    assert found is not None
    assert found.closed


def test_other_refusals_have_no_list():
    assert told("User unknown, see spamhaus.org", Category.RECIPIENT_UNKNOWN) is None


def test_every_list_is_found_by_each_of_its_marks():
    known = knowledge().lists
    for each in known.all:
        for mark in each.marks:
            assert mark == mark.lower()
            assert known.named_in(f"x {mark} y") is not None
        assert each.lists in ("address", "domain")
    assert len({each.id for each in known.all}) == len(known.all)
