from __future__ import annotations

import pytest

from mailmend import smtp


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("550 5.7.23 rejected", "5.7.23"),
        ("sorry, no mailbox here by that name (#5.1.1)", "5.1.1"),
        ("4.4.7 or 550 5.1.1", "5.1.1"),
        ("code 5.4.316.", "5.4.316"),
        ("at 5.1.2.3 or 192.5.1.1", None),
        ("Postfix 2.11.3", None),
        ("version 5.2.1 of it", None),
        ("v5.2.1 and /5.2.1 and 5.2.1-RELEASE", None),
        ("policy (3.2.1.1)", None),
        ("5.8.1 has no subject, 6.1.1 no class", None),
        ("", None),
    ],
)
def test_find_status(text, status):
    assert smtp.find_status(text) == status


def test_generic():
    assert smtp.generic("5.0.0")
    assert not smtp.generic("5.0.1")
