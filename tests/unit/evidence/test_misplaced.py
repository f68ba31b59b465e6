from __future__ import annotations

import pytest

from mailmend.evidence import misplaced
from mailmend.flow import ask_one, run
from mailmend.model import SpfCheck
from mailmend.resolvers import World
from mailmend.spf import parse

RECORD = '"v=spf1 mx -all"'


def found(world, domain="contoso.example", records=()):
    resolve = World.parse(world, path="test", read={}.__getitem__).resolve
    answer = run(ask_one(domain, "TXT"), resolve)
    checked = SpfCheck(domain=domain, identity="mfrom", answer=answer, records=records)
    return [a.question.name for a in run(misplaced.look(checked, "contoso.example"), resolve)]


@pytest.mark.parametrize(
    ("domain", "place"),
    [
        ("contoso.example", "contoso.example.contoso.example."),
        ("contoso.example", "_spf.contoso.example."),
        ("contoso.example", "@.contoso.example."),
        ("em.contoso.example", "em.contoso.example.contoso.example."),
        ("em.contoso.example", "spf.em.contoso.example."),
    ],
)
def test_a_record_at_a_usual_wrong_name_is_found(domain, place):
    assert found(f"{place} 300 IN TXT {RECORD}", domain) == [place]


def test_a_wildcard_is_no_wrong_name():
    assert found(f"*.contoso.example. 300 IN TXT {RECORD}") == []
    assert (
        found(
            f"em.contoso.example. 300 IN NS ns.example.\n*.contoso.example. 300 IN TXT {RECORD}", "em.contoso.example"
        )
        == []
    )


def test_nothing_is_asked_where_the_right_name_has_a_record():
    world = f"contoso.example. 300 IN TXT {RECORD}\n_spf.contoso.example. 300 IN TXT {RECORD}"
    assert found(world, records=(parse(b"v=spf1 mx -all"),)) == []


def test_other_texts_at_these_names_are_no_spf_records():
    assert found('_dmarc.contoso.example. 300 IN TXT "v=DMARC1; p=none"') == []


def test_a_host_may_have_a_record_for_its_own_name():
    assert found(f"mail.contoso.example. 300 IN TXT {RECORD}") == []
