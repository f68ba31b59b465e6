"""Whose address it is: what the stories say of the services that its name points to."""

from __future__ import annotations

from pathlib import Path

import mailmend
from mailmend.model import Service

CASES = Path(__file__).parents[2] / "cases"


def sendgrid(case: str) -> Service:
    folder = CASES / case
    data = next(folder.glob("bounce.*")).read_bytes()
    (found,) = mailmend.diagnose(data, dns=f"zone:{folder / 'world.zone'}")
    assert found.evidence.client
    return next(each for each in found.evidence.client.services if each.id == "sendgrid")


def test_a_service_in_use_is_known_by_what_shows_it():
    service = sendgrid("07-service-in-use-at-the-envelope-subdomain")
    assert [answer.question.name for answer in service.used] == ["news.tailor.example."]
    assert (service.contains_client, service.named) == (True, True)


def test_a_service_that_nothing_shows_has_no_marks():
    service = sendgrid("08-service-that-nothing-shows-to-be-used")
    assert service.used == ()
    assert service.contains_client
