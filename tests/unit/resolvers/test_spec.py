"""What ``--dns`` accepts."""

from __future__ import annotations

import contextlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.errors import UsageError
from mailmend.resolvers.spec import parse_spec


@pytest.mark.parametrize(
    ("text", "kind", "host", "port", "path"),
    [
        ("system", "system", "", 53, ""),
        ("192.0.2.53", "server", "192.0.2.53", 53, ""),
        ("192.0.2.53:5353", "server", "192.0.2.53", 5353, ""),
        ("[2001:db8::53]:5353", "server", "2001:db8::53", 5353, ""),
        ("[2001:db8::53]", "server", "2001:db8::53", 53, ""),
        ("2001:DB8::53", "server", "2001:db8::53", 53, ""),
        ("::1", "server", "::1", 53, ""),
        ("https://dns.example/dns-query", "https", "dns.example", 443, "/dns-query"),
        ("https://dns.example", "https", "dns.example", 443, "/dns-query"),
        ("https://dns.example:8443/q?x=1", "https", "dns.example", 8443, "/q?x=1"),
        ("https://[2001:db8::53]/dns-query", "https", "2001:db8::53", 443, "/dns-query"),
        ("tls://dns.example", "tls", "dns.example", 853, ""),
        ("tls://192.0.2.53:8853", "tls", "192.0.2.53", 8853, ""),
        ("zone:a b/world.zone", "zone", "", 53, "a b/world.zone"),
        ("zone:https://x", "zone", "", 53, "https://x"),
    ],
)
def test_what_is_accepted(text, kind, host, port, path):
    spec = parse_spec(text)
    assert (spec.text, spec.kind, spec.host, spec.port, spec.path) == (text, kind, host, port, path)


@pytest.mark.parametrize(
    "text",
    [
        *("", "System", "dns.example", "192.0.2.256", "192.0.2", "192.0.2.53:0", "192.0.2.53:65536", "192.0.2.53:x"),
        *(
            "[192.0.2.53]:53",
            "[2001:db8::53",
            "2001:db8::53]:53",
            "2001:db8::53%eth0",
            "zone:",
            "zone",
            "udp://192.0.2.1",
        ),
        *("http://dns.example/dns-query", "https://", "https:///dns-query", "https://a@dns.example/", "https://a..b/"),
        *(
            "https://dns.example:99999/",
            "https://dns.example/#x",
            "https://dns.example/a b",
            "https://dns.example/\r\nX: y",
        ),
        *("tls://", "tls://dns.example/path", "tls://dns.example:x", "https://[::1/", "https://ü.example/", "\x1b[2J"),
    ],
)
def test_what_is_not_is_told_in_one_line_with_what_is(text):
    with pytest.raises(UsageError, match="use system, an address") as raised:
        parse_spec(text)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 300


@given(st.text(max_size=30))
def test_any_text_is_a_spec_or_a_usage_error(text):
    with contextlib.suppress(UsageError):
        assert parse_spec(text).text == text


def test_worlds_do_not_wait_for_dnspython():
    code = "import sys, mailmend.resolvers as r; r.parse_spec('zone:x'); sys.exit('dns' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
