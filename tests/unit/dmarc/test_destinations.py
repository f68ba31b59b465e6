from __future__ import annotations

from mailmend.dmarc import destinations
from mailmend.flow import run
from tests.zones import zones


class TwoLabels:
    """A public suffix list where every top-level domain is the only suffix."""

    def organizational(self, name):
        return ".".join(name.split(".")[-2:])


def judged(uris, records):
    world = zones(records)
    return run(destinations("contoso.example", uris, TwoLabels()), world.resolve), world.asked


def test_an_address_of_the_same_organization_needs_no_permission():
    (found,), asked = judged(["mailto:d@reports.contoso.example"], {})
    assert (found.outside, found.allowed, asked) == (False, True, [])


def test_an_address_outside_needs_one():
    name = "contoso.example._report._dmarc.reports.test"
    uris = ["mailto:a@reports.test!10m", "https://reports.test/x"]
    (found,), asked = judged(uris, {})
    assert (found.host, found.allowed) == ("reports.test", False)
    assert [question.name for question in asked] == [f"{name}."]
    (found,), _ = judged(uris, {name: [("TXT", "v=DMARC1")]})
    assert found.allowed is True
    (found,), _ = judged(uris, {name: [("TXT", "hello")]})
    assert found.allowed is False
    (found,), _ = judged(uris, {name: [("TIMEOUT", ("TXT",))]})
    assert found.allowed is None


def test_at_most_ten_are_asked():
    _, asked = judged([f"mailto:a@r{n}.test" for n in range(30)], {})
    assert len(asked) == 10
