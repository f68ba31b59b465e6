from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailmend import client
from mailmend.model import Cite, Diagnosis
from mailmend.render.markdown import markdown
from mailmend.render.words import words_of
from tests.command import run

_CASES = Path(__file__).parents[2] / "cases"
_RUN = re.compile("`+")


def ticket(case: str, *options: object) -> str:
    folder = next(_CASES.glob(case + "-*"))
    bounce = next(folder.glob("bounce.*"))
    return run("diagnose", "--markdown", "--dns", f"zone:{folder / 'world.zone'}", *options, bounce).out


def outside_code(text: str) -> str:
    """What a Markdown reader takes for prose: no fenced block (CommonMark 4.5), no code span (6.1)."""
    prose, fence = [], 0
    for line in text.split("\n"):
        ticks = len(line) - len(line.lstrip("`"))
        if fence:
            fence = 0 if ticks >= fence and not line.strip("`") else fence
        elif ticks >= 3 and "`" not in line[ticks:]:
            fence = ticks
        else:
            prose.append(without_spans(line))
    assert not fence
    return "\n".join(prose)


def without_spans(line: str) -> str:
    """``line`` without its code spans; an escaped backtick begins none."""
    kept, at = [], 0
    while at < len(line):
        run = _RUN.match(line, at)
        closing = run and next((end for end in _RUN.finditer(line, run.end()) if end[0] == run[0]), None)
        if run and closing:
            at = closing.end()
        else:
            step = len(run[0]) if run else 2 if line[at] == "\\" else 1
            kept.append(line[at : at + step])
            at += step
    return "".join(kept)


def test_headline_who_steps_change_and_what_is_waited_for():
    text = ticket("01")
    lines = [line for line in text.splitlines() if line]
    assert lines[0].startswith("## Your server `mail.tailor.example`")
    assert lines[1].startswith("**Who must act:** you")
    assert lines[3] == "**Waiting for:** the record change below to be published, then a test message"
    assert '```diff\n- "v=spf1 ip4:198.51.100.7 -all"\n  "site-verification=8f2k"\n+ "v=spf1' in text
    assert "**Forecast:** 203.0.113.10: fail before, pass after" in text


def test_a_letter_stands_in_it_and_is_waited_for():
    text = ticket("27")
    assert "**Waiting for:** an answer from `postmaster@museum.example` to the letter below" in text
    assert "```text\nTo: postmaster@museum.example\nSubject: " in text


def test_steps_are_numbered_and_commands_can_be_pasted():
    text = ticket("161")
    assert "\n1. Reset the password" in text
    assert "```powershell\nGet-BlockedSenderAddress -SenderAddress 'lena@joiner.example' | Format-List\n" in text
    assert "```sh\ndig +norecurse @ns2.oldhost.example tailor.example TXT\n" in ticket("42")
    assert "```\n!hosts = 192.0.2.25\n```" in ticket("183")


def test_several_stories_are_set_apart():
    assert ticket("49").count("\n---\n") == 1


@pytest.mark.parametrize("owner", ["51", "157", "193", "195", "41", "32"])
def test_every_owner_has_something_to_wait_for(owner: str):
    assert "\n**Waiting for:** " in ticket(owner)


def test_it_speaks_other_languages():
    marked = markdown(diagnosed("01"), words_of("xx"))
    assert "⟦Waiting for⟧" in marked.replace("\\", "")


HOSTILE = "EVIL`<b>EVIL</b>``EVIL[EVIL](http://evil.example)EVIL@EVIL#1 ![EVIL](x) ```EVIL | EVIL ~~EVIL~~ "
"https://EVIL.example"
_PIECES = [
    "`",
    "``",
    "````",
    "EVIL",
    "<i>",
    "](x)",
    "[",
    "\\",
    "_",
    "*",
    "|",
    "\u202e",
    "\x1b[2J",
    "&lt;",
    "\n",
    "\n# EVIL\n",
    "\n```\n",
]


def spoilt(found: Diagnosis, hostile: str) -> Diagnosis:
    """``found`` with everything of strangers replaced by ``hostile``."""
    findings = tuple(
        replace(
            finding,
            params=tuple((key, hostile) for key, _ in finding.params),
            cites=(Cite(kind="bounce", text=hostile), Cite(kind="asker", text=hostile.strip())),
        )
        for finding in found.findings
    )
    edits = tuple(replace(edit, name=hostile, after=(hostile,), before=("```",)) for edit in found.plan.edits)
    letters = tuple(
        replace(
            letter, to=hostile, body=replace(letter.body, params=tuple((key, hostile) for key, _ in letter.body.params))
        )
        for letter in found.plan.letters
    )
    return replace(found, findings=findings, plan=replace(found.plan, edits=edits, letters=letters))


@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join), st.sampled_from(["01", "27"]))
@example("```", "01")
@example("\n```\n", "27")
@example("`", "01")
@settings(max_examples=60, deadline=None)
def test_nothing_of_the_evidence_is_markup(pieces: str, case: str):
    found = spoilt(diagnosed(case), pieces + HOSTILE)
    alone = spoilt(diagnosed(case), pieces)
    for text in (markdown(found), markdown(alone)):
        assert "EVIL" not in outside_code(text)
        assert "\x1b" not in text
        assert "\u202e" not in text


@cache
def diagnosed(case: str) -> Diagnosis:
    folder = next(_CASES.glob(case + "-*"))
    data = next(folder.glob("bounce.*")).read_bytes()
    (found,) = client.diagnose(data, dns=f"zone:{folder / 'world.zone'}")
    return found
