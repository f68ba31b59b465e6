from __future__ import annotations

import asyncio
import logging
import sys

import pytest

from mailmend.web.guard import NoValues
from mailmend.web.incoming import SLOWEST
from tests.unit.web.site import BOUNCE, Site, closing


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/nothing", "/api/v1/spf/contoso.example?ip=203.0.113.25", "/static/nothing.css"]
)
def test_every_answer_has_the_same_armour(site, path):
    headers = site.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert len(headers["x-request-id"]) == 16


def test_a_client_has_a_share_and_another_client_his_own():
    with closing(Site(per_minute=3)) as site:
        answers = [site.ask("GET", "/api/v1/spf/contoso.example?ip=203.0.113.25", peer="192.0.2.1") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
        assert answers[-1].headers["retry-after"] == "20"
        assert site.ask("GET", "/api/v1/spf/contoso.example?ip=203.0.113.25", peer="192.0.2.2").status_code == 200
        assert site.ask("GET", "/healthz", peer="192.0.2.1").status_code == 200
        assert site.ask("GET", "/", peer="192.0.2.1").status_code == 200


def test_a_client_cannot_name_himself_another():
    with closing(Site(per_minute=1)) as site:
        named = [
            site.ask(
                "GET",
                "/api/v1/spf/contoso.example?ip=203.0.113.25",
                headers={"x-forwarded-for": f"198.51.100.{number}"},
            )
            for number in range(2)
        ]
    assert [answer.status_code for answer in named] == [200, 429]


def test_a_domain_has_a_share_too():
    with closing(Site(zone_per_minute=2)) as site:
        asked = [f"/api/v1/spf/{name}.contoso.example?ip=203.0.113.25" for name in "abc"]
        answers = [site.ask("GET", path, peer=f"192.0.2.{n}") for n, path in enumerate(asked)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1].json()["type"] == "urn:mailmend:problem:too-many-for-domain"
        assert site.ask("GET", "/api/v1/spf/fabrikam.example?ip=203.0.113.25").status_code == 200


def test_who_finds_no_seat_is_told_when_to_come_again():
    with closing(Site(at_once=1)) as site:
        answers = site.ask_all([("GET", "/api/v1/spf/contoso.example", {})] * 8)
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 200
    assert codes[-1] == 503
    busy = next(answer for answer in answers if answer.status_code == 503)
    assert busy.headers["retry-after"] == "2"
    assert busy.json()["type"] == "urn:mailmend:problem:busy"


def test_a_request_that_asks_too_much_ends():
    with closing(Site(questions=2)) as site:
        answer = site.ask("POST", "/api/v1/diagnose", content=BOUNCE)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:mailmend:problem:too-many-questions"


def test_a_request_that_takes_too_long_ends():
    with closing(Site(seconds=-1.0)) as site:
        answer = site.ask("GET", "/api/v1/spf/contoso.example")
    assert answer.status_code == 504


def test_a_body_that_says_that_it_is_too_large_is_refused_before_it_comes():
    with closing(Site(most_bytes=1000)) as site:
        taken = []

        async def body():
            for _ in range(100):
                taken.append(1)
                yield b"x" * 1000

        stated = site.ask("POST", "/api/v1/diagnose", content=body(), headers={"content-length": "100000"})
        assert stated.status_code == 413
        assert stated.headers["connection"] == "close"
        chunked = site.ask("POST", "/api/v1/diagnose", content=body())
        assert chunked.status_code == 413
        assert len(taken) < 10
        form = site.ask("POST", "/api/v1/diagnose", files={"file": ("b.eml", b"x" * 5000)})
        assert form.status_code == 413


def test_memory_of_a_body_is_given_back(site):
    room = site.house.room
    before = room.free_bytes, room.taken
    for sent in ({"content": BOUNCE}, {"files": {"file": ("b.eml", BOUNCE)}}, {"content": b"\x00" * 5000}):
        site.ask("POST", "/api/v1/diagnose", **sent)
    assert (room.free_bytes, room.taken) == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("multipart/form-data; boundary=x", b"no boundary at all"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n'),
        ("multipart/form-data; boundary=" + "y" * 5000, b"--y"),
        (
            "multipart/form-data; boundary=x; charset=nonsense",
            b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--x--',
        ),
        ("application/x-www-form-urlencoded", b"text=%zz&again=!!!"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(3000))),
        ("text/plain; charset=nonsense", b"550 5.7.23 no"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/download", "/api/v1/diagnose", "/api/v1/read"])
def test_a_broken_form_is_the_clients_fault(site, kind, body, path):
    answer = site.ask("POST", path, content=body, headers={"content-type": kind})
    assert answer.status_code < 500


def test_counts_for_prometheus_are_off_unless_wanted():
    with closing(Site()) as site:
        assert site.ask("GET", "/metrics").status_code == 404
    with closing(Site(metrics=True)) as site:
        site.ask("GET", "/api/v1/spf/contoso.example?ip=203.0.113.25")
        text = site.ask("GET", "/metrics").text
    assert 'mailmend_requests_total{route="api-spf",status="200"} 1' in text
    assert 'mailmend_request_seconds_bucket{route="api-spf",le="+Inf"} 1' in text
    assert "contoso" not in text


def test_logs_hold_no_name_no_address_no_word_of_what_was_sent(site, caplog):
    with caplog.at_level(logging.DEBUG):
        site.ask("POST", "/api/v1/diagnose?ip=203.0.113.25&sender=secret@contoso.example", content=BOUNCE)
        site.ask("GET", "/spf/contoso.example?ip=203.0.113.25")
        site.ask("GET", "/spf/secret.internal")
    text = "\n".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    assert "api-diagnose 200" in text
    for word in ("secret", "contoso", "203.0.113", "fabrikam", "192.0.2.1"):
        assert word not in text


def test_an_error_of_ours_is_told_without_its_text():
    with closing(Site()) as site:
        site.house.desk.inquiry = lambda: (_ for _ in ()).throw(RuntimeError("secret@contoso.example"))
        answer = site.ask("GET", "/api/v1/spf/contoso.example")
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:mailmend:problem:failed"
    assert "secret" not in answer.text


def test_a_log_record_of_an_error_says_where_and_not_what():
    try:
        int("secret@contoso.example")
    except ValueError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 1, "Exception\n%s", ("secret",), sys.exc_info())
    assert NoValues().filter(record)
    assert record.exc_info is None
    assert "secret" not in record.getMessage()
    assert record.getMessage().startswith("ValueError at test_guard.py:")


def test_a_body_that_drips_is_let_go(monkeypatch):
    monkeypatch.setattr("mailmend.web.incoming.GRACE", 0.0)
    monkeypatch.setattr("mailmend.web.incoming.PAUSE", 0.2)

    async def stopping():
        yield b"From: a"
        await asyncio.sleep(1)
        yield b"\n"

    async def dripping():
        for _ in range(20):
            await asyncio.sleep(0.01)
            yield b"x" * (SLOWEST // 1000)

    with closing(Site()) as site:
        for body in (stopping(), dripping()):
            answer = site.ask("POST", "/api/v1/read", content=body)
            assert answer.status_code == 408
            assert answer.json()["type"] == "urn:mailmend:problem:too-slow"


@pytest.mark.parametrize(
    "path", ["/", "/check/", "/spf/contoso.example/", "/nothing", "/check?domain=contoso.example", "//evil.example"]
)
def test_the_host_that_a_client_claims_is_nowhere_in_the_answer(site, path):
    answer = site.ask("GET", path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert "evil" not in answer.text.replace("%2F%2Fevil.example", "")
    assert "evil" not in answer.headers.get("location", "")


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/api/v1/diagnose", {"content": BOUNCE}),
        ("POST", "/api/v1/read", {"content": BOUNCE}),
        ("GET", "/api/v1/spf/contoso.example?ip=203.0.113.25", {}),
        ("GET", "/api/v1/check/contoso.example", {}),
        ("GET", "/api/v1/spf/localhost", {}),
        ("POST", "/", {"data": {"text": BOUNCE.decode()}}),
        ("GET", "/spf/contoso.example?ip=203.0.113.25", {}),
        ("POST", "/download", {"data": {"text": BOUNCE.decode(), "as": "html"}}),
        ("GET", "/examples/own-server", {}),
    ],
)
def test_no_cache_keeps_an_answer(site, method, path, sent):
    assert site.ask(method, path, **sent).headers["cache-control"] == "no-store"


def test_a_form_of_another_site_gains_nothing(site):
    """There is no session and no state: what another site posts is answered to whoever sent it, and sets nothing."""
    headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = site.post("/", data={"text": BOUNCE.decode()}, headers=headers)
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith(("set-cookie", "access-control-"))]
    assert answer.headers["x-frame-options"] == "DENY"
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert site.ask(method, "/api/v1/diagnose").status_code == 405
