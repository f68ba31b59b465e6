from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from email import message_from_bytes

import pytest

from mailmend.web.incoming import Sent
from mailmend.web.redaction import redacted
from tests.command import run
from tests.unit.web.site import BOUNCE, EXAMPLES

CARRIED = base64.b64encode(BOUNCE).decode()


def downloaded(site, kind, **more):
    answer = site.post("/download", data={"again": CARRIED, "name": "bounce.eml", "as": kind, **more})
    assert answer.status_code == 200, answer.text
    return answer


def test_the_case_folder_replays_without_network(site, tmp_path):
    answer = downloaded(site, "zip", mine="203.0.113.25")
    assert answer.headers["content-disposition"] == 'attachment; filename="case.zip"'
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    folder = tmp_path / "case"
    ran = run("diagnose", "--json", folder)
    assert ran.out == (folder / "diagnosis.json").read_text()
    assert ran.lines[0]["answer"]["happened"].startswith("Your address 203.0.113.25")


def test_the_redacted_case_holds_no_persons_name_and_still_says_the_same(site, tmp_path):
    answer = downloaded(site, "zip", redact="1")
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    whole = "".join(path.read_text() for path in (tmp_path / "case").iterdir())
    assert not re.search(r"(?i)\b(anna|bogdan)(@|%40)", whole)
    ran = run("diagnose", "--json", tmp_path / "case")
    assert ran.out == (tmp_path / "case" / "diagnosis.json").read_text()
    assert ran.lines[0]["plan"]["edits"][0]["after"] == [
        "MS=ms27018245",
        "v=spf1 include:spf.protection.outlook.com ip4:203.0.113.25 -all",
    ]


def test_the_report_needs_nothing_else(site):
    page = downloaded(site, "html").text
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    policy = re.search(r'http-equiv="content-security-policy" content="([^"]+)"', page)[1]
    assert "default-src 'none'" in policy.replace("&#39;", "'")
    assert "Your server mail.contoso.example" in page


def test_json_and_markdown(site):
    found = json.loads(downloaded(site, "json").text)
    assert found["schema"] == "mailmend.diagnosis/1"
    text = downloaded(site, "md").text
    assert "v=spf1 include:spf.protection.outlook.com ip4:203.0.113.25 -all" in text


def test_an_example_is_downloaded_from_its_own_world(site):
    data = EXAMPLES.joinpath("relay-pool", "bounce.eml").read_bytes()
    again = base64.b64encode(data).decode()
    answer = site.post("/download", data={"again": again, "as": "json", "example": "relay-pool"})
    assert json.loads(answer.text)["pool"]["name"] == "relay"


def test_a_letter_is_a_draft_for_a_mail_program(site):
    answer = site.post("/download", data={"again": CARRIED, "name": "b.eml", "letter": "1 postmaster", "redact": "1"})
    assert answer.headers["content-disposition"] == 'attachment; filename="letter.eml"'
    assert answer.headers["content-type"] == "message/rfc822"
    letter = message_from_bytes(answer.content)
    assert (letter["X-Unsent"], letter["To"]) == ("1", "postmaster@fabrikam.example")
    assert "anna@contoso.example" in letter.get_payload(decode=True).decode()


def test_a_hostile_name_stays_in_its_field_of_a_letter(site):
    evil = BOUNCE.replace(b"bogdan@fabrikam.example", b"b\rBcc: c@evil.example\r@fabrikam.example")
    data = {"again": base64.b64encode(evil).decode(), "name": "b.eml"}
    for kind in ("postmaster", "user", "helpdesk"):
        letter = message_from_bytes(site.post("/download", data={**data, "letter": f"1 {kind}"}).content)
        assert set(letter.keys()) <= {
            "X-Unsent",
            "To",
            "Subject",
            "Content-Type",
            "Content-Transfer-Encoding",
            "MIME-Version",
            "Content-Language",
        }


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"as": "exe"},
        {"as": "zip", "again": "%%%"},
        {"letter": "2 user"},
        {"letter": "1 nobody"},
        {"letter": "0 user"},
        {"letter": "x"},
        {"letter": "1 user\r\nx: y"},
    ],
)
def test_what_cannot_be_downloaded(site, fields):
    assert site.post("/download", data={"again": CARRIED, **fields}).status_code in (400, 422)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (
            "From: Anna <anna@contoso.example>, ANNA@contoso.example",
            "From: Anna <user1@contoso.example>, user1@contoso.example",
        ),
        ("a@x.example b@x.example a@y.example", "user1@x.example user2@x.example user1@y.example"),
        ("id=anna%40contoso.example", "id=user1%40contoso.example"),
        ("id=3Danna=40contoso.example", "id=3Duser1=40contoso.example"),
        ("postmaster@a.example MAILER-DAEMON@b.example", "postmaster@a.example MAILER-DAEMON@b.example"),
        ("SRS0=hHh=tt=contoso.example=anna@relay.example", "SRS0=hHh=tt=contoso.example=user1@relay.example"),
        ("bounce+anna=contoso.example@list.example", "bounce+user1=contoso.example@list.example"),
        ("no address here @ all", "no address here @ all"),
    ],
)
def test_redaction(text, after):
    assert redacted(Sent(data=text.encode(), name="-")).data.decode() == after


def test_redaction_reads_encoded_parts():
    body = base64.encodebytes(b"Dear anna@contoso.example, no.\n" * 5).decode()
    mail = f"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{body}"
    found = message_from_bytes(redacted(Sent(data=mail.encode(), name="-")).data)
    assert b"anna@" not in found.get_payload(decode=True)
    assert b"user1@contoso.example" in found.get_payload(decode=True)
