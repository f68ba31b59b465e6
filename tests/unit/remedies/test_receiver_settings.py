from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import run

_WORLD = Path(__file__).parents[2] / "cases" / "182-postmasters-own-log" / "world.zone"
_WHY = "Please see http://www.openspf.net/Why?s=mfrom;id=lena@joiner.example;ip={ip};r=mx.orchard.example"
POSTFIX = (
    "Nov 17 14:05:40 mx postfix/smtpd[2211]: NOQUEUE: reject: RCPT from unknown[{ip}]: 550 5.7.23 "
    "<info@orchard.example>: Recipient address rejected: {words}; from=<lena@joiner.example> "
    "to=<info@orchard.example> proto=ESMTP helo=<mail.joiner.example>\n"
)
EXIM = (
    "2026-11-17 14:05:40 H=x [{ip}] F=<lena@joiner.example> rejected RCPT <info@orchard.example>: SPF check failed: "
    "{ip} is not allowed to send mail from joiner.example\n"
)


def settings(text: str) -> dict[str, list[str]]:
    ran = run("diagnose", "--json", "--dns", f"zone:{_WORLD}", "-", stdin=text.encode())
    found = [a for a in ran.lines[0]["plan"]["actions"] if a["owner"] == "recipient-admin"]
    return found[0] if found else {"steps": [], "commands": []}


def test_the_software_is_known_by_its_log_and_its_words():
    policyd = POSTFIX.format(
        ip="172.18.0.1", words="Message rejected due to: SPF fail - not authorized. " + _WHY
    ).format(ip="172.18.0.1")
    steps = " ".join(settings(policyd)["steps"])
    assert "policyd-spf: list 172.18.0.1 under skip_addresses" in steps
    assert "smtpd_upstream_proxy_protocol" in steps
    assert "Exim" not in steps


@pytest.mark.parametrize(
    ("ip", "lines"), [("172.17.0.1", ["hosts_proxy = 172.17.0.1"]), ("192.0.2.25", ["!hosts = 192.0.2.25"])]
)
def test_what_is_pasted_depends_on_whether_it_is_a_gateway(ip: str, lines: list[str]):
    assert settings(EXIM.format(ip=ip))["commands"] == lines


def test_where_every_client_has_one_address_nothing_excepts_it():
    found = settings(POSTFIX.format(ip="10.1.2.3", words="Message rejected due to: SPF fail"))
    assert found["commands"] == ["smtpd_upstream_proxy_protocol = haproxy"]
    assert "open relay" in " ".join(found["steps"])


def test_a_sender_gets_the_letter_and_no_settings_of_unknown_software():
    text = "550 5.7.1 <info@orchard.example>: SPF fail, [10.1.2.3] is not authorized to send mail for joiner.example\n"
    assert settings(text)["steps"] == []
