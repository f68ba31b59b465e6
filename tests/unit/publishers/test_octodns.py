"""octoDNS, by its own YAML provider: one change in a zone of 1,000 records, and every other plan refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml
from octodns.provider.yaml import YamlProvider

from mailmend.errors import BasisError, PublishError, UnsureError, UsageError
from mailmend.model import Change
from mailmend.publishers import octodns
from mailmend.publishers.octodns import OctoDns, by_spec
from mailmend.publishers.octodns_settings import READY, arguments, ready_arguments
from mailmend.publishers.publish import Consent, publish, undo
from mailmend.publishers.receipts import Receipts
from mailmend.publishers.spec import parse_via
from tests.unit.publishers.places import NAME, NEW, OLD, WHO, edit

TOKEN = "k=rsa; p=abc"
APEX = [{"type": "TXT", "ttl": 300, "values": [OLD, TOKEN.replace(";", "\\;")]}, {"type": "NS", "values": ["ns1.x."]}]
CHANGE = Change(name=NAME, type="TXT", before=(f'"{OLD}"', f'"{TOKEN}"'), after=(f'"{NEW}"', f'"{TOKEN}"'), ttl=300)


def zone_of(records):
    hosts = {f"h{n}": {"type": "A", "ttl": 300, "values": [f"192.0.2.{n % 250}"]} for n in range(records - 2)}
    return {"": APEX, **hosts}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "zones").mkdir()
    (tmp_path / "zones" / "contoso.example.yaml").write_text(yaml.safe_dump(zone_of(1000)))
    (tmp_path / "octodns.yaml").write_text(
        yaml.safe_dump(
            {
                "providers": {
                    "host": {
                        "class": "octodns.provider.yaml.YamlProvider",
                        "directory": str(tmp_path / "zones"),
                        "enforce_order": False,
                    }
                },
                "zones": {NAME: {"sources": ["host"], "targets": ["host"]}},
            }
        )
    )
    return tmp_path


def content(folder):
    return yaml.safe_load((folder / "zones" / "contoso.example.yaml").read_text())


def records(folder):
    """Every record of the zone, however the provider writes the file."""
    found = {}
    for name, held in content(folder).items():
        for record in held if isinstance(held, list) else [held]:
            values = record.get("values") or [record.get("value")]
            found[name, record["type"]] = sorted(values), record.get("ttl")
    return found


def test_one_change_and_999_records_untouched(folder):
    publisher, receipts = by_spec(str(folder / "octodns.yaml")), Receipts(folder / "receipts")
    before = records(folder)
    assert len(before) == 1000
    agreed = Consent(domain="contoso.example")
    change = edit(before=(OLD, TOKEN), after=(NEW, TOKEN))
    receipt, _ = publish([change], WHO, agreed, publisher, receipts)
    after = records(folder)
    assert {key for key in after if after[key] != before.get(key)} == {("", "TXT")}
    assert after["", "TXT"] == (sorted([NEW, TOKEN.replace(";", "\\;")]), 300)
    assert len(after) == 1000
    undo(receipt, agreed, publisher, receipts)
    assert records(folder) == before


def test_a_first_record_and_its_undo(folder):
    publisher, receipts = by_spec(str(folder / "octodns.yaml")), Receipts(folder / "receipts")
    before = records(folder)
    agreed = Consent(domain="h1.contoso.example")
    change = edit(name="h1.contoso.example.", before=(), after=(NEW,))
    receipt, _ = publish([change], WHO, agreed, publisher, receipts)
    assert records(folder)["h1", "TXT"] == ([NEW], None)  # the default, 3600
    undo(receipt, agreed, publisher, receipts)
    assert records(folder) == before


class Forgetful(YamlProvider):
    """A host that, asked for the plan, shows one record less than a moment before."""

    asked = 0

    def populate(self, zone, target=False, lenient=False):
        exists = super().populate(zone, target=target, lenient=lenient)
        self.asked += 1
        if self.asked > 1:
            zone.remove_record(next(record for record in zone.records if record.name == "h5"))
        return exists


class Changed(YamlProvider):
    """A host whose record changes between the look and the plan."""

    def plan(self, desired, **more):
        path = Path(self.directory) / "contoso.example.yaml"
        path.write_text(path.read_text().replace("198.51.100.1 ", "198.51.100.2 "))
        return super().plan(desired, **more)


class Broken(YamlProvider):
    """A host that fails while it writes, with a secret in its words."""

    def _apply(self, _plan):
        raise RuntimeError("the token is s3cret")


def made(kind, folder):
    return OctoDns("octodns:test", kind("host", str(folder / "zones"), enforce_order=False, escaped_semicolons=True))


def test_a_plan_that_is_not_exactly_our_change_is_refused(folder):
    before = records(folder)
    with pytest.raises(PublishError, match=r"not exactly contoso\.example\. TXT: nothing was written"):
        made(Forgetful, folder).publish((CHANGE,))
    assert records(folder) == before


def test_a_value_that_changed_meanwhile_stops(folder):
    with pytest.raises(BasisError, match="changed meanwhile"):
        made(Changed, folder).publish((CHANGE,))
    assert NEW not in (folder / "zones" / "contoso.example.yaml").read_text()


def test_a_host_that_fails_while_writing_leaves_it_open_and_its_words_are_not_repeated(folder):
    with pytest.raises(UnsureError) as failed:
        made(Broken, folder).publish((CHANGE,))
    assert "s3cret" not in str(failed.value)


def test_what_octodns_does_not_carry_safely_is_refused(folder):
    zone = content(folder)
    zone[""][0]["values"].append('a "quoted" word')
    (folder / "zones" / "contoso.example.yaml").write_text(yaml.safe_dump(zone))
    with pytest.raises(PublishError, match="by hand"):
        by_spec(str(folder / "octodns.yaml")).current(NAME, "TXT")


def test_a_zone_that_the_host_does_not_hold(folder):
    with pytest.raises(PublishError, match="holds no zone"):
        by_spec(str(folder / "octodns.yaml")).current("fabrikam.example.", "TXT")


def test_a_configuration_with_several_targets_or_none_is_refused(folder):
    path = folder / "octodns.yaml"
    path.write_text(path.read_text().replace("targets:\n    - host", "targets: []"))
    with pytest.raises(UsageError, match="0 targets"):
        by_spec(str(path))
    path.write_text("providers: [")
    with pytest.raises(UsageError, match="cannot use this configuration"):
        by_spec(str(path))
    with pytest.raises(UsageError, match="no such octoDNS configuration"):
        by_spec(str(folder / "missing.yaml"))


def test_a_class_takes_its_arguments_from_the_environment(folder, monkeypatch):
    monkeypatch.setenv("MAILMEND_OCTODNS_DIRECTORY", str(folder / "zones"))
    monkeypatch.setenv("MAILMEND_OCTODNS_ENFORCE_ORDER", "false")
    monkeypatch.setenv("MAILMEND_OCTODNS_DEFAULT_TTL", "60")
    publisher = parse_via("octodns:octodns.provider.yaml.YamlProvider")
    assert publisher.name == "octodns:octodns.provider.yaml.YamlProvider"
    assert sorted(publisher.current(NAME, "TXT").records) == sorted(CHANGE.before)
    assert arguments(YamlProvider)["default_ttl"] == 60
    monkeypatch.setenv("MAILMEND_OCTODNS_DEFAULT_TTL", "soon")
    with pytest.raises(UsageError, match="is to be a number"):
        arguments(YamlProvider)


@pytest.mark.parametrize("via", ["octodns:nothing.like.This", "octodns:json.loads", "octodns:octodns.nothing"])
def test_what_is_no_provider(via):
    with pytest.raises(UsageError):
        parse_via(via)


@pytest.mark.parametrize("via", sorted(READY))
def test_ready_settings_name_what_is_missing(via, monkeypatch):
    host = READY[via]
    for argument, variable in host.variables:
        monkeypatch.delenv(variable, raising=False)
        assert argument.isidentifier()
    if any(argument not in host.optional for argument, _ in host.variables):
        with pytest.raises(UsageError, match=f"--via {via} needs "):
            ready_arguments(via)
    for _, variable in host.variables:
        monkeypatch.setenv(variable, "s3cret")
    assert set(ready_arguments(via).values()) == {"s3cret"}
    with pytest.raises(UsageError, match=f"pip install {host.package}") as failed:
        parse_via(via)
    assert "s3cret" not in str(failed.value)


def test_without_octodns_a_line_says_how_to_install_it(folder, monkeypatch):
    for module in [name for name in sys.modules if name.partition(".")[0] == "octodns"]:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match="pip install 'mailmend\\[publish\\]'"):
        octodns.by_spec(str(folder / "octodns.yaml"))
