"""Every letter that can be asked for, of every case, in two languages: whole, with its evidence, on one page."""

from __future__ import annotations

import json
import re
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from mailmend.client import Client, read
from mailmend.model import Diagnosis
from mailmend.remedies._letters import quote
from mailmend.render.letters import KINDS, Written, asked_for
from mailmend.sources.files import inputs

_CASES = sorted(place.parent for place in Path(__file__).parent.glob("*/expect.json"))
_LINES, _COLUMNS = 60, 80


@cache
def stories(folder: Path) -> tuple[Diagnosis, ...]:
    bounces = list(folder.glob("bounce.*"))
    if not bounces or json.loads((folder / "expect.json").read_text(encoding="utf-8")).get("bounce"):
        return ()
    with Client(dns=f"zone:{folder / 'world.zone'}") as client:
        told = client.told()
        read_in = (bounce for given in inputs(str(bounces[0])) for bounce in read(given.source))
        return tuple(story for bounce in read_in for story in client.consider(bounce, told))


def letters(language: str) -> list[tuple[str, Diagnosis, Written]]:
    found = []
    for folder in _CASES:
        for story in stories(folder):
            for kind in KINDS:
                letter = asked_for(story, kind, language)
                if letter is not None:
                    found.append((f"{folder.name} {kind}", story, letter))
    return found


@pytest.mark.parametrize("language", ["en", "ro"])
def test_every_letter_is_whole(language: str):
    found = letters(language)
    assert len(found) >= 150
    assert {letter.kind for _, _, letter in found} == set(KINDS)
    for name, story, letter in found:
        lines = letter.text.split("\n")
        assert len(lines) <= _LINES, f"{name}: {len(lines)} lines"
        assert max(map(len, letter.body.split("\n"))) <= _COLUMNS, f"{name}: too wide"
        assert not re.search(r"\{\w*\}|⟦", letter.text), f"{name}: a place is not filled"
        assert "None" not in letter.text.split(), name
        said = "".join(quote(story.evidence.attempt).split())[:200]
        assert said in "".join(letter.body.split()), f"{name}: the quoted refusal is missing"
        assert letter.language == language


def test_a_letter_of_the_plan_is_in_the_language_of_its_reader_if_it_is_spoken():
    plans = [letter for folder in _CASES for story in stories(folder) for letter in story.plan.letters]
    assert plans
    assert all(letter.language == "en" for letter in plans)  # all of them are to .example


@pytest.mark.parametrize("language", ["en", "ro"])
def test_a_letter_opens_in_a_mail_program_and_as_a_link(language: str):
    for name, _, letter in letters(language):
        raw = letter.eml
        message = message_from_bytes(raw, policy=policy.default)
        assert message["X-Unsent"] == "1"
        assert message["Subject"] == letter.subject, name
        assert message["To"] == (letter.to or None), name
        assert message.get_content().replace("\r\n", "\n").rstrip("\n") == letter.body.rstrip("\n"), name
        assert max(map(len, raw.split(b"\r\n"))) <= 998  # RFC 5322 section 2.1.1
        assert b"\n" not in raw.replace(b"\r\n", b"")
        link = urlsplit(letter.mailto)
        fields = parse_qs(link.query, strict_parsing=True)
        assert fields["body"] == [letter.body.replace("\n", "\r\n")], name
        assert re.fullmatch(r"[!-~]*", letter.mailto)
