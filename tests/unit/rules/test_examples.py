"""Every rule fires on its own example, and not on the story that looks alike."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mailmend import client, rules
from mailmend.flow import Answers, Batch, unavailable
from mailmend.model import Diagnosis
from mailmend.render.templates import say_finding, templates
from mailmend.render.words import ENGLISH
from mailmend.rules import Rule, Story

_ALL = rules.rules()


class Deaf:
    """A resolver that never answers."""

    def resolve(self, questions: Batch) -> Answers:
        return tuple(unavailable(question, "timeout") for question in questions)


def told(story: Story, folder: Path) -> tuple[Diagnosis, ...]:
    for name, text in story.servers.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    world = folder / "world.zone"
    world.write_text(story.world + "\n", encoding="utf-8")
    dns = Deaf() if story.world == "*" else f"zone:{world}"
    return client.diagnose(story.bounce.encode(), dns=dns)


@pytest.mark.parametrize("rule", _ALL, ids=lambda rule: rule.CODE)
def test_the_example_has_this_cause(rule: Rule, tmp_path: Path):
    causes = [finding.code for found in told(rule.EXAMPLE, tmp_path) for finding in found.causes]
    assert rule.CODE in causes


@pytest.mark.parametrize("rule", _ALL, ids=lambda rule: rule.CODE)
def test_the_near_miss_does_not_fire(rule: Rule, tmp_path: Path):
    diagnoses = told(rule.NEAR_MISS, tmp_path)
    assert diagnoses
    assert rule.CODE not in {finding.code for found in diagnoses for finding in found.findings}


@pytest.mark.parametrize("rule", _ALL, ids=lambda rule: rule.CODE)
def test_every_finding_can_be_said(rule: Rule, tmp_path: Path):
    for found in told(rule.EXAMPLE, tmp_path):
        for finding in found.findings:
            assert all(say_finding(ENGLISH, finding, key) for key in ("title", "happened", "do"))


@pytest.mark.parametrize("rule", _ALL, ids=lambda rule: rule.CODE)
def test_a_rule_has_its_page_and_its_words(rule: Rule):
    assert all(part in (rule.__doc__ or "") for part in ("What happened.", "How mailmend knows.", "How to mend it."))
    # A rule may have words for its variants only; then every finding of it has a variant.
    for key in ("title", "happened", "do"):
        assert any(code == f"{rule.CODE}.{key}" or code.startswith(f"{rule.CODE}.{key}.") for code in templates())


def test_codes_are_those_of_the_files_and_stand_once():
    assert len({rule.CODE for rule in _ALL}) == len(_ALL)
    for rule in _ALL:
        area, number = rule.__name__.rpartition(".")[2].split("_")[:2]  # type: ignore[attr-defined]
        assert f"MM-{area.upper()}-{number}" == rule.CODE


def test_the_order_of_the_rules_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stories = [rule.EXAMPLE for rule in _ALL]
    expected = [told(story, tmp_path) for story in stories]
    shuffled = list(_ALL)
    random.Random(7).shuffle(shuffled)
    monkeypatch.setattr(rules, "_RULES", tuple(shuffled))
    got = [told(story, tmp_path) for story in stories]
    assert [[d.findings for d in found] for found in got] == [[d.findings for d in found] for found in expected]
