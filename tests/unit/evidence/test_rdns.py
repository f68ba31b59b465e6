"""Which address a refusal for the sending host's name is about: one that it names, never the number of a section."""

from __future__ import annotations

import pytest

import mailmend
from tests.zones import zones


@pytest.mark.parametrize(
    ("said", "ip"),
    [
        ("550 Fix your reverse DNS: 203.0.113.7", "203.0.113.7"),
        ("550 5.7.25 [2001:db8::1] must have a reverse DNS record", "2001:db8::1"),
        ("550 5.7.25 Client host rejected: cannot find your reverse hostname, [203.0.113.7]", "203.0.113.7"),
        ("550 Fix your reverse DNS (RFC 2821 4.1.1.1)", None),
        ("550 Fix your reverse DNS (RFC 5321 section 4.1.4.2), 203.0.113.7", "203.0.113.7"),
        ("550 Fix your reverse DNS: 10.0.0.5", None),
        ("550 Invalid HELO name (See RFC2821 4.1.1.1)", None),
        ("550 5.1.1 User unknown [203.0.113.7]", None),
    ],
)
def test_the_address_that_a_refusal_names(said, ip):
    world = zones({})
    (found,) = mailmend.diagnose(said.encode(), dns=world)
    host = found.evidence.sending_host
    assert (host.ip if host else None) == ip
