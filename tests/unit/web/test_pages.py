from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from mailmend.web.shipped import TITLES
from tests.unit.web.site import BOUNCE, Site, closing

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover=alert(3) '`"


# Nothing in it can begin another field or another address (RFC 6068 §2).
MAILTO = re.compile(r"mailto:([\w.%+=-]+@[\w.%-]+)?\?subject=[\w.%~-]*(&body=[\w.%~-]*)?")


class Elements(HTMLParser):
    """Every element of a page with its attributes, every comment."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.comments, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.comments.append(data)


def elements(answer):
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Elements(answer.text)


def test_the_first_page_is_small_and_complete(site):
    answer = site.get("/")
    page = elements(answer)
    assert answer.status_code == 200
    names = {attrs.get("name") for tag, attrs in page.found if tag in ("input", "textarea")}
    assert {"text", "file", "ip", "mine", "sender", "helo", "domain"} <= names
    assets = [a.get("src") or a.get("href") for t, a in page.found if t in ("script", "link")]
    whole = len(answer.content) + sum(len(site.get(path).content) for path in assets)
    assert whole < 100_000


def test_a_pasted_bounce_is_answered(site):
    answer = site.post("/", data={"text": BOUNCE.decode()})
    page = elements(answer)
    assert "Your server mail.contoso.example (203.0.113.25) sent this message" in page.text
    copies = [attrs["data-copy"] for tag, attrs in page.found if "data-copy" in attrs]
    assert copies[0] == "v=spf1 include:spf.protection.outlook.com ip4:203.0.113.25 -all"
    assert answer.headers["cache-control"] == "no-store"


def test_a_dropped_file_is_answered_like_a_pasted_one(site):
    pasted, dropped = site.post("/", data={"text": BOUNCE.decode()}), site.post("/", files={"file": ("b.eml", BOUNCE)})
    verdicts = [re.search(r'class="happened">([^<]+)<', each.text)[1] for each in (pasted, dropped)]
    assert verdicts[0] == verdicts[1]


def test_what_the_answer_carries_along_asks_again(site):
    first = elements(site.post("/", data={"text": BOUNCE.decode(), "mine": "203.0.113.0/24"}))
    carried = next(a["value"] for t, a in first.found if t == "input" and a.get("name") == "again")
    again = site.post("/", data={"again": carried, "name": "-", "mine": "203.0.113.0/24"})
    assert "Your address 203.0.113.25 sent this message" in again.text


@pytest.mark.parametrize("name", TITLES)
def test_every_example_is_answered(site, name):
    answer = site.get(f"/examples/{name}")
    assert answer.status_code == 200
    assert 'class="happened"' in answer.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/spf/contoso.example", "The record is valid."),
        ("/spf/contoso.example?ip=203.0.113.25", "203.0.113.25 may not send mail for contoso.example."),
        ("/spf/fabrikam.example", "fabrikam.example has no SPF record."),
        ("/check/contoso.example", "Mail DNS of contoso.example"),
        ("/explain", "MM-SPF-001"),
        ("/explain/MM-SPF-001", "How to mend it."),
        ("/explain/5.7.23", "5.7.23"),
    ],
)
def test_other_pages(site, path, words):
    answer = site.get(path)
    assert answer.status_code == 200
    assert words in elements(answer).text


@pytest.mark.parametrize(
    ("query", "to"),
    [
        ("domain=contoso.example", "/check/contoso.example"),
        (
            "domain=Anna@Contoso.example&ip=203.0.113.7",
            "/spf/contoso.example?ip=203.0.113.7&sender=postmaster%40contoso.example",
        ),
        ("domain=https://contoso.example/x&lang=ro", "/check/contoso.example?lang=ro"),
        ("domain=contoso.example&ip=%0d%0aSet-Cookie:x", "/spf/contoso.example?ip=Set-Cookie%3Ax"),
    ],
)
def test_the_second_box_leads_to_a_page_of_this_site(site, query, to):
    answer = site.get(f"/check?{query}")
    assert answer.status_code == 303
    assert answer.headers["location"].replace("%0D%0A", "") == to


@pytest.mark.parametrize("domain", ["//evil.example", "https://evil.example", "/\\evil.example", "%2F%2Fevil.example"])
def test_no_redirect_leads_elsewhere(site, domain):
    answer = site.get("/check", params={"domain": domain})
    assert answer.status_code in (303, 400)
    assert answer.headers.get("location", "/").startswith(("/check/", "/"))
    assert not answer.headers.get("location", "/").startswith("//")


def hostile_bounce():
    return BOUNCE.replace(b"Offer 4411", EVIL.encode()).replace(
        b"not authorized.", b"not authorized " + EVIL.encode() + b" \x1b[31m \xe2\x80\xae"
    )


def test_nothing_of_a_mail_is_html(site):
    answers = [
        site.post("/", data={"text": hostile_bounce().decode("utf-8", "replace")}),
        site.post("/", files={"file": (EVIL + ".eml", hostile_bounce())}),
        site.post("/", data={"text": BOUNCE.decode(), "sender": EVIL, "helo": EVIL, "name": EVIL}),
    ]
    for answer in answers:
        page = elements(answer)
        assert "alert(1)" in page.text or "alert" in str(page.found) or answer.status_code == 200
        assert_nothing_runs(page)
        assert "\x1b" not in answer.text
        assert "\u202e" not in answer.text


def test_nothing_of_dns_is_html(tmp_path):
    quoted = EVIL.replace("\\", "").replace('"', '\\"')
    world = tmp_path / "world.zone"
    world.write_text(
        f'$TTL 300\ncontoso.example. IN TXT "v=spf1 ip4:198.51.100.1 include:a.contoso.example x={quoted} -all"\n'
        f'contoso.example. IN TXT "{quoted}"\n_dmarc.contoso.example. IN TXT "v=DMARC1; p=none; rua={quoted}"\n'
        "contoso.example. IN MX 10 <script>alert\\040\\0411\\041<\\047script>.contoso.example.\n"
        "25.113.0.203.in-addr.arpa. IN PTR <img\\032src=x\\032onerror=alert\\0402\\041>.contoso.example.\n"
    )
    with closing(Site(dns=f"zone:{world}")) as site:
        for path in ("/check/contoso.example", "/spf/contoso.example", "/spf/contoso.example?ip=203.0.113.25"):
            assert_nothing_runs(elements(site.get(path)))
        assert_nothing_runs(elements(site.post("/", data={"text": BOUNCE.decode()})))


@pytest.mark.parametrize("path", [f"/{EVIL}", f"/explain/{EVIL}", f"/spf/{EVIL}", f"/examples/{EVIL}", f"/?x={EVIL}"])
def test_nothing_of_a_request_comes_back(site, path):
    answer = site.get(path)
    assert_nothing_runs(elements(answer))
    assert "alert(1)" not in answer.text or "?lang=" in answer.text


def assert_nothing_runs(page):
    for tag, attrs in page.found:
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        assert "style" not in attrs
        if tag == "script":
            assert attrs["src"].startswith("/static/page.")
        if tag in ("a", "form", "link"):
            target = attrs.get("href") or attrs.get("action") or ""
            assert target.startswith(("/", "#")) or MAILTO.fullmatch(target), target
            assert not target.startswith("//"), target
    assert not {tag for tag, _ in page.found} & {"img", "iframe", "object", "embed", "base", "style", "video"}
    assert not page.comments


def test_a_problem_is_a_page_for_people(site):
    answer = site.get("/spf/localhost")
    assert answer.status_code == 400
    assert "Only names of the public DNS are asked" in elements(answer).text
    assert answer.headers["x-request-id"] in answer.text
    romanian = site.get("/nothing?lang=ro")
    assert romanian.status_code == 404
    assert "La această adresă nu este nimic." in elements(romanian).text


def test_only_who_adds_an_address_is_asked_whose_it_is(site):
    stranger = BOUNCE.replace(b"203.0.113.25", b"203.0.113.77")
    assert "Perhaps, if it is yours" in site.post("/", data={"text": stranger.decode()}).text
    answer = site.get("/examples/too-many-lookups").text
    assert "Perhaps, if it is yours" not in answer
    assert "One way to mend it" in answer
