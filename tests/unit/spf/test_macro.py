from __future__ import annotations

import pytest

from mailmend.spf.addresses import parse_address
from mailmend.spf.macro import expand, expand_domain, is_domain_spec, parse_macro_string, values_for

FOUR = values_for("email.example.com", "strong-bad@email.example.com", "mx.example.org", parse_address("192.0.2.3"))
SIX = values_for("email.example.com", "strong-bad@email.example.com", "mx.example.org", parse_address("2001:db8::cb01"))


# The examples of RFC 7208 §7.4.
@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d3}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        ("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
        ("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"),
        ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ("%%%_%-", "% %20"),
        ("%{S}", "strong-bad%40email.example.com"),
        ("%{h}%{p}%{d99999999999999999999}", "mx.example.orgunknownemail.example.com"),
    ],
)
def test_macros_stand_for_their_values(text: str, expanded: str) -> None:
    string, faults = parse_macro_string(text)
    assert faults == ()
    assert expand(string, FOUR) == expanded


def test_an_ipv6_address_is_dotted_by_its_digits() -> None:
    string, _ = parse_macro_string("%{ir}.%{v}._spf.%{d2}")
    digits = "1.0.B.C" + ".0" * 20 + ".8.B.D.0.1.0.0.2"
    assert expand(string, SIX) == f"{digits}.ip6._spf.example.com"


def test_a_long_name_loses_labels_from_the_left() -> None:
    string, _ = parse_macro_string("%{d}." * 20 + "example.net.")
    name = expand_domain(string, FOUR)
    assert len(name) <= 253
    assert name.endswith("email.example.com.example.net")
    assert name.startswith(("email.", "example.", "com."))


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("%{d}", True),
        ("x.%{d}.com", True),
        ("a%%", True),
        ("x.com.", True),
        ("", False),
        ("%{d}com", False),
        ("a.1", False),
    ],
)
def test_how_a_domain_spec_may_end(text: str, good: bool) -> None:
    assert is_domain_spec(parse_macro_string(text)[0]) is good
