"""The file itself: replaced whole, its mode and links kept, nobody else's change overwritten."""

from __future__ import annotations

import fcntl

import pytest

from mailmend.errors import BasisError, PublishError, UsageError
from mailmend.model import Change
from mailmend.publishers import zonefile
from mailmend.publishers.zonefile import ZoneFile
from tests.unit.publishers.places import NAME, NEW, OLD, ZONE, place

CHANGE = Change(
    name=NAME, type="TXT", before=(f'"{OLD}"', '"token=" "8f2k"'), after=(f'"{NEW}"', '"token=" "8f2k"'), ttl=300
)


def test_mode_and_link_stay_and_nothing_is_left_behind(tmp_path):
    path, _, _ = place(tmp_path)
    path.chmod(0o640)
    link = tmp_path / "link.zone"
    link.symlink_to(path)
    ZoneFile(f"contoso.example={link}").publish((CHANGE,))
    assert link.is_symlink()
    assert NEW in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(file.name for file in tmp_path.iterdir()) == ["contoso.example.zone", "link.zone"]


def test_bytes_above_ascii_stay(tmp_path):
    path, publisher, _ = place(tmp_path)
    data = ZONE.encode() + b'x TXT "\xe9\xff" ; \xe9\n'
    path.write_bytes(data)
    publisher.publish((CHANGE,))
    assert path.read_bytes() == data.replace(OLD.encode(), NEW.encode()).replace(b"hostmaster 7", b"hostmaster 8")
    assert publisher.current("x.contoso.example.", "TXT").records == ('"\\233\\255"',)


def test_a_locked_file_and_a_dynamic_zone_are_left_alone(tmp_path):
    path, publisher, _ = place(tmp_path)
    with path.open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(PublishError, match="locked"):
            publisher.publish((CHANGE,))
    (tmp_path / "contoso.example.zone.jnl").write_bytes(b"")
    with pytest.raises(PublishError, match="rfc2136"):
        publisher.publish((CHANGE,))
    assert path.read_text() == ZONE


def test_an_editor_that_saves_meanwhile_wins(tmp_path, monkeypatch):
    path, publisher, _ = place(tmp_path)
    other = ZONE + "; somebody else\n"

    def slowly(*given):
        result = edited(*given)
        path.write_text(other)
        return result

    edited = zonefile.edited
    monkeypatch.setattr(zonefile, "edited", slowly)
    with pytest.raises(BasisError, match="changed meanwhile"):
        publisher.publish((CHANGE,))
    assert path.read_text() == other
    assert [file.name for file in tmp_path.iterdir()] == ["contoso.example.zone"]


@pytest.mark.parametrize(
    ("name", "zone", "found"),
    [
        ("db.contoso.example", ZONE, True),
        ("contoso.example", ZONE, True),
        ("master.txt", ZONE, False),
        ("master.txt", "$ORIGIN contoso.example.\n" + ZONE, True),
        ("master.txt", ZONE.replace("@ SOA", "contoso.example. SOA"), True),
    ],
)
def test_the_zone_is_told_by_the_file_or_its_name(tmp_path, name, zone, found):
    path = tmp_path / name
    path.write_text(zone)
    if found:
        assert ZoneFile(str(path)).current(NAME, "TXT").ttl == 300
    else:
        with pytest.raises(UsageError, match="zonefile:ZONE="):
            ZoneFile(str(path)).current(NAME, "TXT")
        assert ZoneFile(f"contoso.example={path}").current(NAME, "TXT").ttl == 300


def test_no_such_file(tmp_path):
    with pytest.raises(UsageError, match="no such zone file"):
        ZoneFile(str(tmp_path / "x"))
