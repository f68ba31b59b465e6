from __future__ import annotations

import json

import jsonschema
import pytest

from mailmend.client import Client
from mailmend.render import json as rendered
from mailmend.render.json import schema_of
from tests.unit.web.site import BOUNCE, EXAMPLES, Site, closing


def test_a_bounce_as_the_body_gives_what_the_command_line_prints(site):
    answer = site.ask("POST", "/api/v1/diagnose", content=BOUNCE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    with Client(dns=f"zone:{EXAMPLES.joinpath('own-server', 'world.zone')}") as client:
        (story,) = client.diagnose(BOUNCE, discreet=True)
    assert answer.text == rendered.encoded(rendered.diagnosis(story)) + "\n"
    jsonschema.validate(answer.json(), schema_of("diagnosis"))
    assert answer.json()["plan"]["edits"][0]["after"][-1].startswith("v=spf1 include:spf.protection.outlook.com ip4:")


@pytest.mark.parametrize(
    "sent",
    [
        {"content": BOUNCE, "headers": {"content-type": "message/rfc822"}},
        {"content": BOUNCE, "headers": {"content-type": "application/x-www-form-urlencoded"}},  # curl --data-binary
        {"files": {"file": ("bounce.eml", BOUNCE)}},
        {"files": {"text": (None, BOUNCE.decode())}},
    ],
    ids=["body", "as-curl-says", "file", "field"],
)
def test_every_way_to_send_a_bounce_gives_the_same_story(site, sent):
    found = site.ask("POST", "/api/v1/diagnose", **sent).json()
    assert found["answer"]["owner"] == "sender-admin"
    assert found["bounce"]["attempts"][0]["status"] == "5.7.23"


def test_what_the_asker_knows_is_heard(site):
    text = "550 5.7.23 SPF violation for anna@contoso.example"
    found = site.ask("POST", "/api/v1/diagnose?ip=203.0.113.99&sender=anna@contoso.example", content=text).json()
    assert found["identities"]["client_ip"] == "203.0.113.99"
    mine = site.ask(
        "POST", "/api/v1/diagnose?ip=203.0.113.99&sender=a@contoso.example&mine=203.0.113.0/24", content=text
    )
    assert "ip4:203.0.113.99" in mine.json()["plan"]["edits"][0]["after"][-1]


def test_several_notifications_are_lines(site):
    one = b"From MAILER-DAEMON Mon Nov 23 09:41:12 2026\n" + BOUNCE + b"\n"
    answer = site.ask("POST", "/api/v1/read", content=one * 3)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [each["index"] for each in found] == [0, 1, 2]
    for each in found:
        jsonschema.validate(each, schema_of("read"))


def test_a_single_object_is_a_line_too_where_lines_are_wanted(site):
    answer = site.ask("POST", "/api/v1/read", content=BOUNCE, headers={"accept": "application/x-ndjson"})
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert len(answer.text.splitlines()) == 1


def test_more_than_is_answered_at_a_time_is_said():
    one = b"From MAILER-DAEMON Mon Nov 23 09:41:12 2026\n" + BOUNCE + b"\n"
    with closing(Site(stories=2)) as site:
        answer = site.ask("POST", "/api/v1/diagnose", content=one * 3)
    assert len(answer.text.splitlines()) == 2
    assert answer.headers["mailmend-left-out"] == "true"


def test_spf_of_an_address_and_of_the_record(site):
    one = site.ask("GET", "/api/v1/spf/contoso.example?ip=203.0.113.25").json()
    assert (one["schema"], one["result"]) == ("mailmend.spf/1", "fail")
    jsonschema.validate(one, schema_of("spf"))
    whole = site.ask("GET", "/api/v1/spf/contoso.example").json()
    assert (whole["schema"], whole["valid"]) == ("mailmend.spf-policy/1", True)
    jsonschema.validate(whole, schema_of("spf-policy"))


def test_check_of_a_domain(site):
    found = site.ask("GET", "/api/v1/check/contoso.example").json()
    assert found["spf"]["record"] == "v=spf1 include:spf.protection.outlook.com -all"
    jsonschema.validate(found, schema_of("check"))


@pytest.mark.parametrize("code", ["MM-SPF-001", "mm-spf-001", "5.7.23", "550 5.7.23", "include"])
def test_the_page_of_a_code(site, code):
    found = site.ask("GET", f"/api/v1/explain/{code}").json()
    assert found["title"]
    assert found["paragraphs"]


def test_words_in_the_language_that_is_asked_for(site):
    english, romanian = (
        site.ask("POST", f"/api/v1/diagnose?lang={lang}", content=BOUNCE).json()["answer"] for lang in ("en", "ro")
    )
    assert english["happened"] != romanian["happened"]
    header = site.ask("POST", "/api/v1/diagnose", content=BOUNCE, headers={"accept-language": "ro-RO,en;q=0.4"})
    assert header.json()["answer"] == romanian


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "name"),
    [
        ("GET", "/api/v1/nothing", b"", 404, "not-found"),
        ("GET", "/api/v1/diagnose", b"", 405, "method-not-allowed"),
        ("POST", "/api/v1/diagnose", b"", 422, "unreadable"),
        ("POST", "/api/v1/diagnose", b"PK\x03\x04 no archive", 422, "unreadable"),
        ("POST", "/api/v1/diagnose?dns=192.0.2.53", BOUNCE, 400, "bad-parameter"),
        ("POST", "/api/v1/diagnose?ip=nonsense", BOUNCE, 400, "bad-parameter"),
        ("POST", "/api/v1/diagnose?at=yesterday", BOUNCE, 400, "bad-parameter"),
        ("POST", "/api/v1/diagnose?mine=10.0.0.0/99", BOUNCE, 400, "bad-parameter"),
        ("GET", "/api/v1/spf/contoso.example?dns=192.0.2.53", b"", 400, "bad-parameter"),
        ("GET", "/api/v1/spf/contoso.example?ip=300.1.1.1", b"", 400, "bad-parameter"),
        ("GET", "/api/v1/spf/localhost", b"", 400, "internal-name"),
        ("GET", "/api/v1/spf/printer.local", b"", 400, "internal-name"),
        ("GET", "/api/v1/check/db.internal", b"", 400, "internal-name"),
        ("GET", "/api/v1/spf/192.0.2.1", b"", 400, "bad-domain"),
        ("GET", "/api/v1/spf/%3Cscript%3E", b"", 400, "bad-domain"),
        ("GET", "/api/v1/explain/MM-NOTHING-1", b"", 404, "no-such-code"),
    ],
)
def test_problems(site, method, path, content, status, name):
    answer = site.ask(method, path, content=content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == f"urn:mailmend:problem:{name}"
    assert body["status"] == status
    assert body["instance"].endswith(answer.headers["x-request-id"])
    assert "script" not in answer.text
    assert "nonsense" not in answer.text


def test_the_local_part_of_a_sender_stays_here(tmp_path):
    """``%{l}`` in a record would tell the name servers of a stranger who wrote the mail (RFC 7208 §11.6)."""
    world = tmp_path / "world.zone"
    world.write_text(
        '$TTL 300\ncontoso.example. IN TXT "v=spf1 exists:%{l}.who.contoso.example -all"\n'
        "postmaster.who.contoso.example. IN A 127.0.0.2\n"
    )
    query = "ip=203.0.113.25&sender=secret@contoso.example"
    with closing(Site(dns=f"zone:{world}")) as site:
        spf = site.ask("GET", f"/api/v1/spf/contoso.example?{query}")
        story = site.ask("POST", f"/api/v1/diagnose?{query}", content=BOUNCE)
    assert spf.json()["result"] == "pass"
    assert story.json()["spf"]["result"] == "pass"
    assert story.json()["identities"]["mail_from"] == "secret@contoso.example"
