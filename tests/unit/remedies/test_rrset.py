from __future__ import annotations

import pytest

from mailmend.flow import run
from mailmend.model import Applicability
from mailmend.phrase import Phrase
from mailmend.remedies._rrset import Place, edits, place_of, supposed, with_record
from mailmend.resolvers.world import World

ZONE = "contoso.example"


def place(name: str, zone_file: str) -> Place | None:
    lines = "\n".join(line.strip() for line in zone_file.split("\n"))
    return run(place_of(name, ZONE), World.parse(lines, path="test", read=str).resolve)


def texts(found: Place | None) -> list[bytes]:
    assert found is not None
    return [b"".join(strings) for strings in found.txt.data]


def test_a_plain_name_is_edited_where_it_is() -> None:
    found = place(ZONE, 'contoso.example. 60 IN TXT "v=spf1 -all"\ncontoso.example. 60 IN MX 10 mx.contoso.example.')
    assert found is not None
    assert (found.name, found.aliases, found.wildcard, found.kept) == (ZONE, (), None, ())
    assert texts(found) == [b"v=spf1 -all"]


def test_an_alias_is_followed_inside_the_zone() -> None:
    found = place("a.contoso.example", "a.contoso.example. IN CNAME b.contoso.example.\nb.contoso.example. IN TXT x")
    assert found is not None
    assert (found.name, found.aliases) == ("b.contoso.example", ("a.contoso.example",))


@pytest.mark.parametrize(
    "zone_file",
    [
        "a.contoso.example. IN CNAME customer.host.example.\ncustomer.host.example. IN TXT x",
        "a.contoso.example. IN CNAME b.contoso.example.\nb.contoso.example. IN CNAME a.contoso.example.",
        "a.contoso.example. IN TXT x\n;! unavailable a.contoso.example. MX servfail",
        "a.contoso.example. IN TXT x\n;! unavailable *.contoso.example. CNAME timeout",
    ],
    ids=["alias leads out", "aliases go round", "a type is not known", "the wildcard is not known"],
)
def test_what_cannot_be_told_is_not_edited(zone_file: str) -> None:
    assert place("a.contoso.example", zone_file) is None


@pytest.mark.parametrize(
    "name", ["contoso.example.evil", "evilcontoso.example", "*.contoso.example", "a b.contoso.example"]
)
def test_a_foreign_or_unprintable_name_is_not_edited(name: str) -> None:
    assert place(name, f"{ZONE}. IN TXT x") is None


def test_a_name_that_lives_by_a_wildcard_keeps_its_other_types() -> None:
    found = place("a.contoso.example", "*.contoso.example. IN TXT x\n*.contoso.example. IN MX 10 mx.contoso.example.")
    assert found is not None
    assert found.wildcard == "*.contoso.example"
    changed, kept = edits(found, with_record(found, "v=spf1 -all"), Applicability.SAFE, Phrase("why"))
    assert (changed.name, changed.before, changed.after) == ("a.contoso.example.", ("x",), ("x", "v=spf1 -all"))
    assert (kept.type, kept.before, kept.after) == ("MX", ("10 mx.contoso.example.",), ("10 mx.contoso.example.",))


def test_a_name_with_records_of_its_own_does_not_live_by_the_wildcard() -> None:
    found = place("a.contoso.example", "a.contoso.example. IN TXT x\n*.contoso.example. IN CNAME www.contoso.example.")
    assert found is not None
    assert (found.wildcard, found.kept) == (None, ())


def test_a_wildcard_farther_up_makes_the_names_between_too() -> None:
    assert place("a.b.contoso.example", "*.contoso.example. IN A 192.0.2.1") is None
    # b.contoso.example is there, so the wildcard makes nothing below it (RFC 4592 §3.3.1).
    assert place("a.b.contoso.example", "*.contoso.example. IN A 192.0.2.1\nb.contoso.example. IN A 192.0.2.2")


def test_the_record_takes_the_place_of_the_old_ones_and_the_rest_stays() -> None:
    rest = r'"\255\000" "and more"', '"v=spf10 x"'
    found = place(ZONE, "\n".join(f"{ZONE}. IN TXT {v}" for v in (rest[0], '"v=spf1 a"', rest[1], '"v=spf1 mx"')))
    assert found is not None
    assert with_record(found, "v=spf1 a mx") == ("\xff\0and more", "v=spf1 a mx", "v=spf10 x")


def test_what_would_be_published_is_split() -> None:
    found = place(ZONE, f"{ZONE}. IN A 192.0.2.1")
    assert found is not None
    long = "v=spf1 " + " ".join(f"ip4:192.0.2.{n}" for n in range(60)) + " -all"
    (answer,) = supposed(found, with_record(found, long))
    assert max(map(len, answer.data[0])) <= 255
    assert b"".join(answer.data[0]).decode() == long
