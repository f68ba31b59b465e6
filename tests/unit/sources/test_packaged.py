"""The packaged facts are read once, and cheaply."""

from __future__ import annotations

import marshal
import os
import sys
import tomllib
from datetime import date
from importlib.util import cache_from_source
from pathlib import Path
from time import process_time

import pytest

from mailmend.sources.packaged import knowledge, tables


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.toml").write_text("date = 2026-11-20\nname = 'one'\n")
    (tmp_path / "senders").mkdir()
    (tmp_path / "senders" / "two.toml").write_text("name = 'two'\n")
    return tmp_path


def kept_at(folder):
    return Path(cache_from_source(str(folder / "facts.py"))).with_suffix(".tables")


def count_parsing(monkeypatch):
    parsed, loads = [], tomllib.loads
    monkeypatch.setattr(tomllib, "loads", lambda text: parsed.append(text) or loads(text))
    return parsed


FOUND = {"one.toml": {"date": "2026-11-20", "name": "one"}, "senders/two.toml": {"name": "two"}}


def test_it_is_read_once():
    assert knowledge() is knowledge()


def test_every_kind_of_fact_is_there():
    known = knowledge()
    assert len(known.senders) > 80
    assert len(known.replies.rows) > 300
    assert known.pools.by_sfp("1501")
    assert known.suffixes.organizational("www.example.com") == "example.com"
    assert all(row.date > date(2020, 1, 1) for row in known.replies.rows)


def test_reading_is_cheap():
    # Measured: 4 ms. Whoever only asks for help pays no more than this.
    knowledge.cache_clear()
    start = process_time()
    knowledge()
    assert process_time() - start < 0.1


def test_files_are_parsed_once_and_kept(folder, monkeypatch):
    parsed = count_parsing(monkeypatch)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert [tables(folder), tables(folder)] == [FOUND, FOUND]
    assert len(parsed) == 2
    assert [path.name for path in kept_at(folder).parent.iterdir()] == [kept_at(folder).name]


@pytest.mark.parametrize("change", ["size", "time", "more", "fewer"])
def test_what_is_kept_holds_until_a_file_changes(folder, monkeypatch, change):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    tables(folder)
    one = folder / "one.toml"
    if change == "size":
        one.write_text("name = 'another'\n")
    elif change == "time":
        at = one.stat().st_mtime_ns
        one.write_text("date = 2026-11-21\nname = 'one'\n")
        os.utime(one, ns=(at + 1000, at + 1000))
    elif change == "more":
        (folder / "three.toml").write_text("name = 'three'\n")
    else:
        one.unlink()
    changed = tables(folder)
    assert changed != FOUND
    assert changed == tables(folder)


@pytest.mark.parametrize("data", [b"", b"(", b"\xff", *map(marshal.dumps, [1, (), ([], {}), ([], [], {})])])
def test_what_is_kept_is_not_believed_when_it_is_broken(folder, data):
    kept_at(folder).parent.mkdir()
    kept_at(folder).write_bytes(data)
    assert tables(folder) == FOUND


def test_nothing_is_kept_where_no_byte_code_is(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert tables(folder) == FOUND
    assert not kept_at(folder).exists()


def test_a_folder_that_cannot_be_written_is_read_anyhow(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept_at(folder).parent.write_text("in the way")
    assert tables(folder) == FOUND
