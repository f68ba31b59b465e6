from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.rdns import generic_by


@pytest.mark.parametrize(
    ("name", "ip", "kind"),
    [
        ("host-203-0-113-7.isp.example", "203.0.113.7", "address"),
        ("7.113.0.203.isp.example", "203.0.113.7", "address"),
        ("ip203.0.113.7.isp.example.", "203.0.113.7", "address"),
        ("203000113007.isp.example", "203.0.113.7", "address"),
        ("cb007107.isp.example", "203.0.113.7", "address"),
        ("2001-db8--cb00-7107.isp.example", "2001:db8::cb00:7107", "address"),
        ("dyn42.isp.example", "203.0.113.7", "word"),
        ("pool-12.dsl.isp.example", "203.0.113.7", "word"),
        ("mail.contoso.example", "203.0.113.7", None),
        ("mail7.contoso.example", "203.0.113.7", None),
        ("mail-am6eur05on2107.outbound.protection.outlook.com", "40.107.22.107", None),
        ("a10-12.smtp-out.amazonses.com", "54.240.10.12", None),
        # A name that was chosen and has one of the words, without a number.
        ("dynamic.contoso.example", "203.0.113.7", None),
        # The words of the registered domain itself do not count.
        ("mail1.pool.example", "203.0.113.7", None),
        ("mail-113-7.contoso.example", "203.0.113.7", None),
        ("", "203.0.113.7", None),
        ("host-203-0-113-7.isp.example", "no address", None),
    ],
)
def test_names_given_by_pattern(name, ip, kind):
    assert generic_by(name, ip) == kind


@given(st.text(max_size=400), st.ip_addresses())
def test_any_name_ends_in_an_answer(name, ip):
    assert generic_by(name, str(ip)) in ("address", "word", None)
