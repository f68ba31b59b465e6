from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from contextlib import suppress

import pytest

from mailmend.errors import InputError
from mailmend.sources import archives
from mailmend.sources.forms import opened, sources

MAIL = b"From: MAILER-DAEMON@x.example\nTo: a@b.example\nSubject: Undeliverable\n\n550 5.1.1 no\n"
MBOX = b"From x Tue Nov 17 10:41:00 2026\n" + MAIL + b"\n"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode, format=form) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


def refused(data: bytes, name: str = "given") -> str:
    with pytest.raises(InputError) as error:
        list(opened(name, io.BytesIO(data)))
    assert "\n" not in str(error.value)
    return str(error.value)


FILES = {"b/1.eml": MAIL, "2.mbox": MBOX * 2, ".DS_Store": b"\0\1", "__MACOSX/._1": b"\0\1"}


@pytest.mark.parametrize(
    "data",
    [
        zipped(FILES),
        zipped(FILES, zipfile.ZIP_STORED),
        tarred(FILES),
        tarred(FILES, form=tarfile.GNU_FORMAT),
        tarred(FILES, "w:gz"),
        gzip.compress(tarred(FILES)),
    ],
)
def test_every_message_of_every_member(data):
    found = list(sources("a.zip", data))
    assert [(each.name, each.index) for each in found] == [
        ("a.zip/b/1.eml", 0), ("a.zip/2.mbox", 0), ("a.zip/2.mbox", 1),
    ]  # fmt: skip
    assert found[0].data == MAIL
    assert found[2].line == 8


def test_gzip_of_one_file_keeps_its_name():
    assert [(each.name, each.index, each.data) for each in sources("x.gz", gzip.compress(MBOX * 2))] == [
        ("x.gz", 0, MBOX), ("x.gz", 1, MBOX),
    ]  # fmt: skip


def test_archives_in_archives_up_to_a_depth():
    inside = zipped({"c.eml": MAIL})
    (found,) = sources("a", zipped({"b.zip": gzip.compress(inside)}))
    assert found.name == "a/b.zip/c.eml"
    assert "depth" in refused(zipped({"1": zipped({"2": zipped({"3": inside})})}))


def test_a_member_that_is_no_mail_does_not_hide_the_others():
    found = []
    with pytest.raises(InputError, match="a picture"):
        found.extend(opened("a", io.BytesIO(zipped({"1.png": b"\x89PNG\r\n", "2.eml": MAIL}))))
    given = opened("a", io.BytesIO(zipped({"1.png": b"\x89PNG\r\n", "2.eml": MAIL})))
    assert next(given).name == "a/2.eml"


def test_the_cap_on_ratio():
    bomb = b"a" * 25_000_000
    for data in (
        gzip.compress(bomb),
        zipped({"x": bomb}),
        gzip.compress(zipped({"x": bomb})),
        tarred({"x": bomb}, "w:gz"),
    ):
        assert "ratio" in refused(data)


def test_the_cap_on_size(monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 100_000)
    assert "size" in refused(gzip.compress(MBOX * 2_000))


def test_the_cap_on_count(monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    files = {f"{number}.eml": MAIL for number in range(4)}
    assert "count" in refused(zipped(files))
    assert "count" in refused(tarred(files))


def test_a_list_of_members_that_would_fill_the_memory():
    data = bytearray(zipped({"x": MAIL}))
    data[-10:-6] = (900_000_000).to_bytes(4, "little")
    assert "count" in refused(bytes(data))


def test_a_header_of_a_tar_that_would_fill_the_memory():
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 50_000_000
    assert "size" in refused(header.tobuf(tarfile.GNU_FORMAT) + b"\0" * 50_000_000)


def test_a_zip_with_a_password_or_an_unusual_method():
    locked = bytearray(zipped({"x": MAIL}))
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert "locked" in refused(bytes(locked))
    assert "unusual" in refused(zipped({"x": MAIL}, zipfile.ZIP_LZMA))


@pytest.mark.parametrize("whole", [zipped(FILES), tarred(FILES), tarred(FILES, "w:gz"), gzip.compress(MBOX)])
def test_a_damaged_archive_is_refused_or_read_as_far_as_it_goes(whole):
    changed = [whole[:end] for end in range(1, len(whole), 97)]
    changed += [whole[:at] + bytes((whole[at] ^ 0x55,)) + whole[at + 1 :] for at in range(0, len(whole), 53)]
    for data in changed:
        with suppress(InputError):
            list(opened("given", io.BytesIO(data)))
