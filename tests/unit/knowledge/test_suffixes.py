"""Organizational domains."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from mailmend.knowledge import Suffixes
from mailmend.sources.packaged import knowledge

SUFFIXES = knowledge().suffixes
LIBRARY = PublicSuffixList()


@pytest.mark.parametrize(
    ("name", "organization"),
    [
        ("mail.eu.example.com", "example.com"),
        ("a.b.example.co.uk.", "example.co.uk"),
        ("CO.UK", "co.uk"),
        ("www.city.kawasaki.jp", "city.kawasaki.jp"),
        ("a.b.c.kawasaki.jp", "b.c.kawasaki.jp"),
        ("mail.contoso.test", "contoso.test"),
        ("shop.食狮.公司.cn", "食狮.公司.cn"),
        ("shop.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_the_organizational_domain(name, organization):
    assert SUFFIXES.organizational(name) == organization


def test_every_rule_of_the_list_is_read_as_the_library_reads_it():
    bases = (rule.lstrip("!").replace("*", "wild") for rule in LIBRARY._publicsuffix)
    names = [name for base in bases for name in (base, f"b.{base}", f"a.b.{base}")]
    wrong = [name for name in names if SUFFIXES.organizational(name) != (LIBRARY.privatesuffix(name) or name)]
    assert wrong == []


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(name):
    assert isinstance(SUFFIXES.organizational(name), str)


def test_a_broken_international_label_is_taken_as_it_is():
    assert SUFFIXES.organizational("a.xn--" + "9" * 50 + ".com") == "xn--" + "9" * 50 + ".com"


def test_exceptions_come_before_wildcards():
    assert Suffixes("ck\n*.ck\n!www.ck\n").organizational("a.www.ck") == "www.ck"
    assert Suffixes("ck\n*.ck\n!www.ck\n").organizational("a.b.c.ck") == "b.c.ck"
