from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from aspose.email_foss.msg import PropertyTypeCode

import mailmend
from mailmend.errors import InputError
from mailmend.model import Kind
from mailmend.sources import outlook
from tests.outlook import TEXT, ndr, returned, with_attached

REPORT = with_attached(ndr()).to_bytes()


def one(data: bytes):
    (found,) = mailmend.read(data, name="bounce.msg")
    return found


def test_a_report_whose_fields_lie_in_the_table_of_recipients():
    found = one(REPORT)
    tried = found.attempt
    assert (found.kind, found.dialect, found.decoded) == (Kind.BOUNCE, "exchange-online", "outlook-msg")
    assert found.reporting_mta == "AM6PR01MB1234.eurprd01.prod.exchangelabs.com"
    assert (tried.recipient, tried.status, tried.reply) == ("ronald@fabrikam.example", "5.7.23", "550")
    assert (tried.remote.reply, tried.remote.status) == ("550", "5.7.1")
    assert (tried.remote_mta, tried.client_ip) == ("mx1.fabrikam.example", "203.0.113.7")
    assert (found.original.message_id, found.original.mail_from) == ("<4411@contoso.com>", "anna@contoso.com")
    assert found.date.isoformat() == "2026-11-23T10:14:00+00:00"


def test_every_field_has_its_line_in_the_mail_that_was_made():
    lines = outlook.as_mail("x", REPORT).decode().split("\n")
    tried = one(REPORT).attempt
    for name, said in (("recipient", "ronald@fabrikam.example"), ("status", "5.7.23"), ("client_ip", "203.0.113.7")):
        assert said in lines[tried.quote(name).line - 1]


def test_without_the_returned_message_what_outlook_kept_of_it():
    original = one(ndr().to_bytes()).original
    assert (original.message_id, original.subject) == ("<4411@contoso.com>", "Quote 4411")


def test_several_recipients_each_with_his_own_diagnosis():
    message = ndr()
    second = message.add_recipient("eve@fabrikam.example")
    second.set_property(0x0C1B, TEXT, "<mx2.fabrikam.example #5.1.1 smtp;550 5.1.1 User unknown>")
    assert [(tried.recipient, tried.status, tried.remote_mta) for tried in one(message.to_bytes()).attempts] == [
        ("ronald@fabrikam.example", "5.7.23", "mx1.fabrikam.example"),
        ("eve@fabrikam.example", "5.1.1", "mx2.fabrikam.example"),
    ]


@pytest.mark.parametrize(
    ("suffix", "kind"), [("NDR", Kind.BOUNCE), ("Delayed.DR", Kind.DELAYED), ("DR", Kind.DELIVERED)]
)
def test_the_action_is_that_of_the_class(suffix, kind):
    message = ndr()
    message.message_class = f"REPORT.IPM.Note.{suffix}"
    assert one(message.to_bytes()).kind == kind


def test_a_report_in_words_only():
    words = "Generating server: a.example\r\n\r\nronald@fabrikam.example\r\nmx1.fabrikam.example\r\n"
    words += "Remote Server returned '550 5.7.1 Refused by policy'\r\n"
    message = ndr(text=words)
    message.recipients.clear()
    tried = one(message.to_bytes()).attempt
    assert (tried.recipient, tried.status) == ("ronald@fabrikam.example", "5.7.1")


def test_words_that_are_there_as_rtf_only():
    message = ndr(text="")
    message.recipients.clear()
    rtf = r"{\rtf1\ansi ronald@fabrikam.example\par Remote Server returned '550 5.7.23 SPF fail'\par}"
    message.set_property(0x1009, PropertyTypeCode.PTYP_BINARY, bytes(8) + b"MELA" + bytes(4) + rtf.encode())
    tried = one(message.to_bytes()).attempt
    assert (tried.recipient, tried.status) == ("ronald@fabrikam.example", "5.7.23")


def test_an_exchange_users_address_is_no_mail_address():
    message = ndr()
    message.recipients[0].properties.remove(0x39FE, int(TEXT))
    message.recipients[0].email_address = "/o=ExchangeLabs/ou=x/cn=Recipients/cn=ronald"
    message.recipients[0].display_name = "ronald@fabrikam.example"
    assert one(message.to_bytes()).attempt.recipient == "ronald@fabrikam.example"


def test_a_plain_mail_is_no_bounce():
    found = one(returned().to_bytes())
    assert (found.kind, found.attempts) == (Kind.NONE, ())
    assert [field.value for field in found.headers if field.name == "Subject"] == ["Quote 4411"]


def test_a_bounce_that_was_forwarded_as_an_attachment():
    outer = returned()
    outer.add_embedded_message_attachment(with_attached(ndr()))
    assert one(outer.to_bytes()).attempt.recipient == "ronald@fabrikam.example"
    eml = returned()
    report = b"From: MAILER-DAEMON@x.example\nTo: a@b.example\nSubject: failure notice\n\n<c@d.example>: 550 5.1.1 no\n"
    eml.add_attachment("bounce.eml", report)
    assert one(eml.to_bytes()).attempt.recipient == "c@d.example"


def test_texts_of_before_unicode_are_in_the_code_page_of_the_message():
    message = ndr("550 5.7.23 Отказано: 203.0.113.7 is not permitted (SPF fail)")
    for properties in (message, *message.recipients):
        for known in list(properties.properties.iter_properties()):
            if known.property_type == int(TEXT):
                value = known.value
                properties.properties.remove(known.property_id, known.property_type)
                properties.properties.add(known.property_id, 0x001E, value.encode("cp1251"))
    message.set_property(0x3FFD, 0x0003, 1251)
    tried = one(message.to_bytes()).attempt
    assert (tried.status, tried.client_ip) == ("5.7.23", "203.0.113.7")
    assert "Отказано" in tried.text


def test_a_file_that_is_cut_is_read_or_refused_in_one_line():
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(_said, (REPORT[:end] for end in range(512, len(REPORT), 512))))
    assert all("\n" not in each for each in said)
    assert sum("damaged" in each for each in said) > len(said) // 2


def test_a_chain_of_sectors_that_loops():
    data = bytearray(REPORT)
    fat = 512 * (1 + int.from_bytes(data[76:80], "little"))
    first = int.from_bytes(data[48:52], "little")
    data[fat + 4 * first : fat + 4 * first + 4] = first.to_bytes(4, "little")
    assert "damaged" in _said(bytes(data))


def test_bytes_that_are_changed():
    with ThreadPoolExecutor(2) as pool:
        changed = (REPORT[:at] + b"\xff\xff\xff" + REPORT[at + 3 :] for at in range(8, len(REPORT), len(REPORT) // 15))
        assert all("\n" not in each for each in pool.map(_said, changed))


def test_a_file_that_takes_too_long_or_too_much(monkeypatch):
    spin = [sys.executable, "-c", "import time; time.sleep(60)"]
    run = outlook.subprocess.run
    monkeypatch.setattr(outlook, "_SECONDS", 0.2)
    monkeypatch.setattr(outlook.subprocess, "run", lambda _ask, **more: run(spin, **more))
    start = time.monotonic()
    assert "seconds" in _said(REPORT)
    assert time.monotonic() - start < 5


def test_the_library_is_loaded_only_for_an_outlook_file():
    code = "import sys, mailmend; list(mailmend.read(b'550 5.1.1 no')); sys.exit('aspose' in str(list(sys.modules)))"
    assert outlook.subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _said(data: bytes) -> str:
    try:
        return str(next(mailmend.read(data, name="bounce.msg")).kind)
    except InputError as error:
        return str(error)
