"""Replies from the network: any bytes end in a reply, and only the right ones in an answer."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailmend.resolvers.names import labels_of
from mailmend.resolvers.wire import Query, Reply

QUERY = Query(labels_of("www.contoso.com."), "TXT", recursive=True)


def reply_to(query, *answers, authority=(), flags=dns.flags.RA, rcode=0):
    message = dns.message.make_response(dns.message.from_wire(query.wire))
    message.flags |= flags
    message.set_rcode(rcode)
    message.answer = [dns.rrset.from_text(*answer) for answer in answers]
    message.authority = [dns.rrset.from_text(*rrset) for rrset in authority]
    return message


SOA = ("contoso.com.", 900, "IN", "SOA", "ns. hm. 1 2 3 4 300")
FULL = reply_to(
    QUERY,
    ("www.contoso.com.", 60, "IN", "CNAME", "Web.contoso.com."),
    ("web.contoso.com.", 90, "IN", "TXT", '"a" "b"', '"c"'),
    ("web.contoso.com.", 90, "IN", "MX", "10 mx.contoso.com."),
    authority=[SOA, ("contoso.com.", 5, "IN", "NS", "ns1.contoso.com.")],
).to_wire()


@given(st.binary(max_size=80))
def test_noise_is_malformed(noise):
    assert QUERY.read(noise) == Reply(said="unavailable", reason="malformed")


@settings(max_examples=600)
@given(st.lists(st.tuples(st.integers(2, len(FULL) - 1), st.integers(0, 255)), max_size=4), st.integers(12, len(FULL)))
def test_a_damaged_reply_is_still_a_reply(changes, length):
    wire = bytearray(FULL)
    for at, value in changes:
        wire[at] = value
    assert isinstance(QUERY.read(bytes(wire[:length])), Reply)


@given(st.integers(1, 65535), st.binary(max_size=40))
def test_record_data_of_any_type_ends_in_a_reply(code, data):
    name = dns.rdatatype.to_text(code)
    if dns.rdatatype.is_metatype(code):
        return
    query = Query(labels_of("a."), name, recursive=True)
    record = b"\xc0\x0c" + code.to_bytes(2) + b"\0\1\0\0\0\1" + len(data).to_bytes(2) + data
    wire = query.wire[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + b"\1a\0" + code.to_bytes(2) + b"\0\1" + record
    assert query.read(wire).said in ("data", "unavailable")


def test_a_chain_inside_one_reply():
    told = QUERY.read(FULL)
    # dnspython writes an RRset in any order.
    assert (told.said, sorted(told.data), told.ttls) == ("data", [(b"a", b"b"), (b"c",)], (60, 90))


@pytest.mark.parametrize(
    ("answers", "authority", "rcode", "said"),
    [
        ([], [SOA], 0, Reply(said="nodata", ttls=(300,))),
        ([], [SOA], 3, Reply(said="nxdomain", ttls=(300,))),
        ([], [], 3, Reply(said="nxdomain")),
        ([], [], 0, Reply(said="nodata")),
        ([("www.contoso.com.", 60, "IN", "CNAME", "x.")], [SOA], 3, Reply(said="nxdomain", ttls=(60, 300))),
        ([("www.contoso.com.", 60, "IN", "CNAME", "x.")], [SOA], 0, Reply(said="nodata", ttls=(60, 300))),
        (
            [("www.contoso.com.", 60, "IN", "CNAME", "X.y.")],
            [],
            0,
            Reply(said="alias", target=(b"x", b"y"), ttls=(60,)),
        ),
        (
            [("www.contoso.com.", 60, "IN", "CNAME", "www.contoso.com.")],
            [],
            0,
            Reply(said="unavailable", reason="servfail"),
        ),
        ([("other.contoso.com.", 60, "IN", "TXT", "x")], [], 0, Reply(said="nodata")),
        ([], [], 2, Reply(said="unavailable", reason="servfail")),
        ([], [], 5, Reply(said="unavailable", reason="refused")),
        ([], [], 9, Reply(said="unavailable", reason="refused")),
        ([], [], 1, Reply(said="no-edns")),
    ],
)
def test_what_replies_say(answers, authority, rcode, said):
    assert QUERY.read(reply_to(QUERY, *answers, authority=authority, rcode=rcode).to_wire()) == said


def test_a_referral_is_no_answer():
    referral = [("com.", 60, "IN", "NS", "a.gtld-servers.net.")]
    assert QUERY.read(reply_to(QUERY, authority=referral, flags=0).to_wire()).reason == "lame"
    assert QUERY.read(reply_to(QUERY, authority=referral).to_wire()).said == "nodata"


def test_a_delegation_is_what_a_parents_server_says_of_the_name_itself():
    query = Query(labels_of("contoso.com."), "NS", recursive=False)
    below = [("contoso.com.", 60, "IN", "NS", "ns1.contoso.com.", "NS2.contoso.com.")]
    told = query.read(reply_to(query, authority=below, flags=0).to_wire())
    assert (told.said, sorted(told.data), told.ttls) == ("data", ["ns1.contoso.com.", "ns2.contoso.com."], (60,))
    up = [(".", 60, "IN", "NS", "a.root-servers.net.")]
    assert query.read(reply_to(query, authority=up, flags=0).to_wire()).reason == "lame"
    cached = ("contoso.com.", 60, "IN", "NS", "ns1.contoso.com.")
    assert query.read(reply_to(query, cached, flags=0).to_wire()).reason == "lame"
    texts = Query(labels_of("contoso.com."), "TXT", recursive=False)
    assert texts.read(reply_to(texts, authority=below, flags=0).to_wire()).reason == "lame"


def test_an_authoritative_server_must_say_so():
    query = Query(labels_of("contoso.com."), "TXT", recursive=False)
    answer = ("contoso.com.", 60, "IN", "TXT", "x")
    assert query.read(reply_to(query, answer).to_wire()).reason == "lame"
    assert query.read(reply_to(query, answer, flags=dns.flags.AA).to_wire()).data == ((b"x",),)


def test_only_the_question_that_was_put_is_answered():
    other = Query(labels_of("www.contoso.com."), "TXT", recursive=True)
    assert not QUERY.is_answered_by(reply_to(other).to_wire()) or other.wire[:2] == QUERY.wire[:2]
    wire = bytearray(reply_to(Query(labels_of("evil.example."), "TXT", recursive=True)).to_wire())
    wire[:2] = QUERY.wire[:2]
    assert not QUERY.is_answered_by(bytes(wire))
    assert not QUERY.is_answered_by(QUERY.wire)  # a query is no reply


def test_what_leaves_the_machine():
    sent = dns.message.from_wire(QUERY.wire)
    assert (sent.edns, sent.payload, sent.flags & dns.flags.RD) == (0, 1232, dns.flags.RD)
    direct = dns.message.from_wire(Query(labels_of("a."), "A", recursive=False).wire)
    assert not direct.flags & dns.flags.RD
    assert dns.message.from_wire(QUERY.without_edns().wire).edns == -1
    assert len({Query((), "NS", recursive=True).wire[:2] for _ in range(50)}) > 40
