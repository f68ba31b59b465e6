from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailmend.errors import InputError
from mailmend.sources.files import MOST_BYTES, inputs


def given(tmp_path, data: bytes):
    path = tmp_path / "given"
    path.write_bytes(data)
    return list(inputs(str(path)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\t",
        b"\0" * 5000,
        random.Random(7).randbytes(5000),
        b"PK\x03\x04 anything",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an Outlook file",
    ],
)
def test_what_is_neither_mail_nor_text_is_refused_in_one_line(tmp_path, data):
    with pytest.raises(InputError) as refused:
        given(tmp_path, data)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("codec", ["utf-8", "latin-1", "iso2022_jp", "utf-16"])
def test_text_in_any_encoding_is_read(tmp_path, codec):
    words = "550 5.7.23 " + ("配信エラー " * 200 if codec in ("iso2022_jp", "utf-16", "utf-8") else "refusé " * 200)
    (found,) = given(tmp_path, words.encode(codec))
    assert b"550 5.7.23" in found.data


def test_only_the_first_25_megabytes_are_read(tmp_path):
    (found,) = given(tmp_path, b"a" * (MOST_BYTES + 1))
    assert found.cut
    assert len(found.data) == MOST_BYTES


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that nobody may enter everything of: root may, so this is asked as another user."""
    here = Path(tempfile.mkdtemp())
    here.chmod(0o755)
    user = os.geteuid()
    for name in ("1.txt", "2.txt", "sub/3.txt", "z.txt"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text("550 5.1.1 no such user\n", encoding="utf-8")
        (here / name).chmod(0o644)
    for name in ("2.txt", "sub"):
        (here / name).chmod(0)
    if user == 0:
        os.seteuid(65534)
    yield here
    os.seteuid(user)
    (here / "sub").chmod(0o755)


def test_what_may_not_be_read_hides_nothing_else(folder: Path):
    found = inputs(str(folder))
    assert [Path(next(found).name).name for _ in range(2)] == ["1.txt", "z.txt"]
    with pytest.raises(InputError, match=r"2\.txt: permission denied \(and 1 more like it\)"):
        next(found)
