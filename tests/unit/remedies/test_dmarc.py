"""No DMARC record is proposed that receivers would not read as it is meant."""

from __future__ import annotations

import pytest

import mailmend
from mailmend.flow import run
from mailmend.model import Applicability
from mailmend.phrase import phrase
from mailmend.remedies._dmarc import proved
from mailmend.sources.packaged import knowledge
from tests.zones import zones

BECAUSE = phrase("dmarc_publish_record.because", domain="contoso.example")


def tried(record, records=None):
    world = zones(records or {})
    evidence = mailmend.check("contoso.example", dns=world).setup.evidence
    return run(proved("contoso.example", record, BECAUSE, evidence, knowledge()), world.resolve)


def test_a_sound_record_is_for_review_and_says_what_it_changes():
    (edit,), forecast = tried("v=DMARC1; p=none")
    assert (edit.name, edit.after, edit.applicability) == (
        "_dmarc.contoso.example.",
        ("v=DMARC1; p=none",),
        Applicability.REVIEW,
    )
    assert (forecast.policies, forecast.gained, forecast.lost) == (("none", "none"), 0, 0)


@pytest.mark.parametrize("record", ["v=DMARC1; p=rejct", "v=DMARC1", "v=spf1 -all", "v=DMARC1; p=none; p=none"])
def test_a_faulty_one_is_refused(record):
    assert tried(record) is None


def test_other_texts_at_the_name_stay():
    edits, _ = tried(
        "v=DMARC1; p=none", {"_dmarc.contoso.example": [("TXT", "verify=1"), ("TXT", "v=DMARC1 p=reject")]}
    )
    assert edits[0].before == ("verify=1", "v=DMARC1 p=reject")
    assert edits[0].after == ("verify=1", "v=DMARC1; p=none")


def test_a_name_that_is_somebody_elses_is_not_edited():
    assert tried("v=DMARC1; p=none", {"_dmarc.contoso.example": [("CNAME", "contoso.vendor.test.")]}) is None
