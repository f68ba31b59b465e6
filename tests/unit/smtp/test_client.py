from __future__ import annotations

import pytest

from mailmend import smtp


@pytest.mark.parametrize(
    ("words", "ip"),
    [
        ("[203.0.113.7] is not authorized to send mail for contoso.com (SPF fail)", "203.0.113.7"),
        ("SPF fail: contoso.com does not designate 192.0.2.1", "192.0.2.1"),
        ("DKIM = did not pass SPF [contoso.com] with ip: [203.0.113.7] = did not pass", "203.0.113.7"),
        ("SPF checks with the ip: [2001:db8:0:0::25]. To best protect", "2001:db8::25"),
        ("Message from 52.100.174.230 rejected by local policy", "52.100.174.230"),
        ("Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org", "192.0.2.9"),
        ("[93.177.84.58      12] Gmail has detected that this message is likely", "93.177.84.58"),
        ("[TSS04] Messages from 39.177.48.16 temporarily deferred - 4.16.55.1; see https://x.example/", "39.177.48.16"),
        ("unexpected volume or user complaints - 4.16.55.1; see", None),
        ("<mail.contoso.com[192.0.2.56]>: Client host rejected: may not be mail exchanger", "192.0.2.56"),
        ("blocked, see https://www.spamhaus.org/query/ip/192.0.2.77", "192.0.2.77"),
        ("rejected, see http://postmaster.example/error?ip=192.0.2.22&c=rdns", "192.0.2.22"),
        ("see https://example.com/192.0.2.5/page for details", None),
        ("recipient <a@[192.0.2.5]> unknown", None),
        ("policy (3.2.1.1) of version 1.2.3.4", None),
        ("SPF permerror for anna@contoso.com from 192.0.2.31: void lookup limit exceeded", "192.0.2.31"),
        ("SPF fail for 2001:db8::25: not listed", "2001:db8::25"),
        ("SPF permanent error for contoso.com, ip=203.0.113.30", "203.0.113.30"),
        ("SPF fail (client-ip=2001:db8::25; helo=mail.contoso.com)", "2001:db8::25"),
        ("SPF record ip4=203.0.113.30 is wrong", None),
        ("SPF record of contoso.com does not authorise 2001:db8::25", "2001:db8::25"),
        ("upstream 192.0.2.31:10025 refused", None),
        ("user unknown", None),
        ("", None),
    ],
)
def test_the_address_that_the_server_saw(words, ip):
    assert smtp.client_in(words).ip == ip


@pytest.mark.parametrize(
    ("words", "checked"),
    [
        ("[203.0.113.7] is not authorized to send mail for contoso.com (SPF fail)", "contoso.com"),
        ("[203.0.113.7] is not authorized to send for contoso.com (SPF fail)", "contoso.com"),
        ("SPF fail: contoso.com does not designate 192.0.2.1", "contoso.com"),
        ("domain of anna@contoso.com does not designate 192.0.2.1 as permitted sender", "anna@contoso.com"),
        ("The MAIL FROM domain [contoso.com] has an SPF record with a hard fail policy (-all)", "contoso.com"),
        ("DKIM = did not pass SPF [mail.contoso.com] with ip: [203.0.113.7] = did not pass", "mail.contoso.com"),
        ("SPF permerror for anna@contoso.com from 192.0.2.31: void lookup limit exceeded", "anna@contoso.com"),
        ("SPF temporary error for contoso.com: 203.0.113.7 (look-up failed)", "contoso.com"),
        ("no SPF record found for the domain crm.contoso.com, client 203.0.113.7", "crm.contoso.com"),
        ("SPF validation of sender <anna@contoso.com> failed", "anna@contoso.com"),
        ("<anna@contoso.com>: Sender address rejected: SPF fail", "anna@contoso.com"),
        ("SPF fail: 54.240.6.31 is not permitted for bounces.contoso.com", "bounces.contoso.com"),
        ("203.0.113.7 is not a permitted sender for contoso.com (SPF)", "contoso.com"),
        ("SPF record of contoso.com does not authorise 2001:db8::25", "contoso.com"),
        ("contoso.com does not permit 203.0.113.7 (SPF)", "contoso.com"),
        ("SPF: not allowed by policy.fabrikam.example [192.0.2.1]", None),
        ("relaying not permitted for fabrikam.example", None),
        ("SPF softfail: sender anna@contoso.com, client 203.0.113.30", "anna@contoso.com"),
        ("SPF fail (mailfrom=anna@contoso.com ip=203.0.113.30)", "anna@contoso.com"),
        ("203.0.113.9 is not allowed to send mail for bounce@em7.contoso.com", "bounce@em7.contoso.com"),
        ("SPF check failed for mail.contoso.com [203.0.113.7]", None),
        ("SPF fail for 203.0.113.7", None),
        ("<ron@fabrikam.example>: Recipient address rejected: SPF fail", None),
        ("user unknown in virtual alias table of contoso.com", None),
    ],
)
def test_whose_record_was_checked_in_words(words, checked):
    assert smtp.client_in(words).checked == checked


def test_a_server_is_not_its_own_client():
    assert smtp.client_in("host [192.0.2.60] rejected it", own="192.0.2.60").ip is None


LINKS = [
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.com;ip=40.95.110.71;r=mx.example",
    "http://www.openspf.net/Why?s=mfrom&id=anna%40contoso.com&ip=40.95.110.71&r=mx.example",
    "http://www.openspf.net/Why?s=mfrom&amp;id=anna@contoso.com&amp;ip=40.95.110.71&amp;r=mx.example",
    "http://www.openspf.org/Why?scope=mfrom;identity=anna@contoso.com;ip=40.95.110.71",
]


@pytest.mark.parametrize("link", LINKS)
def test_an_explanation_link_says_whom_it_checked(link):
    client = smtp.client_in(f"SPF fail. Please see {link}")
    assert (client.ip, client.identity, client.checked) == ("40.95.110.71", "mfrom", "anna@contoso.com")


def test_an_older_link_names_no_scope():
    client = smtp.client_in("see http://www.openspf.org/Why?id=anna%40contoso.com&ip=2001%3adb8::1&receiver=mx.example")
    assert (client.ip, client.identity, client.checked) == ("2001:db8::1", None, "anna@contoso.com")


def test_a_helo_identity():
    client = smtp.client_in("http://www.openspf.net/Why?s=helo;id=mail.contoso.com;ip=192.0.2.1;r=mx.example")
    assert (client.identity, client.checked) == ("helo", "mail.contoso.com")
