from __future__ import annotations

import pytest

from mailmend.dmarc import aligned, almost_in, discover
from mailmend.flow import Answer, question, run


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


@pytest.mark.parametrize(
    ("author", "records", "by_rfc9989", "by_rfc7489", "disagrees"),
    [
        ("contoso.com", {"_dmarc.contoso.com.": ["v=DMARC1; p=reject"]}, "reject", "reject", False),
        ("a.contoso.com", {"_dmarc.contoso.com.": ["v=DMARC1; p=reject; sp=none"]}, "none", "none", False),
        # The list's way never looks at what stands between.
        (
            "a.unit.contoso.com",
            {"_dmarc.unit.contoso.com.": ["v=DMARC1; p=reject; psd=n"], "_dmarc.contoso.com.": ["v=DMARC1; p=none"]},
            "reject",
            "none",
            True,
        ),
        # Several records end the old way; the new one passes them over and goes on.
        (
            "a.contoso.com",
            {"_dmarc.a.contoso.com.": ["v=DMARC1; p=none"] * 2, "_dmarc.contoso.com.": ["v=DMARC1; p=reject"]},
            "reject",
            None,
            True,
        ),
        ("contoso.com", {}, None, None, False),
        ("contoso.com", {"_dmarc.com.": ["v=DMARC1; p=reject; psd=y"]}, "reject", None, True),
    ],
)
def test_both_ways_and_whether_they_disagree(author, records, by_rfc9989, by_rfc7489, disagrees):
    found, _ = check(author, records)
    assert (found.policy, found.policy_by_rfc7489, found.disagrees) == (by_rfc9989, by_rfc7489, disagrees)


def test_the_lists_organization_is_asked_where_the_walk_does_not_pass_it():
    author = ".".join("abcdefghij") + ".contoso.com"

    class Deep(TwoLabels):
        def organizational(self, name):
            return ".".join(name.split(".")[-9:])

    def resolve(batch):
        return tuple(Answer(question=q, outcome="nxdomain") for q in batch)

    asked = []

    def recording(batch):
        asked.extend(q.name for q in batch)
        return resolve(batch)

    run(discover(author, Deep()), recording)
    assert f"_dmarc.{Deep().organizational(author)}." in asked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v=DMARC; p=none", True),
        ("v=dmarc1; p=none", True),
        ('"v=DMARC1; p=none"', True),
        ("p=none; v=DMARC1", True),
        ("v = DMARC 1; p=reject", True),
        ("v=DMARC1; p=none", False),
        ("v=spf1 -all", False),
        ("google-site-verification=x", False),
    ],
)
def test_what_is_almost_a_record(text, expected):
    answer = Answer(question=question("_dmarc.contoso.com", "TXT"), outcome="data", data=((text.encode(),),))
    assert bool(almost_in(answer)) is expected
