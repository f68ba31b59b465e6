from __future__ import annotations

import re

import pytest

from mailmend.render.explanations import every
from mailmend.rules import check_pages, pages, rules
from tests.command import run

CODES = sorted([rule.CODE for rule in rules()] + [page.code for page in (*pages(), *check_pages())])


def test_without_a_code_every_page_has_a_line():
    listed = [line.split()[0] for line in run("explain").out.splitlines() if line.startswith("  MM-")]
    assert set(CODES) <= set(listed)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("code", CODES)
def test_the_page_of_a_rule(code: str):
    ran = run("explain", code.lower())
    assert ran.code == 0
    assert ran.out.startswith(f"{code}  ")
    assert "How mailmend knows." in ran.out


@pytest.mark.parametrize("code", every("status-codes"))
def test_the_page_of_a_status_code(code: str):
    plain = run("explain", "5" + code[1:])
    assert plain.out.startswith(f"5{code[1:]}  ")
    assert run("explain", "550", "5" + code[1:]).out == plain.out
    assert "The first number" not in run("explain", code).out


@pytest.mark.parametrize("name", every("terms"))
def test_the_page_of_a_term(name: str):
    assert run("explain", "--", name).out.startswith(f"{name}  ")


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("-all", "all  "),
        ("include:spf.example", "include  "),
        ("ip4:203.0.113.0/24", "ip4  "),
        ("%{i}", "macro  "),
        ("PermError", "permerror  "),
        ("return path", "MAIL FROM  "),
        ("x.7.23", "X.7.23  "),
        ("5.7.606", "5.7.606  Used by vendors only"),
    ],
)
def test_a_name_may_be_spelt_as_it_is_met(asked: str, title: str):
    assert run("explain", "--", asked).out.startswith(title)


def test_what_vendors_mean_by_a_code_stands_on_its_page():
    out = run("explain", "5.7.27").out
    assert "Gmail and Google Workspace: auth/spf" in out


def test_all_that_is_to_be_read_next_has_a_page():
    for code in [*CODES, *every("status-codes"), *every("terms")]:
        out = run("explain", "--", code).out
        for named in re.findall(r"^See also: ((?:.|\n)+)", out, re.MULTILINE):
            for each in " ".join(named.split()).split(", "):
                assert run("explain", "--", each).code == 0, f"{code} names {each}"


@pytest.mark.parametrize(
    ("asked", "meant"), [("permeror", "permerror"), ("MM-SPF-01", "MM-SPF-001"), ("inlcude", "include")]
)
def test_what_is_unknown_is_answered_with_what_is_near(asked: str, meant: str):
    ran = run("explain", asked)
    assert ran.code == 2
    assert meant in ran.err


def test_an_unknown_code_is_wrong_usage():
    ran = run("explain", "MM-\x1b[31m")
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert "mailmend explain lists them" in run("explain", "qqqqqqqq").err
