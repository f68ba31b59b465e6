from __future__ import annotations

from datetime import timedelta

import pytest

from mailmend.mail import parse_date


def test_a_date_keeps_its_zone():
    read = parse_date("Tue, 14 Oct 2025 08:12:29 +0200")
    assert read.isoformat() == "2025-10-14T08:12:29+02:00"


def test_a_date_without_a_zone_is_utc():
    assert parse_date("Tue, 14 Oct 2025 08:12:29 -0000").utcoffset() == timedelta(0)


@pytest.mark.parametrize("value", ["", "yesterday", "Tue, 99 Oct 2025 08:12:29 +0000", "1 Jan 99999999999 0:0:0 +0000"])
def test_what_is_no_date_is_none(value):
    assert parse_date(value) is None
