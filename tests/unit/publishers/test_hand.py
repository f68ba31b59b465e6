"""What to put where by hand, for the host that the name servers reveal."""

from __future__ import annotations

import re

import pytest

from mailmend.publishers.hand import instructions
from mailmend.render.words import ENGLISH
from mailmend.sources.packaged import knowledge
from tests.unit.publishers.places import NAME, NEW, OLD, TOKEN, edit

HOSTS = knowledge().dns_hosts


def told(edits, servers, zone=NAME):
    return "\n".join(instructions(edits, zone, servers, HOSTS.by_ns(servers), ENGLISH))


def test_a_known_host():
    said = told([edit()], ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"])
    assert "at Cloudflare: https://dash.cloudflare.com/" in said
    assert "name    @\ntype    TXT\n" in said
    assert f"find    {OLD}\nmake it {NEW}\n        Leave the other values at this name as they are." in said
    assert "--via cloudflare" in said


def test_a_host_that_wants_quotes_and_an_empty_name():
    said = told([edit()], ["ns-12.awsdns-34.com", "ns-1.awsdns-2.co.uk"])
    assert "name    leave it empty (the domain itself)" in said
    assert f'make it "{NEW}"' in said


def test_an_unknown_host():
    said = told([edit(before=(TOKEN,))], ["ns1.contoso.example"])
    assert said.startswith(
        "The name servers of contoso.example. are ns1.contoso.example: sign in where that DNS is run,"
    )
    assert f"add     {NEW}" in said
    assert "--via" not in said


def test_a_subdomain_is_named_relative_to_its_zone_and_what_goes_is_deleted():
    said = told([edit(before=(OLD, "v=spf1 -all"), after=(NEW,), name="mail.contoso.example.")], [])
    assert "name    mail\n" in said
    assert "delete  v=spf1 -all" in said


def test_a_long_text_is_split():
    long = "v=spf1 " + " ".join(f"ip4:192.0.2.{n}" for n in range(30))
    said = told([edit(before=(), after=(long,))], [])
    assert re.search(r'add     "[^"]{255}" "', said)


def test_a_name_that_lives_by_a_wildcard():
    said = told(
        [edit(before=("wild",), after=("wild", NEW), wildcard="*.contoso.example", name="a.contoso.example.")], []
    )
    assert "it lives by *.contoso.example: add each of these\nadd     wild\n" in said


@pytest.mark.parametrize("host", HOSTS.all, ids=lambda host: host.id)
def test_every_host_is_found_by_its_servers_and_says_where_it_is_from(host):
    for pattern in host.ns_patterns:
        assert HOSTS.by_ns([pattern.replace("*", "a")]) is host
    assert host.url.startswith("https://")
    assert host.steps
    assert host.source
    assert host.evidence in ("documented", "seen-in-guides", "general-knowledge")


def test_there_are_twenty_and_servers_of_strangers_belong_to_none():
    assert len(HOSTS.all) >= 20
    assert HOSTS.by_ns(["ns1.contoso.example", "cloudflare.com"]) is None
    assert HOSTS.by_ns([]) is None
