"""Everything that a check of a domain finds has its page, with a world that has it and one that has it not."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailmend import client
from mailmend.dmarc import ReportedSource
from mailmend.model import Checkup, Severity
from mailmend.phrase import Phrase
from mailmend.render.templates import templates
from mailmend.render.words import ENGLISH
from mailmend.rules import check_pages, pages, rules
from mailmend.rules._checks._page import DOMAIN, DnsPage

# What the other name servers of an example say.
_SERVERS = {
    "public.zone": 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.9 -all"\n',
    "silent.zone": ";! unavailable contoso.example.\n",
}


def checked(page: DnsPage, world: str, folder: Path, *, near: bool = False) -> Checkup:
    for name, text in _SERVERS.items():
        (folder / name).write_text(text, encoding="utf-8")
    place = folder / "world.zone"
    place.write_text(f"$TTL 300\n{world}\n", encoding="utf-8")
    told = dict(page.told_near if near and page.told_near is not None else page.told)
    selectors = tuple(told.pop("selectors").split()) if "selectors" in told else ()
    rows = [row.split() for row in told.pop("reports", "").splitlines()]
    reports = tuple(
        ReportedSource(
            ip=ip,
            header_from=DOMAIN,
            spf_domain=DOMAIN,
            spf=spf == "pass",
            dkim=dkim == "pass",
            messages=int(messages),
        )
        for ip, messages, spf, dkim in rows
    )
    return client.check(DOMAIN, dns=f"zone:{place}", selectors=selectors, reports=reports, **told)


@pytest.mark.parametrize("page", check_pages(), ids=lambda page: page.code)
def test_the_example_has_it_and_the_near_miss_has_not(page: DnsPage, tmp_path: Path):
    found = {finding.code: finding for finding in checked(page, page.example, tmp_path).findings}
    assert page.code in found
    assert found[page.code].owner is page.owner
    assert page.code not in {finding.code for finding in checked(page, page.near_miss, tmp_path, near=True).findings}


@pytest.mark.parametrize("page", check_pages(), ids=lambda page: page.code)
def test_it_can_be_said_with_nothing_left_open(page: DnsPage, tmp_path: Path):
    for finding in checked(page, page.example, tmp_path).findings:
        for key in ("said", "mend"):
            said = ENGLISH.say(Phrase(f"{finding.code}.{key}", finding.params))
            assert said
            assert "\n" not in said
            assert "{" not in said


def test_codes_stand_once_and_tell_errors_from_advice():
    found = check_pages()
    codes = [page.code for page in (*found, *pages())] + [rule.CODE for rule in rules()]
    assert len(codes) == len(set(codes))
    assert all(page.severity is not Severity.ERROR for page in found if page.code[-3] == "2")
    assert all(f"{page.code}.said" in templates() for page in found)


def test_a_page_names_what_it_would_fill_in():
    assert "{" not in "".join(page.text for page in check_pages())
