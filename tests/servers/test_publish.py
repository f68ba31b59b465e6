"""Dynamic updates against real Knot and BIND, octoDNS against Knot, and fix and verify as a whole over real sockets."""

from __future__ import annotations

import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dns.message
import dns.query
import dns.rdatatype
import dns.tsig
import dns.update
import dns.zone
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from octodns_bind import Rfc2136Provider

from mailmend.cli import live
from mailmend.cli.fixing import Run
from mailmend.client import Client
from mailmend.errors import BasisError, PublishError, UnsureError
from mailmend.model import ReceiptState
from mailmend.publishers.octodns import OctoDns
from mailmend.publishers.publish import Consent, publish, undo
from mailmend.publishers.receipts import Receipts
from mailmend.publishers.rfc2136 import Rfc2136, tsig_key
from mailmend.resolvers.live import LiveResolver
from mailmend.resolvers.spec import parse_spec
from tests.servers.test_live_dns import free_port, needed
from tests.unit.publishers.places import NAME, NEW, OLD, TOKEN, WHO, edit

pytestmark = pytest.mark.servers

SECRET = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
KEY, WRONG = f"mailmend:hmac-sha256:{SECRET}", f"mailmend:hmac-sha256:{SECRET[::-1]}"
AGREED = Consent(domain="contoso.example")
ZONE = f"""\
$TTL 300
@ SOA ns1 hostmaster 7 3600 600 86400 60
@ NS ns1
@ NS ns2
ns1 A 127.0.0.2
ns2 A 127.0.0.3
@ TXT "{OLD}"
@ TXT "token=" "8f2k"
@ TXT "\\195\\169;\\"\\\\"
@ MX 10 mail
mail A 203.0.113.7
*.wild MX 10 mail
*.wild A 192.0.2.80
a.below A 192.0.2.81
alias CNAME mail
"""
EXTRA = 'é;"\\'.encode().decode("latin-1")
BEFORE, AFTER = (OLD, TOKEN, EXTRA), (NEW, TOKEN, EXTRA)


@contextmanager
def knot(folder, port, zone=ZONE, host="127.0.0.2"):
    folder.mkdir(exist_ok=True)
    (folder / "contoso.example.zone").write_text("$ORIGIN contoso.example.\n" + zone)
    (folder / "knot.conf").write_text(f"""
server:
    listen: {host}@{port}
    rundir: {folder}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: {folder}
key:
  - id: mailmend
    algorithm: hmac-sha256
    secret: {SECRET}
acl:
  - id: update
    key: mailmend
    action: [update, transfer]
zone:
  - domain: contoso.example
    storage: {folder}
    file: contoso.example.zone
    acl: update
    zonefile-sync: -1
    zonefile-load: difference
    journal-content: all
""")
    with running(["knotd", "-c", str(folder / "knot.conf")], host, port, folder / "knot.log"):
        yield Rfc2136(host, port, KEY)


@contextmanager
def bind(folder, port, zone=ZONE, host="127.0.0.1"):  # named listens at addresses of interfaces only
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)
    (folder / "contoso.example.zone").write_text("$ORIGIN contoso.example.\n" + zone)
    (folder / "named.conf").write_text(f"""
options {{ directory "{folder}"; listen-on port {port} {{ {host}; }}; listen-on-v6 {{ none; }}; recursion no;
  dnssec-validation no;  pid-file "{folder}/named.pid"; session-keyfile "{folder}/session.key"; }};
controls {{ }};
key mailmend {{ algorithm hmac-sha256; secret "{SECRET}"; }};
zone "contoso.example" {{ type primary; file "contoso.example.zone"; allow-update {{ key mailmend; }}; }};
""")
    with running(["named", "-g", "-c", str(folder / "named.conf")], host, port, folder / "named.log"):
        yield Rfc2136(host, port, KEY)


@contextmanager
def running(command, host, port, log):
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            for _ in range(100):
                assert process.poll() is None, log.read_text()
                if speaks(host, port):
                    break
                time.sleep(0.1)
            else:
                pytest.fail(log.read_text())
            yield process
        finally:
            process.terminate()
            process.wait(10)


def speaks(host, port):
    try:
        return bool(dns.query.tcp(dns.message.make_query(NAME, "SOA"), host, 1, port).answer)
    except (OSError, EOFError, dns.exception.DNSException):
        return False


@pytest.fixture(scope="module", params=["knot", "bind"])
def primary(request, tmp_path_factory):
    """A primary that takes updates; each test puts back what it changed."""
    needed(("knotd", "knot"), ("named", "bind9"))
    server = {"knot": knot, "bind": bind}[request.param]
    with server(tmp_path_factory.mktemp(request.param), free_port()) as publisher:
        yield publisher


def held(publisher, name=NAME, type="TXT"):
    return publisher.current(name, type)


def someone(publisher, change):
    """Somebody else's update."""
    update = dns.update.UpdateMessage(NAME)
    update.use_tsig(tsig_key(KEY))
    change(update)
    reply = dns.query.tcp(update, publisher._host, 5, publisher._port)
    assert reply.rcode() == 0


def test_published_and_undone_and_all_else_stays_byte_for_byte(primary, tmp_path):
    receipts, old = Receipts(tmp_path), held(primary)
    receipt, _ = publish([edit(BEFORE, AFTER)], WHO, AGREED, primary, receipts)
    new = held(primary)
    assert set(new.records) == {f'"{NEW}"', '"token=" "8f2k"', '"\\195\\169;\\"\\\\"'}
    assert new.ttl == old.ttl == 300
    undo(receipt, AGREED, primary, receipts)
    assert sorted(held(primary).records) == sorted(old.records)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(["add", "replace", "split", "delete"]))
def test_a_value_changed_after_the_look_stops_with_nothing_written(primary, tmp_path, how):
    old = held(primary)

    def other(update):
        if how == "add":
            update.add(NAME, 300, "TXT", '"new"')
        if how in ("replace", "split"):
            update.delete(NAME, "TXT", '"token=" "8f2k"')
            update.add(NAME, 300, "TXT", '"token=8f2k"' if how == "split" else '"token=other"')
        if how == "delete":
            update.delete(NAME, "TXT")

    class Slow(Rfc2136):
        def publish(self, changes):
            someone(self, other)
            return super().publish(changes)

    slow = Slow(primary._host, primary._port, KEY)
    with pytest.raises(BasisError, match="nothing was written"):
        publish([edit(BEFORE, AFTER)], WHO, AGREED, slow, Receipts(tmp_path))
    changed = held(primary)
    assert f'"{NEW}"' not in changed.records
    assert changed != old

    def back(update):
        update.delete(NAME, "TXT")
        for record in old.records:
            update.add(NAME, 300, "TXT", record)

    someone(primary, back)
    assert sorted(held(primary).records) == sorted(old.records)


def test_an_alias_that_came_meanwhile_stops(primary, tmp_path):
    with pytest.raises((BasisError, PublishError), match="nothing was written"):
        publish(
            [edit((), (NEW,), name="alias.contoso.example.")],
            WHO,
            Consent(domain="alias.contoso.example"),
            primary,
            Receipts(tmp_path),
        )
    assert held(primary, "alias.contoso.example.", "CNAME").records == ("mail.contoso.example.",)


def test_a_name_that_lives_by_a_wildcard_gets_all_its_types_in_one_update(primary, tmp_path):
    name, wild = "x.wild.contoso.example.", {"wildcard": "*.wild.contoso.example"}
    edits = [
        edit((), (NEW,), name=name, **wild),
        *(kept(name, type, value, wild) for type, value in (("MX", "10 mail.contoso.example."), ("A", "192.0.2.80"))),
    ]
    agreed = Consent(domain="x.wild.contoso.example")
    receipt, _ = publish(edits, WHO, agreed, primary, Receipts(tmp_path))
    assert [held(primary, name, type).records for type in ("TXT", "MX", "A")] == [
        (f'"{NEW}"',),
        ("10 mail.contoso.example.",),
        ("192.0.2.80",),
    ]
    with pytest.raises(BasisError):
        publish(edits, WHO, agreed, primary, Receipts(tmp_path))
    undo(receipt, agreed, primary, Receipts(tmp_path))
    assert held(primary, name, "TXT").records == ()
    assert held(primary, name, "A").records == ("192.0.2.80",)


def kept(name, type, value, wild):
    return replace(edit((value,), (value,), name=name, **wild), type=type)


def test_an_empty_non_terminal_gets_its_first_record(primary, tmp_path):
    agreed, receipts = Consent(domain="below.contoso.example"), Receipts(tmp_path)
    receipt, _ = publish([edit((), (NEW,), name="below.contoso.example.")], WHO, agreed, primary, receipts)
    assert held(primary, "below.contoso.example.").records == (f'"{NEW}"',)
    assert held(primary, "a.below.contoso.example.", "A").records == ("192.0.2.81",)
    undo(receipt, agreed, primary, receipts)
    assert held(primary, "below.contoso.example.").records == ()


def test_a_wrong_key_and_a_wrong_server_write_nothing(primary, tmp_path):
    receipts, old = Receipts(tmp_path), held(primary)
    wrong = Rfc2136(primary._host, primary._port, WRONG)
    with pytest.raises(PublishError, match="nothing was written") as failed:
        publish([edit(BEFORE, AFTER)], WHO, AGREED, wrong, receipts)
    assert SECRET[::-1] not in str(failed.value)
    unsigned = Rfc2136(primary._host, primary._port)
    with pytest.raises(PublishError, match="nothing was written"):
        publish([edit(BEFORE, AFTER)], WHO, AGREED, unsigned, receipts)
    with pytest.raises(PublishError, match="nothing was written"):
        primary.current("fabrikam.example.", "TXT")
    with pytest.raises(PublishError, match="cannot be reached"):
        Rfc2136("127.0.0.2", free_port(), KEY).current(NAME, "TXT")
    assert {receipt.state for receipt in receipts.all()} == {ReceiptState.STOPPED}
    assert sorted(held(primary).records) == sorted(old.records)


def test_silence_after_the_update_leaves_the_receipt_pending(primary, tmp_path, monkeypatch):
    receipts = Receipts(tmp_path)

    class Cut(Rfc2136):
        """A network that loses the reply to the update."""

        def _exchange(self, message, *, unsure):
            reply = super()._exchange(message, unsure=unsure)
            if unsure:
                raise UnsureError("no reply")
            return reply

    with pytest.raises(UnsureError):
        publish([edit(BEFORE, AFTER)], WHO, AGREED, Cut(primary._host, primary._port, KEY), receipts)
    (pending,) = receipts.pending()
    with Client(dns="127.0.0.2") as client:
        monkeypatch.setenv("MAILMEND_TSIG_KEY", KEY)
        live.settled(client, receipts, quiet=True)
    settled = receipts.find(pending.id)
    assert settled.state is ReceiptState.DONE
    undo(settled, AGREED, primary, receipts)


def test_octodns_against_a_zone_of_a_thousand_records(tmp_path):
    needed(("knotd", "knot"))
    zone = ZONE.replace('@ TXT "\\195\\169;\\"\\\\"\n', "")
    hosts = "".join(f"h{n} A 192.0.2.{n % 250}\n" for n in range(1000))
    port = free_port()
    with knot(tmp_path / "knot", port, zone + hosts) as direct:
        provider = Rfc2136Provider(
            "host", "127.0.0.2", port, key_name="mailmend", key_secret=SECRET, key_algorithm="hmac-sha256"
        )
        publisher, receipts = OctoDns("octodns:test", provider), Receipts(tmp_path / "receipts")
        before = transferred(port)
        change = edit((OLD, TOKEN), (NEW, TOKEN))
        receipt, _ = publish([change], WHO, AGREED, publisher, receipts)
        after = transferred(port)
        assert len(before) > 1000
        assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == {
            (NAME, "TXT"),
            (NAME, "SOA"),
        }
        assert f'"{NEW}"' in held(direct).records
        undo(receipt, AGREED, publisher, receipts)
        assert {key for key, value in transferred(port).items() if before[key] != value} <= {
            (NAME, "SOA"),
            (NAME, "TXT"),
        }


def transferred(port):
    key = tsig_key(KEY)
    zone = dns.zone.from_xfr(
        dns.query.xfr("127.0.0.2", NAME, port=port, keyring=key, keyalgorithm=key.algorithm, relativize=False),
        relativize=False,
    )
    return {
        (name.to_text(), dns.rdatatype.to_text(rdataset.rdtype)): sorted(data.to_text() for data in rdataset)
        for name, rdataset in zone.iterate_rdatasets()
    }


# -- fix and verify ---------------------------------------------------------------------------------------------------

BOUNCE = (
    "550 5.7.23 <b@fabrikam.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx.fabrikam.example"
)
ASKED = {
    "ip": None, "sender": None, "helo": None, "mine": (), "at": None, "tell_sender": None, "yes": "contoso.example",
    "reviewed": False, "way": None, "wait": 0.0, "resend": None, "as_json": False, "quiet": True,
}  # fmt: skip


@contextmanager
def two_servers(tmp_path, *, second=True):
    """A primary and a second server that is never told of changes, and a client that asks both."""
    needed(("knotd", "knot"))
    port = free_port()
    with knot(tmp_path / "one", port) as publisher:
        resolver = LiveResolver(parse_spec(f"127.0.0.2:{port}"), allow_private=True, authoritative_port=port)
        if second:
            with knot(tmp_path / "two", port, host="127.0.0.3"), Client(dns=resolver) as client:
                yield client, publisher
        else:
            with Client(dns=resolver) as client:
                yield client, publisher


def ran(client, publisher, tmp_path, **more):
    bounce = tmp_path / "bounce.txt"
    bounce.write_text(BOUNCE)
    run = Run(client=client, receipts=Receipts(tmp_path / "receipts"), publisher=publisher, asked={**ASKED, **more})
    return run.fix(str(bounce))


def test_a_lagging_secondary_is_named(tmp_path, capsys):
    with two_servers(tmp_path) as (client, publisher):
        assert ran(client, publisher, tmp_path) == 3
        said = " ".join(capsys.readouterr().out.split())
        assert "Not everywhere yet: 1 of 2" in said
        assert "not so: ns2.contoso.example." in said
        assert "BEHIND: still the old value serial 7" in said
        assert "The failed message would pass now." in said
        assert "resolvers may serve the old answer until" in said


def test_a_server_that_is_silent_is_named(tmp_path, capsys):
    with two_servers(tmp_path, second=False) as (client, publisher):
        assert ran(client, publisher, tmp_path) == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "FAILS (timeout)" in said
    assert "not so: ns2.contoso.example." in said


class Both:
    """A primary whose secondary hears of every change: both are updated."""

    def __init__(self, primary, secondary):
        self.primary, self.secondary = primary, secondary
        self.name, self.most_changes, self.current = primary.name, primary.most_changes, primary.current

    def publish(self, changes):
        self.secondary.publish(changes)
        return self.primary.publish(changes)


def test_landed_everywhere(tmp_path, capsys):
    with two_servers(tmp_path) as (client, publisher):
        both = Both(publisher, Rfc2136("127.0.0.3", publisher._port, KEY))
        assert ran(client, both, tmp_path) == 0
    assert "Landed: all 2 addresses" in capsys.readouterr().out


def test_files_of_this_test_hold_no_key(tmp_path):
    with two_servers(tmp_path, second=False) as (client, publisher):
        ran(client, publisher, tmp_path)
    written = [path.read_text() for path in Path(tmp_path / "receipts").iterdir()]
    assert written
    assert not any(SECRET in text for text in written)
