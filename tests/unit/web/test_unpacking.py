from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from mailmend.errors import InputError
from mailmend.web import unpacking
from mailmend.web.unpacking import is_archive, unpacked
from tests.unit.web.site import BOUNCE


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.eml", data)
    return stream.getvalue()


def test_every_message_of_an_archive_is_found(site):
    data = zipped(one=BOUNCE, two=BOUNCE)
    assert is_archive(data)
    assert [source.data for source in unpacked("a.zip", data)] == [BOUNCE, BOUNCE]
    answer = site.ask("POST", "/api/v1/read", content=data)
    assert answer.text.count('"5.7.23"') >= 2


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
    ],
    ids=["empty", "no-mail", "cut", "no-archive", "bomb"],
)
def test_what_holds_no_message(site, data):
    with pytest.raises(InputError):
        unpacked("a.zip", data)
    assert site.ask("POST", "/api/v1/read", content=data).status_code == 422


def test_an_archive_that_takes_too_long_is_let_go(monkeypatch):
    monkeypatch.setattr(unpacking, "_SECONDS", 0.001)
    with pytest.raises(InputError, match="too long"):
        unpacked("a.zip", zipped(one=BOUNCE))
