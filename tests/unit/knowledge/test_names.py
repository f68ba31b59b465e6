"""Globs for host names."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.knowledge.names import Globs, best_literal, matches

NAMES = st.text(alphabet="ab.", max_size=12)
PATTERNS = st.text(alphabet="ab.*", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("name", "pattern", "fits"),
    [
        ("contoso-com.mail.protection.outlook.com", "*.mail.protection.outlook.com", True),
        ("Contoso-Com.Mail.Protection.Outlook.COM.", "*.mail.protection.outlook.com", True),
        ("mail.protection.outlook.com", "*.mail.protection.outlook.com", False),
        ("contoso-com.k-v1.mx.microsoft", "*.mx.microsoft", True),
        ("feedback-smtp.eu-west-1.amazonses.com", "feedback-smtp.*.amazonses.com", True),
        ("feedback-smtp..amazonses.com", "feedback-smtp.*.amazonses.com", False),
        ("sendgrid.net", "sendgrid.net", True),
        ("notsendgrid.net", "sendgrid.net", False),
        ("a.sendgrid.net.evil.example", "*.sendgrid.net", False),
        ("ab", "*b*", False),
        ("abc", "*b*", True),
        ("", "*", False),
        ("xaby", "*a*b*", False),
        ("xa.by", "*a*b*", True),
    ],
)
def test_a_glob_fits(name, pattern, fits):
    assert matches(name, (pattern,)) is fits


@given(name=NAMES, pattern=PATTERNS)
def test_a_star_is_one_or_more_characters(name, pattern):
    # fnmatch's "?*" says the same; it is not used because it backtracks.
    name = name.rstrip(".")
    assert matches(name, (pattern,)) is fnmatch.fnmatchcase(name, pattern.replace("*", "?*"))


def test_the_most_exact_pattern_counts():
    assert best_literal("o1.outbound-mail.sendgrid.net", ("*.sendgrid.net", "*.outbound-mail.sendgrid.net")) == 27
    assert best_literal("example.org", ("*.sendgrid.net",)) == -1


def test_a_long_hostile_name_is_answered_at_once():
    assert not matches("a" * 100_000, ("*a*a*a*a*a*a*a*b",))


@given(st.lists(PATTERNS, max_size=8), NAMES)
def test_the_index_finds_every_glob_that_fits_and_no_other(globs, name):
    found = sorted(Globs((glob, at) for at, glob in enumerate(globs)).fitting(name))
    assert found == sorted((glob, at) for at, glob in enumerate(globs) if matches(name, [glob]))
