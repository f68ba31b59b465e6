"""Nothing is written without consent, on another basis than planned, or without a receipt; all of it can be undone."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.errors import BasisError, InputError, UsageError
from mailmend.model import Applicability, ReceiptState
from mailmend.publishers.publish import Consent, publish, settle, undo
from mailmend.publishers.receipts import Receipts, default_folder, read
from tests.unit.publishers.places import NEW, OLD, TOKEN, WHO, ZONE, edit, place

AGREED = Consent(domain="contoso.example")
ROOT = Path(__file__).parents[3]


def test_from_the_plan_to_the_receipt_and_back(tmp_path):
    path, publisher, receipts = place(tmp_path)
    receipt, remark = publish([edit()], WHO, AGREED, publisher, receipts)
    assert path.read_text() == ZONE.replace(OLD, NEW).replace("hostmaster 7", "hostmaster 8")
    assert "load" in remark
    assert receipt.state is ReceiptState.DONE
    assert receipts.find(receipt.id) == receipt == read(receipts.path(receipt))
    assert receipt.changes[0].before == (f'"{OLD}"', '"token=" "8f2k"')
    back, _ = undo(receipt, AGREED, publisher, receipts)
    assert path.read_text() == ZONE.replace("hostmaster 7", "hostmaster 9")
    assert (back.state, back.undoes) == (ReceiptState.DONE, receipt.id)
    assert receipts.find(receipt.id).state is ReceiptState.UNDONE
    with pytest.raises(UsageError, match="only what is done"):
        undo(receipts.find(receipt.id), AGREED, publisher, receipts)


@pytest.mark.parametrize(
    ("edits", "consent"),
    [
        ([edit()], Consent(domain="other.example")),
        ([edit()], Consent(domain="example")),
        ([edit()], Consent(domain="")),
        ([edit(applicability=Applicability.REVIEW)], AGREED),
        ([edit(applicability=Applicability.MANUAL)], Consent(domain="contoso.example", reviewed=True)),
        ([], AGREED),
    ],
)
def test_without_consent_nothing_is_written(tmp_path, edits, consent):
    path, publisher, receipts = place(tmp_path)
    with pytest.raises(UsageError):
        publish(edits, WHO, consent, publisher, receipts)
    assert path.read_text() == ZONE
    assert list(receipts.all()) == []


def test_a_reviewed_change_is_published(tmp_path):
    path, publisher, receipts = place(tmp_path)
    agreed = Consent(domain="CONTOSO.example.", reviewed=True)
    publish([edit(applicability=Applicability.REVIEW)], WHO, agreed, publisher, receipts)
    assert NEW in path.read_text()


VALUES = st.lists(st.sampled_from([OLD, NEW, TOKEN, "token=8f2k ", "TOKEN=8f2k", "v=spf1 -all", ""]), max_size=4)


@given(VALUES)
def test_a_changed_old_value_always_stops_with_nothing_written(tmp_path_factory, values):
    held = tuple(dict.fromkeys(values))
    records = "".join(f'@ TXT "{value}"\n' for value in held)
    zone = "".join(line for line in ZONE.splitlines(keepends=True) if not line.startswith("@ 300 TXT"))
    zone = zone.replace('@ TXT "token=" "8f2k"\n', records)
    path, publisher, receipts = place(tmp_path_factory.mktemp("zone"), zone)
    if sorted(held) == sorted((OLD, TOKEN)):
        publish([edit()], WHO, AGREED, publisher, receipts)
        assert NEW in path.read_text()
    else:
        with pytest.raises(BasisError, match="nothing was written"):
            publish([edit()], WHO, AGREED, publisher, receipts)
        assert path.read_text() == zone


def test_a_value_that_changes_after_the_last_look_stops_too(tmp_path):
    path, publisher, receipts = place(tmp_path)
    changed = ZONE.replace("198.51.100.1", "198.51.100.2")

    class Slow(type(publisher)):
        def publish(self, changes):
            path.write_text(changed)
            return super().publish(changes)

    with pytest.raises(BasisError, match="nothing was written"):
        publish([edit()], WHO, AGREED, Slow(str(path)), receipts)
    assert path.read_text() == changed
    assert [receipt.state for receipt in receipts.all()] == [ReceiptState.STOPPED]


def test_nothing_is_undone_where_somebody_changed_it_since(tmp_path):
    path, publisher, receipts = place(tmp_path)
    receipt, _ = publish([edit()], WHO, AGREED, publisher, receipts)
    changed = path.read_text().replace("203.0.113.7 -all", "203.0.113.8 -all")
    path.write_text(changed)
    with pytest.raises(BasisError):
        undo(receipt, AGREED, publisher, receipts)
    with pytest.raises(UsageError, match=r"is not contoso\.example"):
        undo(receipt, Consent(domain="other.example"), publisher, receipts)
    assert path.read_text() == changed


def test_a_name_that_lives_by_a_wildcard_gets_its_own_records_and_loses_them_again(tmp_path):
    path, publisher, receipts = place(tmp_path)
    wild = edit(before=("wild",), after=("wild", NEW), name="a.contoso.example.", wildcard="*.contoso.example")
    agreed = Consent(domain="a.contoso.example")
    receipt, _ = publish([wild], WHO, agreed, publisher, receipts)
    assert publisher.current("a.contoso.example.", "TXT").records == ("wild" and '"wild"', f'"{NEW}"')
    undo(receipt, agreed, publisher, receipts)
    assert path.read_text() == ZONE.replace("hostmaster 7", "hostmaster 9")


def test_several_changes_where_only_one_can_be_made_at_once(tmp_path):
    path, publisher, receipts = place(tmp_path)
    publisher.most_changes = 1
    with pytest.raises(UsageError, match="by hand"):
        publish([edit(), edit(name="mail.contoso.example.", before=())], WHO, AGREED, publisher, receipts)
    assert path.read_text() == ZONE


def test_without_a_place_for_receipts_nothing_is_written(tmp_path):
    path, publisher, _ = place(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="receipt cannot be written"):
        publish([edit()], WHO, AGREED, publisher, Receipts(tmp_path / "file" / "receipts"))
    assert path.read_text() == ZONE


# -- killed in the middle ---------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.unit.publishers.places import WHO, edit
from mailmend.publishers.publish import Consent, publish
from mailmend.publishers.receipts import Receipts
from mailmend.publishers.zonefile import ZoneFile

folder, left = Path(sys.argv[1]), int(sys.argv[2])
publisher, receipts = ZoneFile(str(folder / "contoso.example.zone")), Receipts(folder / "receipts")

def audit(event, args):
    global left
    if event in ("open", "os.rename", "os.remove", "os.chmod", "os.mkdir", "fcntl.flock"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(audit)
publish([edit()], WHO, Consent(domain="contoso.example"), publisher, receipts)
"""


def test_killed_at_any_moment_the_zone_is_the_old_or_the_new_and_the_receipt_is_settled(tmp_path):
    after = ZONE.replace(OLD, NEW).replace("hostmaster 7", "hostmaster 8")
    seen = set()
    for moment in itertools.count(1):
        folder = tmp_path / str(moment)
        folder.mkdir()
        path, publisher, receipts = place(folder)
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        command = [sys.executable, "-c", KILLED, str(folder), str(moment)]
        ended = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert path.read_text() in (ZONE, after)
        for pending in receipts.pending():
            later = pending.at + timedelta(minutes=5)
            settled = settle(pending, publisher.current, receipts, later)
            assert settled.state is (ReceiptState.DONE if path.read_text() == after else ReceiptState.STOPPED)
            seen.add(settled.state)
        assert receipts.pending() == ()
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert seen == {ReceiptState.DONE, ReceiptState.STOPPED}


def test_a_receipt_stays_pending_while_nothing_is_certain(tmp_path):
    path, publisher, receipts = place(tmp_path)
    receipt, _ = publish([edit()], WHO, AGREED, publisher, receipts)
    pending = replace(receipt, state=ReceiptState.PENDING)
    path.write_text(ZONE)
    soon, late = pending.at + timedelta(seconds=5), pending.at + timedelta(minutes=5)
    assert settle(pending, publisher.current, receipts, soon) == pending
    assert settle(pending, lambda *_: None, receipts, late) == pending
    path.write_text(ZONE.replace("198.51.100.1", "198.51.100.9"))
    assert settle(pending, publisher.current, receipts, late) == pending


# -- receipts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"schema": "mailmend.receipt/1"}', "\x00", '{"schema": "mailmend.receipt/2"}']
)
def test_what_is_no_receipt(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(InputError):
        read(path)
    assert list(Receipts(tmp_path).all()) == []
    assert Receipts(tmp_path).find("../x") is None


def test_a_receipt_cannot_name_another_folder(tmp_path):
    _, publisher, receipts = place(tmp_path)
    receipt, _ = publish([edit()], WHO, AGREED, publisher, receipts)
    path = receipts.path(receipt)
    path.write_text(path.read_text().replace(receipt.id, "../../elsewhere"))
    with pytest.raises(InputError, match="no name of a file"):
        read(path)


def test_receipts_lie_in_the_users_state_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "mailmend" / "receipts"
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".local" / "state" / "mailmend" / "receipts"
