from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import run

LOG = (
    "Nov 17 14:05:40 mx postfix/smtpd[2211]: NOQUEUE: reject: RCPT from h.isp.example[198.51.100.9]: 550 5.7.23 "
    "<info@orchard.example>: Recipient address rejected: Message rejected due to: SPF; from=<lena@joiner.example> "
    "to=<info@orchard.example> proto=ESMTP helo=<h.isp.example>\n"
)


def steps(record: str, tmp_path: Path, text: str = LOG) -> list[str]:
    world = f'joiner.example. 300 IN TXT "{record}"\norchard.example. 300 IN MX 10 mx.orchard.example.\n'
    (tmp_path / "world.zone").write_text(world, encoding="utf-8")
    ran = run("diagnose", "--json", "--dns", f"zone:{tmp_path / 'world.zone'}", "-", stdin=text.encode())
    found = [a["steps"] for a in ran.lines[0]["plan"]["actions"] if a["owner"] == "recipient-admin"]
    return found[0] if found else []


@pytest.mark.parametrize(
    ("record", "section"),
    [
        ("v=spf1 -all", "8.4"),
        ("v=spf1 ~all", "8.5"),
        ("v=spf1 ?all", "8.2"),
        ("hello", "8.1"),
        ("v=spf1 ip4:1.2.3 -all", "8.7"),
    ],
)
def test_the_postmaster_is_told_whether_the_refusal_was_right(record: str, section: str, tmp_path: Path):
    found = steps(record, tmp_path)
    assert f"section {section}" in found[0]
    assert any("Do not except" in step for step in found) is (section == "8.4")


def test_a_sender_is_not_told_so(tmp_path: Path):
    text = "550 5.7.23 SPF fail: [198.51.100.9] is not authorized to send mail for joiner.example\n"
    assert steps("v=spf1 -all", tmp_path, text) == []
