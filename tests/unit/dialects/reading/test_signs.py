from __future__ import annotations

import pytest

from mailmend import dialects
from mailmend.dialects.reading.seen import see
from mailmend.dialects.reading.signs import Form, Index, Signs
from mailmend.model import Source
from tests.corpora import corpora
from tests.unit.dialects.styles import mail_servers, others, services

OWN = [style.text.encode() for style in (*mail_servers.STYLES, *services.STYLES, *others.STYLES)]
HEAD = "From: MAILER-DAEMON@x.example\nSubject: Undelivered\nX-Odd: yes\n"
REPORT = (
    'MIME-Version: 1.0\nContent-Type: multipart/report; boundary="b"\n\n--b\n\nNo.\n--b\n'
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; MX1.Fabrikam.example\n\n"
    "Final-Recipient: rfc822; ronald@fabrikam.example\n"
)


def shown(text: str, *signs: Signs | None) -> list[int]:
    return Index(signs).shown(see(Source(name="-", data=text.encode())))


@pytest.mark.parametrize("source", ["own", "corpus"])
def test_no_dialect_claims_without_one_of_its_signs(source):
    folder = corpora("bounces") if source == "corpus" else None
    mails = [path.read_bytes() for path in sorted(folder.glob("*/*"))] if folder else OWN
    everybody = dialects.all_dialects()
    index = Index(getattr(dialect, "SIGNS", None) for dialect in everybody)
    for data in mails:
        seen = see(Source(name="-", data=data))
        claiming = {at for at, dialect in enumerate(everybody) if dialect.claims(seen).score > 0}
        assert claiming <= set(index.shown(seen))


def test_who_names_no_signs_is_always_asked():
    assert shown("hello", None, Signs(words=("bye",)), None) == [0, 2]


@pytest.mark.parametrize(
    ("signs", "there"),
    [
        (Signs(words=("No.",)), True),
        (Signs(words=("no.",)), False),
        (Signs(words=("Undelivered",)), True),
        (Signs(patterns=("(?i)mailer-daemon@",)), True),
        (Signs(fields=("x-odd",)), True),
        (Signs(fields=("x-even",)), False),
        (Signs(types=("message/delivery-status",)), True),
        (Signs(servers=("fabrikam.example",)), True),
        (Signs(servers=("mx1.fabrikam.example",)), True),
        (Signs(servers=("abrikam.example",)), False),
        (Signs(forms=(Form.REPORT,)), True),
        (Signs(forms=(Form.MAIL,)), True),
        (Signs(forms=(Form.EVENT,)), False),
    ],
)
def test_each_kind_of_sign(signs, there):
    assert shown(HEAD + REPORT, signs) == ([0] if there else [])


def test_a_paste_is_searched_wholly_and_an_event_is_known_by_its_bracket():
    assert shown("x\n" * 200_000 + "rcpts: <a@b.example>", Signs(words=("rcpts: ",)), Signs(forms=(Form.MAIL,))) == [0]
    assert shown(' [{"event": "bounce"}]', Signs(forms=(Form.EVENT,))) == [0]


def test_half_a_character_does_no_harm():
    assert shown("Content-Type: text/plain; charset=utf-7\nSubject: x\n\n+2AA-no", Signs(words=("no",))) == [0]
