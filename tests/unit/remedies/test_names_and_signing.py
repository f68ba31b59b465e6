"""What to do about names, signing and a way back: the steps, and that nothing hostile gets into a line to paste."""

from __future__ import annotations

import shlex

import mailmend
from mailmend.remedies._powershell import quoted
from mailmend.render.words import ENGLISH
from mailmend.rules._stories import refused, signed
from tests.zones import zones


def actions(bounce: str, records=None):
    (found,) = mailmend.diagnose(bounce.encode(), dns=zones(records or {}))
    return found, list(found.plan.actions)


def said(found):
    return " ".join(ENGLISH.say(step) for action in found.plan.actions for step in action.steps)


def test_microsoft_signing_reads_the_values_from_the_tenant():
    records = {"contoso.example": [("MX", (0, "contoso-example.mail.protection.outlook.com."))]}
    records["_dmarc.contoso.example"] = [("TXT", "v=DMARC1; p=reject")]
    bounce = refused("550 5.7.1 Email rejected per DMARC policy for contoso.example", signed("x.onmicrosoft.com"))
    found, _ = actions(bounce, records)
    commands = [line for action in found.plan.actions for line in action.commands]
    assert commands[1].startswith("Get-DkimSigningConfig -Identity 'contoso.example' | Format-List")
    assert "selector1-contoso-example._domainkey.x.onmicrosoft.com" in said(found)
    assert found.plan.edits == ()


def test_whoever_does_not_use_microsoft_is_not_sent_there():
    bounce = refused("550 5.7.1 Email rejected per DMARC policy for contoso.example", signed("service.test"))
    found, _ = actions(bounce, {"_dmarc.contoso.example": [("TXT", "v=DMARC1; p=reject")]})
    assert not [line for action in found.plan.actions for line in action.commands]


def test_a_letter_goes_to_whoever_the_reverse_zone_names():
    soa = ("ns1.isp.test.", "hostmaster.isp.test.", 1, 2, 3, 4, 5)
    found, (action, *_) = actions(
        refused("550 5.7.25 Client host rejected: cannot find your reverse hostname, [203.0.113.50]"),
        {"113.0.203.in-addr.arpa": [("SOA", soa)], "contoso.example": [("MX", (1, "m.contoso.example."))]},
    )
    assert [letter.to for letter in found.plan.letters] == ["hostmaster@isp.test"]
    assert action.commands == ("dig -x 203.0.113.50 +short", "dig mail.contoso.example A +short")


def test_without_a_named_contact_there_is_no_letter():
    found, _ = actions(refused("550 5.7.25 Client host rejected: cannot find your reverse hostname, [203.0.113.50]"))
    assert found.plan.letters == ()


def test_the_greeting_is_set_to_the_confirmed_name():
    records = {
        "50.113.0.203.in-addr.arpa": [("PTR", "out.contoso.example.")],
        "out.contoso.example": [("A", "203.0.113.50")],
    }
    bounce = "450 4.7.1 <server.local>: Helo command rejected: Host not found; client [203.0.113.50]"
    (found,) = mailmend.diagnose(bounce.encode(), dns=zones(records), ip="203.0.113.50")
    (action,) = found.plan.actions
    assert action.commands == ("postconf -e 'smtp_helo_name = out.contoso.example' && postfix reload",)


def test_the_way_back_offers_the_parents_exchanger():
    records = {
        "news.contoso.example": [("TXT", "v=spf1 -all")],
        "contoso.example": [("MX", (10, "mx.contoso.example."))],
    }
    bounce = refused(
        "450 4.1.8 <b@news.contoso.example>: Sender address rejected: Domain not found",
        mail_from="b@news.contoso.example",
    )
    found, _ = actions(bounce, records)
    assert "publish the same MX: 10 mx.contoso.example." in said(found)
    assert found.plan.edits == ()


def test_a_name_that_would_be_a_command_is_quoted_or_left_out():
    evil = "a'; Remove-Item x; '.contoso.example"
    assert quoted(evil) == "'a''; Remove-Item x; ''.contoso.example'"
    bounce = "450 4.7.1 <$(reboot).local>: Helo command rejected: Host not found"
    _, (action,) = actions(bounce)
    assert all("reboot" not in line for line in action.commands)
    assert all(len(shlex.split(line.partition(" && ")[0])) == 3 for line in action.commands)
