from __future__ import annotations

from mailmend.dkim import look_up
from mailmend.flow import run
from tests.zones import zones


def found(records, selector="s1"):
    world = zones(records)
    (key,) = run(look_up([(selector, "contoso.example")]), world.resolve)
    return key, world


def test_a_key_and_its_name():
    key, world = found({"s1._domainkey.contoso.example": [("TXT", "v=DKIM1; p=")]})
    assert (key.name, key.state, key.alias, key.target) == ("s1._domainkey.contoso.example", "revoked", None, None)
    assert {question.type for question in world.asked} == {"TXT", "CNAME"}


def test_no_key_and_something_else():
    assert found({})[0].state == "absent"
    key, _ = found({"s1._domainkey.contoso.example": [("TXT", "some-verification")]})
    assert (key.state, key.other) == ("absent", "some-verification")


def test_an_alias_that_leads_nowhere_and_one_that_leads_to_a_key():
    alias = {"s1._domainkey.contoso.example": [("CNAME", "s1.service.example.")]}
    key, _ = found(alias)
    assert (key.state, key.target) == ("absent", "s1.service.example")
    key, _ = found({**alias, "s1.service.example": [("TXT", "v=DKIM1; k=rsa; p=")]})
    assert (key.state, key.target) == ("revoked", "s1.service.example")


def test_several_keys_at_one_name():
    key, _ = found({"s1._domainkey.contoso.example": [("TXT", "v=DKIM1; p="), ("TXT", "v=DKIM1; p=QUJD")]})
    assert "several-keys" in {fault.kind for fault in key.faults}


def test_dns_that_fails_says_nothing():
    key, _ = found({"s1._domainkey.contoso.example": [("TIMEOUT", ("TXT",))]})
    assert key.state == "unavailable"


def test_strings_of_one_record_are_joined():
    key, _ = found({"s1._domainkey.contoso.example": [("TXT", (b"v=DKIM1; k=rs", b"a; p="))]})
    assert key.key is not None
    assert key.key.key_type == "rsa"
