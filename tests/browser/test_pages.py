from __future__ import annotations

import base64
import re
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from mailmend.web.shipped import TITLES
from tests.outlook import ndr, with_attached

BOUNCE = files("mailmend.web").joinpath("examples", "own-server", "bounce.eml").read_text(encoding="utf-8")
VERDICT = "Your server mail.contoso.example (203.0.113.25) sent this message"
RECORD = "v=spf1 include:spf.protection.outlook.com ip4:203.0.113.25 -all"
DROP = """async ([name, data]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  for (const type of ["dragenter", "dragover", "drop"])
    document.querySelector(".box")
      .dispatchEvent(new DragEvent(type, {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


def answered(page):
    page.wait_for_selector(".verdict .happened")
    return page.inner_text(".verdict .happened")


def pasted(visit, text=BOUNCE):
    page = visit.open()
    page.fill("textarea", text)
    page.click("button.primary")
    return page


def test_paste_and_read_the_answer_without_leaving_the_page(visit):
    page = pasted(seen := visit())
    page.evaluate("window.stayed = true")
    assert answered(page).startswith(VERDICT)
    assert page.inner_text(".value.new code") == RECORD
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.title().startswith(VERDICT)
    assert [url for url in seen.requests if url == seen.origin + "/"][:2] == [seen.origin + "/"] * 2
    page.go_back()
    page.wait_for_selector("textarea")


def test_the_page_is_not_loaded_again(visit):
    page = visit().open()
    page.evaluate("window.stayed = true")
    page.fill("textarea", BOUNCE)
    page.keyboard.press("Control+Enter")
    answered(page)
    assert page.evaluate("window.stayed") is True


@pytest.mark.parametrize("kind", ["eml", "msg"])
def test_drop_a_file(visit, kind):
    data = BOUNCE.encode() if kind == "eml" else with_attached(ndr()).to_bytes()
    page = visit().open()
    page.evaluate(DROP, [f"bounce.{kind}", base64.b64encode(data).decode()])
    said = answered(page)
    assert said.startswith(VERDICT) if kind == "eml" else "203.0.113.7" in page.inner_text(".excerpt")


def test_choose_a_file(visit):
    page = visit().open()
    page.set_input_files("input[type=file]", {"name": "b.eml", "mimeType": "message/rfc822", "buffer": BOUNCE.encode()})
    assert answered(page).startswith(VERDICT)


def test_without_javascript_everything_is_there(visit, tmp_path):
    page = pasted(visit(java_script_enabled=False, accept_downloads=True))
    assert answered(page).startswith(VERDICT)
    assert page.inner_text(".value.new code") == RECORD
    assert page.locator(".copy").first.is_hidden()
    page.fill("#again-mine", "203.0.113.0/24")
    page.click(".again button.primary")
    assert answered(page).startswith("Your address 203.0.113.25")
    with page.expect_download() as waiting:
        page.click("button[value=zip]")
    waiting.value.save_as(tmp_path / "case.zip")
    assert "case/world.zone" in zipfile.ZipFile(tmp_path / "case.zip").namelist()
    page.goto(page.url)
    assert page.locator("input[type=file]").is_visible()
    page.set_input_files("input[type=file]", {"name": "b.eml", "mimeType": "message/rfc822", "buffer": BOUNCE.encode()})
    page.click("button.primary")
    assert answered(page).startswith(VERDICT)
    page.click("nav .start")
    page.fill("#domain", "contoso.example")
    page.click(".domain-check button")
    assert "contoso.example" in answered(page)


def test_romanian(visit):
    page = visit(locale="ro-RO").open()
    assert page.get_attribute("html", "lang") == "ro"
    page.click(".languages a[lang=en]")
    assert page.get_attribute("html", "lang") == "en"
    page.fill("textarea", BOUNCE)
    page.click("button.primary")
    answered(page)
    page.click(".languages button[lang=ro]")
    page.wait_for_selector("html[lang=ro]")
    assert "203.0.113.25" in answered(page)
    assert page.inner_text(".value.new code") == RECORD


def test_the_second_box(visit):
    page = visit().open()
    page.fill("#domain", "Anna@contoso.example")
    page.fill("#check-ip", "203.0.113.25")
    page.click(".domain-check button")
    assert answered(page) == "203.0.113.25 may not send mail for contoso.example."
    assert "/spf/contoso.example?ip=203.0.113.25" in page.url


def test_the_copy_button_copies_the_record(visit):
    page = pasted(seen := visit(permissions=["clipboard-read", "clipboard-write"]))
    answered(page)
    page.click(".value.new .copy")
    assert page.evaluate("navigator.clipboard.readText()") == RECORD
    assert page.inner_text(".value.new .copy") == "Copied"
    assert seen.console == []


@pytest.mark.parametrize("name", TITLES)
def test_every_example(visit, name):
    page = visit().open()
    page.click(f"a[href='/examples/{name}']")
    assert len(answered(page)) > 20
    assert page.locator(".journey svg").count() <= 1


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize(
    "path", ["/", "/examples/own-server", "/examples/behind-nat", "/check/many.example", "/spf/many.example"]
)
def test_a_narrow_screen_scrolls_in_one_direction_only(visit, width, path):
    page = visit(viewport={"width": width, "height": 800}).open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_print_is_one_or_two_pages(visit):
    for name in ("own-server", "forwarded", "behind-nat"):
        page = visit().open(f"/examples/{name}")
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
        assert 1 <= len(pages) <= 2, name


def test_by_keyboard_alone(visit):
    page = visit().open()
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.insert_text(BOUNCE)
    order = []
    for _ in range(4):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") in ("solid", "auto")
        if page.evaluate("document.activeElement.classList.contains('primary')"):
            break
    assert order[0] == "file"
    page.keyboard.press("Enter")
    assert answered(page).startswith(VERDICT)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('copy')"):
            break
    else:
        pytest.fail("the copy button cannot be reached")
    page.keyboard.press("Shift+Tab")
    skip = visit().open("/examples/own-server")
    skip.keyboard.press("Tab")
    assert skip.inner_text(":focus") == "Skip to the answer"
    skip.keyboard.press("Enter")
    skip.wait_for_selector("#main:focus")


def test_letters_are_tabs_for_the_keyboard_too(visit):
    page = visit().open("/examples/behind-nat")
    shown = page.locator(".panel:visible")
    assert shown.count() == 1
    assert "postmaster@museum.example" in shown.inner_text()
    tabs = page.locator(".tabs > input")
    if tabs.count() > 1:
        tabs.first.focus()
        page.keyboard.press("ArrowRight")
        assert page.locator(".panel-2").is_visible()


def test_the_first_page_is_light_and_does_not_move(visit):
    seen = visit()
    page = seen.page
    sizes = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.add_init_script(
        "window.moved = 0;"
        "new PerformanceObserver((list) => { for (const each of list.getEntries()) window.moved += each.value })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    seen.open()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.moved") == 0
    assert 3 <= len(sizes) <= 4
    assert sum(sizes) < 100_000


def test_an_answer_that_does_not_arrive_is_said(visit):
    seen = visit()
    page = seen.open()
    page.route("**/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.fill("textarea", BOUNCE)
    page.click("button.primary")
    page.wait_for_selector(".error[role=alert]")
    assert page.input_value("textarea") == BOUNCE
    seen.console.clear()  # the browser itself tells of the request that failed


def test_the_report_opens_from_a_disk_and_asks_nobody(visit, tmp_path):
    page = pasted(visit(accept_downloads=True))
    answered(page)
    with page.expect_download() as waiting:
        page.click("button[value=html]")
    waiting.value.save_as(tmp_path / "report.html")
    seen = visit()
    seen.origin = f"file://{tmp_path}"
    seen.page.goto(f"file://{tmp_path}/report.html")
    assert answered(seen.page).startswith(VERDICT)
    assert seen.page.evaluate("getComputedStyle(document.querySelector('.verdict')).borderTopWidth") == "5px"
    assert seen.page.locator(".copy:visible").count() == 0
    assert len(seen.requests) == 1


SEVERAL = BOUNCE.replace(
    "Final-Recipient: rfc822;bogdan@fabrikam.example",
    "Final-Recipient: rfc822;clara@tailspin.example\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp;550 5.1.1 no such user\n\nFinal-Recipient: rfc822;bogdan@fabrikam.example",
)


def test_a_report_of_several_refusals_is_listed_and_each_is_found(visit):
    page = pasted(visit(), SEVERAL)
    answered(page)
    links = page.locator(".stories a")
    assert links.count() == 2
    assert "bogdan@fabrikam.example" in page.inner_text(".stories")
    for number in range(2):
        links.nth(number).click()
        assert page.evaluate("location.hash") == f"#story-{number + 1}"
        assert page.locator(f"#story-{number + 1}").is_visible()
    assert page.locator("details.evidence[open]").count() == 0
    page.locator("details.evidence > summary").nth(1).click()
    assert page.locator("details.evidence[open] .excerpt").is_visible()


def test_a_step_within_an_answer_does_not_lose_it(visit):
    page = pasted(visit())
    answered(page)
    page.evaluate("location.hash = 'main'")
    page.wait_for_timeout(300)
    assert page.locator(".verdict").count() == 1
    page.go_back()
    page.wait_for_timeout(300)
    assert page.locator(".verdict").count() == 1
    page.go_back()
    page.wait_for_selector("textarea")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_letter_goes_to_the_mail_program(visit, scripts):
    page = visit(java_script_enabled=scripts).open("/examples/behind-nat")
    panel = page.locator(".panel-1")
    assert panel.locator("a.button").get_attribute("href").startswith("mailto:postmaster@museum.example?subject=")
    with page.expect_download() as waiting:
        panel.locator("button[name=letter]").click()
    draft = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert waiting.value.suggested_filename == "letter.eml"
    assert "To: postmaster@museum.example" in draft
    assert "X-Unsent: 1" in draft


def test_what_is_missing_is_asked_below_the_answer(visit):
    page = pasted(visit(), "550 5.7.23 The message was rejected because of Sender Policy Framework violation")
    answered(page)
    order = page.evaluate("[...document.querySelectorAll('.verdict, .again, .steps')].map((each) => each.className)")
    assert order[0].startswith("verdict")
    assert order[1].endswith("wanted")
    page.locator(".again input[name=ip]").fill("203.0.113.25")
    page.locator(".again input[name=sender]").fill("anna@contoso.example")
    page.locator(".again button.primary").click()
    page.locator(".happened").filter(has_text="contoso.example").wait_for()
    assert page.locator(".way").count() >= 1


def test_a_page_leads_to_the_test_of_what_it_proposes(visit):
    page = pasted(visit())
    answered(page)
    page.click(".test a")
    page.wait_for_url("**/spf/contoso.example?ip=203.0.113.25")
    assert page.inner_text("h1") == "203.0.113.25 may not send mail for contoso.example."


def test_a_warm_service_answers_within_300_ms(visit):
    page = pasted(visit())
    answered(page)
    times = []
    for _ in range(5):
        page.goto(page.url.partition("/spf")[0])
        page.fill("textarea", BOUNCE)
        times.append(
            page.evaluate(
                """async () => {
                    const body = new FormData(document.querySelector("form.box"));
                    const begun = performance.now();
                    await (await fetch("/", { method: "POST", body })).text();
                    return performance.now() - begun;
                }"""
            )
        )
    assert sorted(times)[2] < 300
