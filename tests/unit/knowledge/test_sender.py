"""Sending services: every file is sound, and the look-ups find the right one."""

from __future__ import annotations

import pytest

from mailmend.flow import Answer, question
from mailmend.knowledge import SenderKind, SpfPlace
from mailmend.knowledge.sender import Senders, sender_of
from mailmend.sources.packaged import knowledge

KNOWN = knowledge()
EVIDENCE = {"documented", "vendor-template", "seen-in-records", "partly-verified", "community", "general-knowledge"}


@pytest.mark.parametrize("sender", KNOWN.senders, ids=lambda sender: sender.id)
def test_a_sender_can_be_recognised_and_says_from_where_it_is_known(sender):
    assert sender.name
    assert sender.source
    assert sender.date.year >= 2026
    assert sender.evidence in EVIDENCE
    marks = (sender.includes, sender.mx_patterns, sender.ptr_patterns, sender.cname_patterns, sender.dkim_selectors)
    assert any(marks)
    assert all(name == name.lower() for names in marks[:4] for name in names)
    assert sender.built_on is None or KNOWN.directory.get(sender.built_on)


@pytest.mark.parametrize("sender", KNOWN.senders, ids=lambda sender: sender.id)
def test_what_is_unverified_names_a_field_or_a_value(sender):
    for doubt in sender.unverified:
        lists = [getattr(sender, name) for name in sender.__slots__ if name != "unverified"]
        assert doubt in sender.__slots__ or any(doubt in values for values in lists if isinstance(values, tuple))


def test_only_a_hosting_service_hosts_spf():
    assert {s.kind for s in KNOWN.senders if s.hosted_spf} == {SenderKind.SPF_HOSTING}
    assert not [s.id for s in KNOWN.senders if s.hosted_spf and s.shared]


@pytest.mark.parametrize(
    ("look", "name", "id"),
    [
        (KNOWN.sender_by_ptr, "o1.ptr4821.outbound-mail.sendgrid.net", "sendgrid"),
        (KNOWN.sender_by_ptr, "mail-vi1eur05hn2230.outbound.protection.outlook.com.", "microsoft-365"),
        (KNOWN.sender_by_ptr, "mail-co1nam11olkn2085.outbound.protection.outlook.com", "outlook-com"),
        (KNOWN.sender_by_ptr, "a8-31.smtp-out.amazonses.com", "amazon-ses"),
        (KNOWN.sender_by_ptr, "mail.contoso.com", None),
        (KNOWN.sender_by_mx, "contoso-com.mail.protection.outlook.com", "microsoft-365"),
        (KNOWN.sender_by_mx, "contoso-com.p-v1.mx.microsoft", "microsoft-365"),
        (KNOWN.sender_by_mx, "ASPMX.L.GOOGLE.COM.", "google-workspace"),
        (KNOWN.sender_by_mx, "alt2.aspmx.l.google.com", "google-workspace"),
        (KNOWN.sender_by_mx, "feedback-smtp.us-east-1.amazonses.com", "amazon-ses"),
        (KNOWN.sender_by_mx, "mxa.mailgun.org", "mailgun"),
        (KNOWN.sender_by_mx, "mx.sendgrid.net", "sendgrid"),
        (KNOWN.sender_by_include, "spf.protection.outlook.com", "microsoft-365"),
        (KNOWN.sender_by_include, "amazonses.com", "amazon-ses"),
        (KNOWN.sender_by_include, "%{i}._ip.%{h}._ehlo.%{d}._spf.vali.email", "valimail"),
        (KNOWN.sender_by_include, "44900109.spf01.hubspotemail.net", "hubspot"),
        (KNOWN.sender_by_include, "spf.example.org", None),
        (KNOWN.sender_by_envelope, "contoso.onmicrosoft.com", "microsoft-365"),
        (KNOWN.sender_by_envelope, "mail41.suw11.mcsv.net", "mailchimp"),
        (KNOWN.sender_by_envelope, "amazonses.com", "amazon-ses"),
        (KNOWN.sender_by_envelope, "contoso.com", None),
        (KNOWN.directory.by_cname, "u4821.wl117.sendgrid.net", "sendgrid"),
        (KNOWN.directory.by_txt, "MS=ms40871203", "microsoft-365"),
        (KNOWN.directory.by_txt, "v=spf1 -all", None),
    ],
)
def test_a_name_leads_to_its_service(look, name, id):
    found = look(name)
    assert (found and found.id) == id


@pytest.mark.parametrize(
    ("include", "wrong"),
    [
        ("spf.protection.outlook.de", True),
        ("shops.shopify.com", True),
        ("servers.mcsv.net", True),
        ("reflexion.net", True),
        ("spf.protection.outlook.com", False),
        ("sendgrid.net", False),
    ],
)
def test_includes_that_authorise_nothing_are_flagged(include, wrong):
    assert KNOWN.sender_by_include(include).is_wrong(include) is wrong


def test_where_an_include_belongs():
    assert KNOWN.directory.get("sendgrid").spf_place is SpfPlace.RETURN_PATH
    assert KNOWN.directory.get("mailchimp").spf_place is SpfPlace.NONE
    assert KNOWN.directory.get("microsoft-365").spf_place is SpfPlace.DOMAIN


def answer(name, type, *data):
    return Answer(question=question(name, type), outcome="data", data=data)


def test_what_shows_that_a_domain_uses_microsoft_365():
    microsoft = KNOWN.directory.get("microsoft-365")
    asked = {(q.name, q.type) for q in microsoft.questions("contoso.com")}
    assert asked >= {
        ("contoso.com.", "MX"),
        ("contoso.com.", "TXT"),
        ("autodiscover.contoso.com.", "CNAME"),
        ("selector1._domainkey.contoso.com.", "CNAME"),
    }
    selector = "selector1-contoso-com._domainkey.contoso.onmicrosoft.com."
    assert microsoft.shown_by(answer("contoso.com", "MX", (0, "contoso-com.mail.protection.outlook.com.")))
    assert microsoft.shown_by(answer("contoso.com", "TXT", (b"v=spf1 -all",), (b"MS=ms", b"40871203")))
    assert microsoft.shown_by(answer("selector1._domainkey.contoso.com", "CNAME", selector))
    assert not microsoft.shown_by(answer("contoso.com", "MX", (10, "mail.contoso.com.")))
    assert not microsoft.shown_by(answer("contoso.com", "TXT", (b"google-site-verification=x",)))
    assert not microsoft.shown_by(answer("contoso.com", "A", "192.0.2.1"))


def test_an_envelope_subdomain_is_asked_itself():
    sendgrid = KNOWN.directory.get("sendgrid")
    assert question("em.contoso.com", "CNAME") in sendgrid.questions("em.contoso.com")
    assert sendgrid.shown_by(answer("em.contoso.com", "MX", (10, "mx.sendgrid.net.")))


def test_a_service_without_tokens_is_shown_by_no_text():
    assert not KNOWN.directory.get("sendgrid").shown_by(answer("contoso.com", "TXT", (b"anything",)))


def facts(**more):
    return {"name": "A", "kind": "esp", "source": "page", "date": None, "evidence": "documented", **more}


def test_a_misspelt_fact_is_not_lost_in_silence():
    with pytest.raises(ValueError, match="inclued"):
        sender_of("a", facts(inclued="a.example"))


def test_a_missing_fact_is_named():
    with pytest.raises(ValueError, match="missing \\['source'\\]"):
        sender_of("a", {key: value for key, value in facts().items() if key != "source"})


def test_of_equals_the_one_whose_servers_they_are_wins():
    first = sender_of("a", facts(include="x.example", built_on="b"))
    second = sender_of("b", facts(include="x.example"))
    assert Senders([first, second]).by_include("x.example").id == "b"


def test_all_senders_that_an_answer_shows_are_found_at_once():
    known = KNOWN.directory
    names = {name.replace("*", "x") for s in known.all for name in (*s.mx_patterns, *s.cname_patterns)}
    tokens = {f"{token}value" for s in known.all for token in s.txt_tokens}
    asked = [
        *(Answer(question=question("a.example", "MX"), outcome="data", data=((10, name),)) for name in names),
        *(Answer(question=question("a.example", "CNAME"), outcome="data", data=(name,)) for name in names),
        *(Answer(question=question("a.example", "TXT"), outcome="data", data=((t.encode(),),)) for t in tokens),
        Answer(question=question("a.example", "A"), outcome="data", data=("192.0.2.1",)),
        Answer(question=question("a.example", "MX"), outcome="nxdomain"),
    ]
    for answer in asked:
        assert known.shown_by(answer) == {sender.id for sender in known.all if sender.shown_by(answer)}
    assert sum(bool(known.shown_by(answer)) for answer in asked) > 100
