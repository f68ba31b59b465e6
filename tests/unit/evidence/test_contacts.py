"""Where the people who run a domain can be reached."""

from __future__ import annotations

import pytest

from mailmend.evidence.contacts import Contact, contacts, mailbox
from mailmend.flow import run
from mailmend.resolvers import World
from mailmend.sources.packaged import knowledge

WORLD = r"""$TTL 300
fabrikam.example. IN MX 20 backup.other.example.
fabrikam.example. IN MX 10 mx1.mail.fabrikam.example.
fabrikam.example. IN SOA ns1.fabrikam.example. jan\.dns.fabrikam.example. 1 2 3 4 5
evil.example. IN SOA ns1.evil.example. a\010b\013Bcc:x.evil.example. 1 2 3 4 5
"""


def found(domain: str) -> tuple[Contact, ...]:
    return run(contacts(domain, knowledge()), World.parse(WORLD, path="x", read=str).resolve)


def test_the_ladder_of_addresses():
    assert [(each.by, each.address) for each in found("fabrikam.example")] == [
        ("postmaster", "postmaster@fabrikam.example"),
        ("abuse", "abuse@fabrikam.example"),
        ("abuse", "abuse@other.example"),
        ("soa", "jan.dns@fabrikam.example"),
    ]


def test_what_dns_does_not_tell_is_left_out():
    assert [each.address for each in found("gone.example")] == ["postmaster@gone.example"]


def test_a_contact_that_could_reach_a_header_is_none():
    assert [each.address for each in found("evil.example")] == ["postmaster@evil.example"]


@pytest.mark.parametrize(
    ("name", "address"),
    [("hostmaster.contoso.example.", "hostmaster@contoso.example"), (r"a\.b.c.example.", "a.b@c.example"), (".", "@")],
)
def test_the_name_of_a_contact_is_an_address(name: str, address: str):
    assert mailbox(name) == address
