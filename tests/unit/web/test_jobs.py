from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from mailmend.flow import replayed
from mailmend.web import jobs
from mailmend.web.incoming import Sent
from mailmend.web.problems import ProblemError
from tests.unit.web.site import BOUNCE


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.eml", data)
    return stream.getvalue()


def test_every_message_of_an_archive_is_found(site):
    data = zipped(one=BOUNCE, two=BOUNCE)
    found = replayed(jobs.notifications(Sent(data=data, name="a.zip")), ())
    assert (found.count, found.more) == (2, False)
    answer = site.ask("POST", "/api/v1/read", content=data)
    assert answer.text.splitlines() == found.text.replace("a.zip/", "-/").splitlines()


def test_a_compressed_mail_is_answered(site):
    assert "203.0.113.25" in site.post("/", files={"file": ("bounce.eml.gz", gzip.compress(BOUNCE))}).text


@pytest.mark.parametrize(
    "data",
    [
        zipped(),
        zipped(one=b"\0" * 4000),
        zipped(one=BOUNCE)[:-40],
        b"PK\x03\x04" + b"x" * 100,
        gzip.compress(b"\0" * 90_000_000),
        zipped(one=zipped(two=zipped(three=zipped(four=zipped(five=BOUNCE))))),
    ],
    ids=["empty", "no-mail", "cut", "no-archive", "bomb", "deep"],
)
def test_what_holds_no_message(site, data):
    with pytest.raises(ProblemError, match="unreadable"):
        replayed(jobs.notifications(Sent(data=data, name="a.zip")), ())
    assert site.ask("POST", "/api/v1/read", content=data).status_code == 422


def test_what_was_found_before_an_archive_grows_too_large_stands(monkeypatch):
    monkeypatch.setattr(jobs, "MOST_BYTES", len(BOUNCE) + 1)
    found = replayed(jobs.notifications(Sent(data=zipped(one=BOUNCE, two=BOUNCE), name="a.zip")), ())
    assert found.count == 1


def test_a_mail_in_thousands_of_mails_is_answered_in_time(site):
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5000))
    wrapped = b"Content-Type: message/rfc822\n\n" * 5000 + BOUNCE
    for data in (nested + BOUNCE, wrapped):
        answer = site.ask("POST", "/api/v1/read", content=data)
        assert answer.status_code == 200
        assert answer.json()["schema"] == "mailmend.read/1"
