"""Every kind of problem has its page, with a record that has it and one that has it not."""

from __future__ import annotations

import pytest

from mailmend.flow import Answer, question, run
from mailmend.resolvers import World
from mailmend.rules import pages, rules
from mailmend.rules._pages import DOMAIN, Page
from mailmend.spf import Problem, review
from mailmend.spf.audit import audit
from mailmend.spf.parser import parse
from mailmend.spf.problem import KINDS


def kinds(page: Page, record: str | None) -> set[str]:
    lines = ["$TTL 300", page.around]
    if record is not None:
        lines.append(f'{DOMAIN}. 300 IN TXT "{record}"')
    world = World.parse("\n".join(lines) + "\n", path="example", read=str)
    return {problem.kind for problem in run(audit(DOMAIN), world.resolve).problems}


def of_answer(*strings: bytes) -> set[str]:
    """The kinds of problems of a record that no world file can hold."""
    asked = question(DOMAIN, "TXT")

    def resolve(batch):
        return tuple(
            Answer(question=each, outcome="data", data=(strings,))
            if each == asked
            else Answer(question=each, outcome="nxdomain")
            for each in batch
        )

    return {problem.kind for problem in run(audit(DOMAIN), resolve).problems}


LONG = b"v=spf1" + b" ip4:203.0.113.7" * 20 + b" -all"
BY_HAND = {
    "bad-version": {problem.kind for problem in review(parse("v=spf2 -all"))},
    "string-too-long": of_answer(LONG),
    "several-strings": of_answer(LONG),
}


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.kind)
def test_the_example_has_it_and_the_near_miss_has_not(page: Page):
    assert page.kind in (BY_HAND[page.kind] if page.kind in BY_HAND else kinds(page, page.example))
    assert page.kind not in kinds(page, page.near_miss)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.kind)
def test_it_can_be_said_in_one_line(page: Page):
    said = page.said.format(detail="x.example", term="a:x.example", domain="contoso.example")
    assert "{" not in said.replace("%{", "")
    assert "\n" not in said
    assert page.title[0].isupper() or page.title[0] in "rv"


def test_every_kind_has_one_page_and_every_code_is_used_once():
    assert sorted(page.kind for page in pages()) == sorted(KINDS)
    codes = [page.code for page in pages()] + [rule.CODE for rule in rules()]
    assert len(codes) == len(set(codes))
    assert all(Problem(kind=kind).is_error == (Problem(kind=kind).code < "MM-SPF-200") for kind in KINDS)
