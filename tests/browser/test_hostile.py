"""A bounce, file names and DNS answers that try to run something, or to call home. The fixture sees what happens."""

from __future__ import annotations

from importlib.resources import files

import pytest

BOUNCE = files("mailmend.web").joinpath("examples", "own-server", "bounce.eml").read_text(encoding="utf-8")
PAYLOADS = [
    "<script>window.ran=1;alert(1)</script>",
    "<img src=https://elsewhere.example/x.png onerror=window.ran=1>",
    '"><svg/onload=window.ran=1>',
    "' autofocus onfocus=window.ran=1 x='",
    "javascript:window.ran=1",
    "</textarea></pre></code><iframe src=https://elsewhere.example></iframe>",
    "{{7*7}} {% print(1) %} ${7*7}",
    "<style>*{background:url(https://elsewhere.example/y)}</style><link rel=stylesheet href=//elsewhere.example/z>",
    "<meta http-equiv=refresh content='0;url=https://elsewhere.example'>",
    "]]><!--<base href=https://elsewhere.example>",
]


def hostile(payload):
    """The payload wherever a bounce has words of its writer."""
    text = BOUNCE.replace("Offer 4411", payload).replace("not authorized.", f"not authorized {payload}")
    text = text.replace("mx1.fabrikam.example refused it", payload).replace("Anna Petrescu", f'"{payload}"')
    return text.replace("mx1.fabrikam.example", payload.replace(" ", "") + ".fabrikam.example", 1)


def ran(page):
    foreign = ", ".join(f"main {tag}" for tag in ("iframe", "script", "img", "style", "link", "base"))
    return page.evaluate(f"window.ran !== undefined || document.querySelectorAll('{foreign}').length > 0")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_in_a_bounce(visit, payload, scripts):
    page = visit(java_script_enabled=scripts).open()
    page.fill("textarea", hostile(payload))
    page.click("button.primary")
    page.wait_for_selector(".verdict")
    for each in page.locator("details").all():
        each.evaluate("each => each.open = true")
    page.mouse.move(300, 300)
    page.wait_for_timeout(30)
    if scripts:
        assert not ran(page)
    assert page.url.startswith("http://127.0.0.1")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_in_the_name_of_a_file(visit, payload):
    page = visit().open()
    name = payload.replace("/", "∕")[:100] + ".eml"
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "message/rfc822", "buffer": BOUNCE.encode()})
    page.wait_for_selector(".verdict")
    assert not ran(page)


@pytest.mark.parametrize("path", ["/check/evil.example", "/spf/evil.example", "/spf/evil.example?ip=203.0.113.66"])
def test_in_dns(visit, path):
    page = visit().open(path)
    assert page.locator(".verdict").count() == 1
    assert not ran(page)


def test_in_dns_behind_a_bounce(visit):
    text = BOUNCE.replace("contoso.example", "evil.example").replace("203.0.113.25", "203.0.113.66")
    page = visit().open()
    page.fill("textarea", text)
    page.click("button.primary")
    page.wait_for_selector(".verdict")
    assert not ran(page)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_in_an_address(visit, payload):
    seen = visit()
    page = seen.page
    page.goto(f"{seen.origin}/explain/x?lang=en&y=" + payload.replace("%", "%25").replace("#", "%23"))
    assert not ran(page)
    page.goto(seen.origin + "/spf/contoso.example?ip=" + payload.replace("%", "%25").replace("#", "%23"))
    assert not ran(page)
    seen.console.clear()  # the browser itself tells of pages that say 400 or 404
