"""Where secrets come from, and that a wrong one is never shown."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from mailmend.errors import UsageError
from mailmend.publishers.credentials import secret
from mailmend.publishers.rfc2136 import KEY, tsig_key
from mailmend.publishers.spec import parse_via

GOOD = "mailmend:hmac-sha256:c2VjcmV0c2VjcmV0"


def keyring(**held):
    """The module as far as it is used, holding ``held``."""
    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})
    module.get_password = lambda service, name: held.get(name) if service == "mailmend" else None
    return {"keyring": module, "keyring.errors": errors}


def test_the_environment_comes_first_then_the_keyring(monkeypatch):
    monkeypatch.delenv(KEY, raising=False)
    for name, module in keyring(**{KEY: "from the keyring"}).items():
        monkeypatch.setitem(sys.modules, name, module)
    assert secret(KEY) == "from the keyring"
    monkeypatch.setenv(KEY, "from the environment")
    assert secret(KEY) == "from the environment"


def test_a_keyring_that_is_locked_or_missing_holds_nothing(monkeypatch):
    monkeypatch.delenv(KEY, raising=False)
    modules = keyring()

    def locked(*_):
        raise modules["keyring.errors"].KeyringError

    modules["keyring"].get_password = locked
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    assert secret(KEY) is None
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert secret(KEY) is None


def test_a_key():
    key = tsig_key(GOOD)
    assert (key.name.to_text(), key.algorithm.to_text(), key.secret) == ("mailmend.", "hmac-sha256.", b"secretsecret")


@pytest.mark.parametrize(
    "text", ["s3cret", "a:b", "a:hmac-sha256:", "a:md5:c2Vj", "a:hmac-sha256:s3cret!", ":::", "..:hmac-sha256:c2Vj"]
)
def test_what_is_no_key_is_not_shown(text):
    with pytest.raises(UsageError) as failed:
        tsig_key(text)
    assert text not in str(failed.value)
    assert KEY in str(failed.value)


@pytest.mark.parametrize(
    ("via", "name"),
    [
        ("rfc2136:192.0.2.53", "rfc2136:192.0.2.53"),
        ("rfc2136:192.0.2.53:5353", "rfc2136:192.0.2.53:5353"),
        ("rfc2136:[2001:db8::53]:5353", "rfc2136:[2001:db8::53]:5353"),
        ("rfc2136:2001:db8::53", "rfc2136:[2001:db8::53]"),
        ("rfc2136:ns1.contoso.example", "rfc2136:ns1.contoso.example"),
    ],
)
def test_servers(via, name, monkeypatch):
    monkeypatch.setenv(KEY, GOOD)
    publisher = parse_via(via)
    assert publisher.name == name
    assert "c2Vj" not in repr(vars(publisher)["name"])


@pytest.mark.parametrize(
    "via",
    [
        "",
        "x",
        "rfc2136:",
        "rfc2136:a b",
        "rfc2136:a:99999",
        "rfc2136:a:0",
        "zonefile:",
        "octodns:",
        "hand:x",
        "zonefile:/nowhere",
    ],
)
def test_what_is_no_way_to_publish(via):
    with pytest.raises(UsageError):
        parse_via(via)


def test_by_hand():
    assert parse_via("hand") is None
