"""Nothing of the evidence can change where a letter goes, or what it is."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from mailmend import client
from mailmend.model import Diagnosis
from mailmend.render.letters import asked_for, spelt

EVIL = "a\r\nBcc: all@evil.example\r\n\r\n\x1b[2Jbody\u202e"
BOUNCE = (
    "550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=10.0.0.7;r=mx.fabrikam.example"
)
WORLD = 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"\n'


@pytest.fixture
def story(tmp_path) -> Diagnosis:
    world = tmp_path / "world.zone"
    world.write_text(WORLD, encoding="utf-8")
    (found,) = client.diagnose(BOUNCE.encode(), dns=f"zone:{world}")
    return found


def spoiled(story: Diagnosis) -> Diagnosis:
    """The same with evil in all that a stranger can write."""
    attempt = replace(story.evidence.attempt, recipient=f"{EVIL}@fabrikam.example", remote_mta=EVIL, text=EVIL)
    who = replace(story.evidence.identities, mail_from=EVIL)
    original = replace(story.evidence.bounce.original, message_id=EVIL)
    bounce = replace(story.evidence.bounce, attempts=(attempt,), reporting_mta=EVIL, original=original)
    return replace(
        story, evidence=replace(story.evidence, bounce=bounce, identities=who), plan=replace(story.plan, letters=())
    )


@pytest.mark.parametrize("kind", ["postmaster", "user", "helpdesk"])
def test_evidence_reaches_no_header(story: Diagnosis, kind: str):
    letter = asked_for(spoiled(story), kind)
    assert letter is not None
    message = message_from_bytes(letter.eml, policy=policy.default)
    assert message["Bcc"] is None
    assert set(message.keys()) <= {
        "X-Unsent", "To", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Language",
    }  # fmt: skip
    assert "\n" not in letter.subject + letter.to
    assert "\x1b" not in letter.text
    assert "\u202e" not in letter.text
    assert "bcc=" not in letter.mailto.lower()


def test_the_letter_names_what_its_reader_needs(story: Diagnosis):
    (letter,) = (spelt(each) for each in story.plan.letters)
    assert letter.to == "postmaster@fabrikam.example"
    for needed in ("10.0.0.7", "MAIL FROM contoso.example", "RFC 7208, section 4.1", "skip_addresses", "mailmend spf"):
        assert needed in " ".join(letter.body.split())


def test_a_letter_is_in_the_language_of_its_reader(tmp_path):
    world = tmp_path / "world.zone"
    world.write_text(WORLD, encoding="utf-8")
    (found,) = client.diagnose(BOUNCE.replace("fabrikam.example", "fabrikam.ro").encode(), dns=f"zone:{world}")
    (letter,) = (spelt(each) for each in found.plan.letters)
    assert letter.language == "ro"
    assert letter.body.startswith("Stimate postmaster al fabrikam.ro,")
    assert spelt(found.plan.letters[0], "en").body.startswith("Dear postmaster")


def test_a_language_that_lacks_the_letter_is_not_mixed(story: Diagnosis):
    letter = spelt(replace(story.plan.letters[0], language="tlh"))
    assert (letter.language, letter.subject.partition(" ")[0]) == ("en", "Mail")


def test_whom_the_refusal_would_meet_too_is_warned(story: Diagnosis):
    letter = asked_for(story, "postmaster")
    assert letter is not None
    assert letter.refused_too


def test_no_letter_is_called_for(story: Diagnosis):
    assert asked_for(story, "dns-host") is None
    assert asked_for(story, "service") is None
