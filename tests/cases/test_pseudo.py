"""No English is left outside of what is translated: all that commands say stands in brackets in the pseudo-language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailmend.render.explanations import CHECKS, RECORDS, RULES, STATUS, WORDS_OF_THE_FIELD, every
from tests.command import run

_HERE = Path(__file__).parent
_CASES = sorted(place.parent for place in _HERE.glob("*/expect.json") if list(place.parent.glob("bounce.*")))
# Words without which no English sentence of some length is written; names, codes and records hold none of them alone.
_ENGLISH = set(
    "the of is are was were be been and or not no none with without for from by at on that this these it its to has "
    "have had does do did you your they their who whom which what when where than then so but if because all any every "
    "only also more most before after still now cannot must should would could may can send sent ask asked answer "
    "answers record records receiver sender server servers address addresses message letter first last other others "
    "lookup lookups network networks gained lost pass passes certain likely possible safe review manual found nothing "
    "nobody somebody needs failed refused problem problems error errors warning advice steps publish because".split()
) - {"pass", "error"}
# What a SPF result, a DNS type or a status is called; shown as evidence.
_CODES = {"none", "no", "all", "a", "by"}


def english_outside(text: str) -> list[str]:
    """The English words of ``text`` outside of brackets, of evidence and of what is to be pasted."""
    found = []
    for line in re.sub(r"⟦[^⟧]*⟧", " ", text).split("\n"):
        plain = re.sub(r"[“\"][^”\"]*[”\"]|<[^>]*>|`[^`]*`|\([^()]*\)", " ", line)
        if re.match(r"\s*(?:│|┌─|[-+] |v=spf1|└─|├─|[CS]: |Get-|Set-|New-|Connect-|Search-|dig |#)", plain):
            continue
        words = re.findall(r"(?<![\w.@:=/-])[a-z]+(?![\w.@:=/-])", plain)
        hits = [word for word in words if word in _ENGLISH - _CODES]
        found += [f"{' '.join(hits)}: {line.strip()}"] if len(hits) > 1 else []
    return found


@pytest.mark.parametrize("folder", _CASES, ids=lambda folder: folder.name)
def test_a_case_in_every_form(folder: Path):
    for more in ([], ["--markdown"], ["--letter-to", "user"], ["--letter-to", "postmaster", "--letter-lang", "xx"]):
        ran = run("--lang", "xx", "diagnose", folder, *more)
        said = ran.out + ran.err
        if "--markdown" in more:
            said = re.sub(r"```.*?```", " ", said, flags=re.DOTALL)
        if more:
            said = re.sub(r"(?m)^    .*$", "", said)
        assert english_outside(said) == []


@pytest.mark.parametrize("part", [RULES, CHECKS, RECORDS, STATUS, WORDS_OF_THE_FIELD])
def test_the_pages(part: str):
    for code in every(part):
        out = run("--lang", "xx", "explain", "--", code).out.partition("⟦See also: ⟧")[0]
        assert english_outside(re.sub(r"(?m)^    .*$", "", out)) == []


def test_spf_and_its_ways():
    case = next(folder for folder in _CASES if "too-many-lookups" in folder.name)
    world = f"zone:{case / 'world.zone'}"
    for more in ([], ["--ip", "192.0.2.1"], ["--flatten", "mx"], ["--compare", "v=spf1 ip4:192.0.2.0/24 ~all"]):
        assert english_outside(run("--lang", "xx", "spf", "tailor.example", "--dns", world, *more).out) == []


@pytest.mark.parametrize("command", ["check", "verify"])
def test_a_domain(command: str):
    for folder in _CASES[:8]:
        ran = run("--lang", "xx", command, "tailor.example", "--dns", f"zone:{folder / 'world.zone'}")
        assert english_outside(ran.out) == []


def test_fix_and_demo():
    case = next(folder for folder in _CASES if folder.name.startswith("01-"))
    ran = run("--lang", "xx", "fix", case, "--dns", f"zone:{case / 'world.zone'}")
    assert english_outside(re.sub(r"(?m)^\S+ +\S.*$", "", ran.out) + ran.err) == []
    assert english_outside(run("--lang", "xx", "demo").out) == []


def test_how_dns_failed_is_said():
    case = next(folder for folder in _CASES if "servfail" in folder.name)
    assert "│  ⟦no answer: ⟧servfail" in run("--lang", "xx", "diagnose", case).out


def test_the_test_sees_english():
    assert english_outside("⟦Ask⟧ anna@example.org ⟦to⟧ send this message") != []


@pytest.mark.parametrize("more", [[], ["--show"]])
def test_read_and_summary(more: list[str]):
    folders = [folder for folder in _CASES if not folder.name.startswith("lab-")][::4]
    bounces = [next(folder.glob("bounce.*")) for folder in folders]
    ran = run("--lang", "xx", "read", *bounces, *more)
    # Cells, and lines of the input itself, are evidence.
    said = [line for line in ran.out.splitlines() if "⟦" in line]
    assert english_outside("\n".join(said) + ran.err) == []
    assert len(said) > 1
    world = f"zone:{folders[0] / 'world.zone'}"
    summed = run("--lang", "xx", "summary", *bounces, "--dns", world)
    assert english_outside(summed.out + summed.err) == []
