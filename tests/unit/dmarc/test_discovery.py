from __future__ import annotations

import pytest

from mailmend.dmarc import aligned, discover
from mailmend.flow import Answer, run


class TwoLabels:
    """A public suffix list where every top-level domain is the only suffix."""

    def organizational(self, name):
        return ".".join(name.split(".")[-2:])


def check(author, records, exists=()):
    asked = []

    def resolve(batch):
        asked.extend(f"{q.name} {q.type}" for q in batch)
        return tuple(answer(q) for q in batch)

    def answer(q):
        texts = records.get(q.name)
        if q.type == "TXT" and texts:
            return Answer(question=q, outcome="data", data=tuple((text.encode(),) for text in texts))
        return Answer(question=q, outcome="nodata" if q.name in exists else "nxdomain")

    return run(discover(author, TwoLabels()), resolve), asked


def test_the_author_domains_own_record():
    found, asked = check("Contoso.COM.", {"_dmarc.contoso.com.": ["v=DMARC1; p=reject; sp=none"]})
    assert (found.author_domain, found.record_domain, found.policy) == ("contoso.com", "contoso.com", "reject")
    assert (found.organizational_domain, found.by_tree_walk, found.by_suffix_list) == ("contoso.com",) * 3
    assert asked == ["_dmarc.contoso.com. TXT", "_dmarc.com. TXT"]


def test_an_inherited_record_gives_its_subdomain_policy():
    records = {"_dmarc.contoso.com.": ["v=DMARC1; p=reject; sp=quarantine; np=none"]}
    found, _ = check("news.contoso.com", records, exists=("news.contoso.com.",))
    assert (found.record_domain, found.policy) == ("contoso.com", "quarantine")


def test_a_name_that_does_not_exist_gets_the_policy_for_such():
    found, asked = check("gone.contoso.com", {"_dmarc.contoso.com.": ["v=DMARC1; p=none; np=reject"]})
    assert found.policy == "reject"
    assert asked[-1] == "gone.contoso.com. A"
    assert found.answers[-1].outcome == "nxdomain"


def test_a_record_between_author_and_organization_does_not_count():
    records = {"_dmarc.mail.contoso.com.": ["v=DMARC1; p=none"], "_dmarc.contoso.com.": ["v=DMARC1; p=reject"]}
    found, _ = check("a.mail.contoso.com", records)
    assert (found.by_tree_walk, found.record_domain, found.policy) == ("contoso.com", "contoso.com", "reject")


def test_psd_n_ends_the_walk_and_is_the_organization():
    records = {
        "_dmarc.unit.contoso.com.": ["v=DMARC1; p=quarantine; psd=n"],
        "_dmarc.contoso.com.": ["v=DMARC1; p=none"],
    }
    found, _ = check("a.unit.contoso.com", records)
    assert (found.organizational_domain, found.policy) == ("unit.contoso.com", "quarantine")
    assert found.by_suffix_list == "contoso.com"


def test_below_psd_y_is_the_organization():
    found, _ = check("a.mail.giant.bank", {"_dmarc.bank.": ["v=DMARC1; p=reject; psd=y"]})
    assert (found.organizational_domain, found.record_domain, found.policy) == ("giant.bank", "bank", "reject")


def test_a_public_suffix_as_author_is_its_own_organization():
    found, _ = check("bank", {"_dmarc.bank.": ["v=DMARC1; p=reject; psd=y"]})
    assert (found.organizational_domain, found.policy) == ("bank", "reject")


def test_two_records_at_one_name_are_none():
    found, _ = check("contoso.com", {"_dmarc.contoso.com.": ["v=DMARC1; p=reject", "v=DMARC1; p=none"]})
    assert (found.record, found.record_domain, found.policy) == (None, None, None)


def test_other_texts_at_the_name_do_not_count():
    found, _ = check("contoso.com", {"_dmarc.contoso.com.": ["v=DMARC1; p=reject", "v=spf1 -all"]})
    assert found.policy == "reject"


def test_without_any_record_the_suffix_list_tells_the_organization():
    found, _ = check("a.mail.contoso.com", {})
    assert (found.organizational_domain, found.by_tree_walk) == ("contoso.com", "a.mail.contoso.com")


def test_a_long_name_costs_eight_questions():
    _, asked = check("a.b.c.d.e.f.g.h.i.j.example.com", {})
    assert len(asked) == 8
    assert asked[0] == "_dmarc.a.b.c.d.e.f.g.h.i.j.example.com. TXT"
    assert asked[1] == "_dmarc.f.g.h.i.j.example.com. TXT"
    assert asked[-1] == "_dmarc.com. TXT"


def test_eight_labels_lose_only_the_first():
    _, asked = check("a.b.c.d.e.f.example.com", {})
    assert asked[1] == "_dmarc.b.c.d.e.f.example.com. TXT"
    assert len(asked) == 8


@pytest.mark.parametrize(
    ("domain", "author", "mode", "result"),
    [
        ("contoso.com", "contoso.com", "s", True),
        ("mail.contoso.com", "contoso.com", "s", False),
        ("mail.contoso.com", "contoso.com", "r", True),
        ("Contoso.com.", "news.contoso.com", "r", True),
        ("othercontoso.com", "contoso.com", "r", False),
        ("com", "contoso.com", "r", False),
        ("", "contoso.com", "r", False),
    ],
)
def test_aligned(domain, author, mode, result):
    assert aligned(domain, author, mode, "contoso.com") is result
