from __future__ import annotations

import pytest

from mailmend.spf.names import ends_with, is_checkable, is_queryable, presentation, to_ascii


@pytest.mark.parametrize("name", ["a", "a.b", "_spf.x-1.example", "x" * 63 + ".example", ".".join(["abc"] * 63)])
def test_names_that_dns_can_hold(name: str) -> None:
    assert is_queryable(name)


@pytest.mark.parametrize("name", ["", ".", "a..b", ".a", "a.", "x" * 64, "ü.example", ".".join(["abcd"] * 63)])
def test_names_that_dns_cannot_hold(name: str) -> None:
    assert not is_queryable(name)
    assert not is_checkable(name)


def test_u_labels_become_a_labels() -> None:
    assert to_ascii("Bücher.Example.") == "xn--bcher-kva.Example"
    assert to_ascii("straße.example") == "xn--strae-oqa.example"


def test_what_has_a_meaning_in_a_name_is_escaped() -> None:
    assert presentation("a-b_c.example") == "a-b_c.example"
    assert presentation("a b;c\\d\x7f.example") == "a\\032b\\;c\\\\d\\127.example"
    assert presentation("foo:bar/%.example") == "foo:bar/%.example"


def test_a_name_ends_with_itself_and_with_what_is_above() -> None:
    assert ends_with("Mail.Example.com", "example.COM")
    assert ends_with("example.com", "example.com")
    assert not ends_with("badexample.com", "example.com")
