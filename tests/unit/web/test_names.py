from __future__ import annotations

import pytest

from mailmend.flow import Question
from mailmend.web.names import domain_of, is_askable
from mailmend.web.problems import BAD_NAME, INTERNAL_NAME, ProblemError


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Contoso.COM.", "contoso.com"),
        (" anna@contoso.com ", "contoso.com"),
        ("https://www.contoso.com/path?q=1", "www.contoso.com"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("_dmarc.contoso.com", "_dmarc.contoso.com"),
    ],
)
def test_what_a_person_means(text, name):
    assert domain_of(text) == name


@pytest.mark.parametrize(
    "text", ["", "@", ".", "a..b", "-a.example", "192.0.2.1", "[::1]", "a b.example", "<b>.example"]
)
def test_what_is_no_domain(text):
    with pytest.raises(ProblemError) as refused:
        domain_of(text)
    assert refused.value.problem is BAD_NAME


@pytest.mark.parametrize(
    "text",
    ["localhost", "intranet", "nas.local", "x.internal", "router.home.arpa", "1.0.0.127.in-addr.arpa", "a.onion"],
)
def test_names_of_inner_networks(text):
    with pytest.raises(ProblemError) as refused:
        domain_of(text)
    assert refused.value.problem is INTERNAL_NAME


@pytest.mark.parametrize(
    ("name", "type", "server", "askable"),
    [
        ("contoso.com.", "TXT", None, True),
        ("localhost.", "A", None, False),
        ("host.local.", "A", None, False),
        ("com.", "NS", None, False),
        (".", "NS", None, False),
        ("7.113.0.203.in-addr.arpa.", "PTR", None, True),
        ("1.0.0.10.in-addr.arpa.", "PTR", None, False),
        ("1.1.168.192.in-addr.arpa.", "PTR", None, False),
        ("1.2.64.100.in-addr.arpa.", "PTR", None, False),  # shared, RFC 6598
        ("arpa.", "NS", None, False),
        ("evil.in-addr.arpa.", "TXT", None, False),
        ("contoso.com.", "TXT", "ns1.contoso.com.", True),
        ("contoso.com.", "TXT", "ns1.internal.", False),
        ("contoso.com.", "TXT", "10.0.0.1", False),
        ("contoso.com.", "TXT", "::ffff:10.0.0.1", False),  # mapped
        ("contoso.com.", "TXT", "64:ff9b::a00:1", False),  # NAT64
        ("contoso.com.", "TXT", "100.64.0.1", False),  # shared
        ("contoso.com.", "TXT", "fd00::1", False),
        ("contoso.com.", "TXT", "127.0.0.1", False),
        ("contoso.com.", "TXT", "198.51.100.1", True),
    ],
)
def test_what_may_be_asked(name, type, server, askable):
    assert is_askable(Question(name=name, type=type, server=server)) is askable


def test_the_reverse_name_of_a_public_ipv6_address_may_be_asked():
    public = ".".join(reversed("20010db8000000000000000000000001")) + ".ip6.arpa."
    inner = ".".join(reversed("fd000000000000000000000000000001")) + ".ip6.arpa."
    assert is_askable(Question(name=public, type="PTR"))
    assert not is_askable(Question(name=inner, type="PTR"))
