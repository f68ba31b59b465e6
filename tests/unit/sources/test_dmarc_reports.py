from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from mailmend.errors import InputError
from mailmend.sources.dmarc_reports import reported
from tests.unit.dmarc.test_aggregate import METADATA, report, row


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_reports_of_every_form_are_added_up(tmp_path: Path):
    (tmp_path / "a.xml").write_bytes(report(row(count="1")))
    (tmp_path / "b.xml.gz").write_bytes(gzip.compress(report(row(count="10"))))
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "c.zip").write_bytes(zipped(x=report(row(count="100")), y=report(row(count="1000"))))
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    (source,) = reported(str(tmp_path))
    assert source.messages == 1111
    assert reported(str(tmp_path / "a.xml"))[0].messages == 1


def test_the_same_report_twice_counts_once(tmp_path: Path):
    first, second = (report(METADATA.format(id=name), row(count="5")) for name in ("a", "b"))
    for name, data in {"a.xml": first, "b.xml": second}.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "again.xml.gz").write_bytes(gzip.compress(first))
    (source,) = reported(str(tmp_path))
    assert source.messages == 10


def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path):
    with pytest.raises(InputError, match="no such file or folder"):
        reported(str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="no DMARC aggregate report"):
        reported(str(tmp_path))
    (tmp_path / "bad.zip").write_bytes(zipped(x=b"y")[:-30])
    with pytest.raises(InputError, match="damaged archive"):
        reported(str(tmp_path))


def test_a_bomb_is_refused(tmp_path: Path):
    (tmp_path / "bomb.xml.gz").write_bytes(gzip.compress(bytes(60_000_000)))
    with pytest.raises(InputError, match="cap on ratio"):
        reported(str(tmp_path))
