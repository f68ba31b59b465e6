"""Master files: every freedom of RFC 1035 §5.1, and one clear error for everything else."""

from __future__ import annotations

import contextlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.errors import WorldError
from mailmend.flow import question
from mailmend.resolvers import World


def world(text, **files):
    return World.parse(text, path="world.zone", read=lambda name: files[name.partition(".")[0]])


def ask(text, name, rtype, **files):
    (answer,) = world(text, **files).resolve((question(name, rtype),))
    return answer


@pytest.mark.parametrize(
    "text",
    [
        "contoso.com. 3600 IN A 192.0.2.1",
        "contoso.com. IN 3600 A 192.0.2.1",
        "contoso.com. 1h in a 192.0.2.1",
        "CONTOSO.com.\t3600\tA\t192.0.2.1 ; the web server",
        "contoso.com 3600 A 192.0.2.1",
        "$TTL 3600\ncontoso.com. A 192.0.2.1",
        "$TTL 1h\ncontoso.com. IN A 192.0.2.1",
        "$ORIGIN contoso.com.\n@ 3600 A 192.0.2.1",
        "$ORIGIN com.\n$TTL 3600\ncontoso A 192.0.2.1",
        "$ttl 3600\n$origin com.\ncontoso A 192.0.2.1",
        "x.example. 3600 A 192.0.2.9\ncontoso.com. A 192.0.2.1",
        "contoso.com. 3600 TXT x\n             A 192.0.2.1",
        "contoso.com. 3600 TXT x\n\n; between\n\t\tIN A 192.0.2.1",
        "contoso.com. ( 3600\n IN ; class\n A\n 192.0.2.1 )",
        "(contoso.com. 3600 A 192.0.2.1)",
        "c\\111ntoso.com. 3600 A 192.0.2.1",
        "contoso.com. 3600 A 192.0.2.1\r\n",
        "contoso.com. 3600 A 192.0.2.1\ncontoso.com. 7200 A 192.0.2.1",
    ],
)
def test_one_record_in_every_spelling(text):
    answer = ask(text, "contoso.com", "A")
    assert (answer.data, answer.ttl) == (("192.0.2.1",), 3600)


@pytest.mark.parametrize(
    ("rtype", "rdata", "value"),
    [
        ("TXT", '"v=spf1 " "-all"', (b"v=spf1 ", b"-all")),
        ("TXT", "plain words", (b"plain", b"words")),
        ("TXT", '""', (b"",)),
        ("TXT", '"\\000\\255\\"\\\\\\;"', (b'\x00\xff"\\;',)),
        ("TXT", '"; no comment ( no group"', (b"; no comment ( no group",)),
        ("TXT", '"ü"', ("ü".encode(),)),
        ("TXT", '"\udcff"', (b"\xff",)),
        ("TXT", '"' + "a" * 300 + '"', (b"a" * 255, b"a" * 45)),
        ("TXT", '("a"\n"b")', (b"a", b"b")),
        ("SPF", '"v=spf1 -all"', (b"v=spf1 -all",)),
        ("MX", "10 mx1", (10, "mx1.contoso.com.")),
        ("MX", "0 .", (0, ".")),
        ("NS", "NS1.Other.example.", "ns1.other.example."),
        ("PTR", "@", "contoso.com."),
        ("CNAME", "a\\.b.x.", "a\\.b.x."),
        ("AAAA", "2001:DB8:0::1", "2001:db8::1"),
        ("SRV", "1 2 5060 sip", (1, 2, 5060, "sip.contoso.com.")),
        ("SOA", "ns1 hm ( 1 1h 2 3 1d )", ("ns1.contoso.com.", "hm.contoso.com.", 1, 3600, 2, 3, 86400)),
        ("CAA", '0 issue "ca.example; a=b"', '0 issue "ca.example; a=b"'),
        ("TYPE65280", "\\# 4 0A000001", "\\# 4 0A000001"),
    ],
)
def test_the_value_of_each_type(rtype, rdata, value):
    answer = ask(f"$ORIGIN contoso.com.\n@ 300 {rtype} {rdata}", "contoso.com", rtype)
    assert answer.data == (value,)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("$INCLUDE other.zone", 1, "$INCLUDE is refused"),
        ("; x\n$GENERATE 1-9 h$ A 192.0.2.$", 2, "$GENERATE is refused"),
        ("$FOO 1", 1, "$ORIGIN NAME or $TTL"),
        ("$TTL soon", 1, "'soon' is not a number"),
        ("a. 1 A 192.0.2.1\na. 1 A 192.0.2.256", 2, "'192.0.2.256' is not an address for A"),
        ("a. 1 AAAA 192.0.2.1", 1, "is not an address for AAAA"),
        ("a. 1 A", 1, "0 words are not the data of one A record"),
        ("a. 1 MX mx1.a.", 1, "1 words are not the data of one MX record"),
        ("a. 1 MX 70000 mx1.a.", 1, "'70000' is not a number from 0 to 65535"),
        ("a. 1 SOA ns. hm. 1 2 3 4", 1, "6 words"),
        ("a. 1 TXT", 1, "without a string"),
        ('a. 1 TXT "open', 1, "a quoted string without its end"),
        ("a. 1 TXT \\300", 1, "more than a byte holds"),
        ("a. 1 TXT x\\", 1, "a \\ with nothing after it"),
        ("a. 1 TXT (\n x\n", 1, "a ( without its )"),
        ("a. 1 TXT x )", 1, "a ) without its ("),
        ("a. 1 CH TXT x", 1, "only class IN"),
        ("a. 1 IN", 1, "a record type is expected, not the end of the line"),
        ("a. 1 IN <b>", 1, "a record type is expected, not '<b>'"),
        ("   1 IN TXT x", 1, "no owner name"),
        ("a..b. 1 A 192.0.2.1", 1, "'a..b.' is not a domain name"),
        ("x" * 64 + ". 1 A 192.0.2.1", 1, "is not a domain name"),
        ("$ORIGIN " + "a." * 120 + "\n" + "b" * 20 + " 1 A 192.0.2.1", 2, "is not a domain name"),
        ("a. 1 \x1b[2J x", 1, "'?[2J'"),
        (";! nxdomian a.", 1, "'nxdomian' is no directive"),
        (";!", 1, "is no directive"),
        (";! nxdomain", 1, "nxdomain wants NAME"),
        (";! nodata a. A b c", 1, "nodata wants NAME [TYPE]"),
        (";! unavailable a. TXT servfial", 1, "'servfial' is none of timeout, servfail"),
        (";! unavailable a..b.", 1, "not a domain name"),
        (";! nxdomain a. A ttl=x", 1, "'x' is not a number"),
        (";! asked-at yesterday", 1, "2026-11-23T10:14:00Z"),
        (";! asked-at", 1, "2026-11-23T10:14:00Z"),
        (";! server a. ns1.a.", 1, "server wants ZONE SERVER FILE"),
        (";! server a. ns1.a. ../x.zone", 1, "not the name of a file beside"),
        (";! server a. ns1.a. /etc/passwd", 1, "not the name of a file beside"),
        (";! server a. ns1.a. \\046\\046", 1, "not the name of a file beside"),
        (";! server a. ns1.a. x\\047y", 1, "not the name of a file beside"),
        (";! server a. ns1.a. x\\\\y", 1, "not the name of a file beside"),
        (";! server a. ns1.a. x\\000", 1, "not the name of a file beside"),
        (";! server a. ns1.a. x\\010y", 1, "not the name of a file beside"),
        (";! answer {", 1, "JSON of one answer"),
        (";! answer {}", 1, "JSON of one answer"),
        (";! answer " + "[" * 100000, 1, "JSON of one answer"),
    ],
)
def test_what_is_not_well_formed_ends_in_one_line_that_says_where(text, line, says):
    with pytest.raises(WorldError) as raised:
        world(text)
    message = str(raised.value)
    assert message.startswith(f"world.zone:{line}: ")
    assert says in message
    assert message.isprintable()
    assert len(message) < 250


def test_a_fault_in_a_servers_file_names_that_file():
    with pytest.raises(WorldError, match=re.escape("ns1.zone:2: ")):
        world(";! server a. ns1.a. ns1.zone", ns1="\na. 1 A x")


@pytest.mark.parametrize(
    "text",
    [
        "a. 1 TXT x\n" * 4_000_000,
        "\n" * 17_000_000,
        "(" * 15_000_000,
        ("(" * 299_999 + "\n") * 53,
        "x" * 15_000_000,
        '"' * 15_000_001,
        "a. 1 TXT " + "x " * 7_000_000,
        "a. 1 TXT (" + "x\n" * 250_000 + ")",
        "\\" * 15_000_001,
        "".join(f"{n}.{'a.' * 120}\n" for n in range(60_000)),
        "".join(f"{n}.{'a.' * 110}{n}. 1 A 192.0.2.1\n" for n in range(60_000)),
        "a. 1 A 1.1.1.1\n" * 199_999 + "x",
    ],
    ids=[
        "large",
        "lines",
        "line of groups",
        "groups",
        "word",
        "quotes",
        "words",
        "long record",
        "escapes",
        "owners",
        "names",
        "same",
    ],
)
def test_a_hostile_file_ends_quickly(text):
    start = time.monotonic()
    with pytest.raises(WorldError):
        world(text)
    assert time.monotonic() - start < 10


@given(st.text(st.sampled_from('ab.*@;!()"\\ \t\n$0123456789INTXTAMX'), max_size=60) | st.text(max_size=40))
def test_any_text_is_a_world_or_one_error(text):
    with contextlib.suppress(WorldError):
        world(text).resolve((question("a", "A"), question("a.b", "TXT"), question(text, "MX")))
