"""The round trip that makes replay exact: any answers, written and read again, are the same answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailmend.flow import Answer, Question, question, unavailable
from mailmend.resolvers import World, recording

NOW = datetime(2026, 11, 23, 10, 14, tzinfo=UTC)


def read_back(answers, asked_at=NOW):
    files = recording(answers, asked_at)
    return World.parse(files["world.zone"], path="world.zone", read=files.__getitem__)


def assert_round_trip(answers):
    first = {answer.question: answer for answer in reversed(answers)}
    world = read_back(answers)
    assert world.resolve(tuple(first)) == tuple(first.values())


def data(name, rtype, *values, ttl=300, server=None):
    return Answer(question=question(name, rtype, server), outcome="data", data=values, ttl=ttl)


# -- any answers -------------------------------------------------------------------------------------------------------

labels = st.text(st.sampled_from('ab_-* .\\"();@$\x00\n\té\udcff0129'), min_size=1, max_size=8)
names = st.lists(labels, min_size=1, max_size=4).map(lambda parts: ".".join(parts) + ".") | st.sampled_from(
    ["contoso.com.", "www.contoso.com.", ".", "*.contoso.com.", "a\\.b.example.", "A.example.", "a.example.", "x" * 64]
)
addresses = st.ip_addresses().map(str)
servers = st.none() | st.sampled_from(["ns1.contoso.com.", "NS1.contoso.com", "ns2.x.", "192.0.2.53", ""]) | addresses
strings = st.binary(max_size=300)
numbers = st.integers(min_value=-1, max_value=70000)
values = st.one_of(
    st.lists(strings, max_size=4).map(tuple),
    addresses,
    names,
    st.tuples(numbers, names),
    st.tuples(numbers, numbers, numbers, names),
    st.tuples(names, names, *(st.integers(min_value=0, max_value=2**33),) * 5),
    st.text(max_size=30),
    st.integers(),
    st.none(),
)
types = st.sampled_from(
    ["TXT", "SPF", "A", "AAAA", "MX", "PTR", "CNAME", "NS", "SOA", "SRV", "CAA", "TYPE65280", "txt", "*"]
)
questions = st.builds(Question, name=names, type=types, server=servers)
reasons = st.sampled_from(["timeout", "servfail", "refused", "lame", "malformed", "not-recorded", "private"])
answers = st.builds(
    Answer,
    question=questions,
    outcome=st.sampled_from(["data", "nodata", "nxdomain", "unavailable"]),
    data=st.lists(values, max_size=3).map(tuple),
    ttl=st.none() | st.integers(min_value=0, max_value=2**40),
    reason=st.none() | reasons,
    failed_at=st.none() | servers | st.text(max_size=12),
)


@given(st.lists(answers, max_size=8))
@example([data("contoso.com", "TXT", (b"v=spf1 -all",), (b"v=spf1 -all",))])
@example([data("contoso.com", "TXT", ())])
@example([Answer(question=question("contoso.com", "TXT"), outcome="data")])
@example([data("contoso.com", "A", "192.0.2.1", ttl=None), data("b.example", "A", "192.0.2.2")])
@example(
    [data("a.example", "TXT", (b"1",)), Answer(question=Question(name="A.example.", type="TXT"), outcome="nodata")]
)
@example([data("a.example", "TXT", (b"x",), server="192.0.2.53"), data("ns1.x", "A", "192.0.2.53")])
def test_any_answers_written_and_read_again_are_the_same(answers):
    assert_round_trip(answers)


sensible = st.builds(
    Answer,
    question=st.builds(Question, name=st.sampled_from(["contoso.com.", "b.contoso.com."]), type=types, server=servers),
    outcome=st.just("data"),
    data=st.lists(values, min_size=1, max_size=3).map(tuple),
    ttl=st.none() | st.integers(min_value=0, max_value=2**31),
)


@given(st.lists(sensible, max_size=12))
def test_answers_about_the_same_few_names_do_not_disturb_each_other(answers):
    assert_round_trip(answers)


# -- what people read --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        data("contoso.com", "TXT", (b"v=spf1 include:a ", b"-all"), (b"MS=ms1",)),
        data("contoso.com", "TXT", (bytes(range(256))[:255],)),
        data("contoso.com", "TXT", (b"",)),
        data("contoso.com", "TXT", (b'say "hi" \\ ; ( )',)),
        data("contoso.com", "MX", (0, ".")),
        data("contoso.com", "MX", (10, "mx1.contoso.com."), (20, "mx2.contoso.com.")),
        data("contoso.com", "SOA", ("ns1.contoso.com.", "hostmaster.contoso.com.", 2**32 - 1, 1, 2, 3, 4)),
        data("contoso.com", "CAA", '0 issue "letsencrypt.org"'),
        data("_sip._tcp.contoso.com", "SRV", (1, 2, 5060, "sip.contoso.com.")),
        data("contoso.com", "AAAA", "2001:db8::1", ttl=2**32 - 1),
        data("contoso.com", "A", "192.0.2.1", ttl=None),
        data("a\\032b\\000.contoso.com", "A", "192.0.2.1", ttl=0),
        data("contoso.com", "TXT", (b"old",), server="ns2.contoso.com."),
        data("contoso.com", "TXT", (b"old",), server="2001:db8::53"),
        Answer(question=question("gone.example", "TXT"), outcome="nxdomain", ttl=900),
        Answer(question=question("contoso.com", "AAAA"), outcome="nodata"),
        unavailable(question("slow.example", "TXT"), "timeout", "192.0.2.53:5353"),
        unavailable(question("slow.example", "TXT"), "servfail", "https://dns.example/dns-query?a=b c"),
        unavailable(question("slow.example", "TXT", "ns1.slow.example."), "lame", "ns1.slow.example."),
        unavailable(question("slow.example", "TXT", "ns1.slow.example."), "servfail", "192.0.2.1"),
        unavailable(question("slow.example", "TXT", "10.0.0.1"), "private", "10.0.0.1"),
        unavailable(question("slow.example", "A"), "not-recorded"),
    ],
)
def test_what_resolvers_say_is_written_as_records_and_directives(answer):
    assert_round_trip([answer])
    assert ";! answer" not in recording([answer], NOW)["world.zone"]


def test_a_recording_is_readable():
    answers = [
        data("contoso.com", "TXT", (b"v=spf1 -all",), ttl=3600),
        Answer(question=question("gone.example", "A"), outcome="nxdomain", ttl=60),
        unavailable(question("slow.example", "TXT"), "timeout", "192.0.2.53"),
        data("contoso.com", "TXT", (b"v=spf1 +all",), server="ns2.contoso.com."),
        data("www.contoso.com", "A", "192.0.2.80", server="ns2.contoso.com."),
    ]
    assert recording(answers, NOW) == {
        "world.zone": (
            ";! recorded\n"
            ";! asked-at 2026-11-23T10:14:00Z\n"
            ";! server contoso.com. ns2.contoso.com. server-1.zone\n"
            ";! unavailable slow.example. TXT timeout failed-at=192.0.2.53\n"
            'contoso.com. 3600 IN TXT "v=spf1 -all"\n'
            ";! nxdomain gone.example. A ttl=60\n"
        ),
        "server-1.zone": (';! recorded\ncontoso.com. 300 IN TXT "v=spf1 +all"\nwww.contoso.com. 300 IN A 192.0.2.80\n'),
    }


def test_what_was_not_recorded_is_unavailable_never_nxdomain():
    world = read_back([data("contoso.com", "TXT", (b"x",)), data("contoso.com", "TXT", (b"y",), server="192.0.2.1")])
    for asked in (
        question("contoso.com", "A"),
        question("other.example", "TXT"),
        question("contoso.com", "TXT", "192.0.2.2"),
        question("contoso.com", "A", "192.0.2.1"),
        Question(name="x" * 64 + ".", type="A"),
    ):
        assert world.resolve((asked,)) == (unavailable(asked, "not-recorded"),)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=2)), None])
def test_the_time_is_kept_to_the_microsecond(zone):
    asked_at = datetime(2026, 11, 23, 10, 14, 15, 123456, tzinfo=zone)
    assert read_back([], asked_at).asked_at == (asked_at if zone else asked_at.replace(tzinfo=UTC))


def test_writing_a_recording_of_a_recording_changes_nothing():
    answers = [data("contoso.com", "TXT", (b"x",)), data("contoso.com", "TXT", (b"y",), server="192.0.2.1")]
    files = recording(answers, NOW)
    world = World.parse(files["world.zone"], path="world.zone", read=files.__getitem__)
    assert recording(world.resolve(tuple(a.question for a in answers)), world.asked_at) == files


def test_more_servers_than_a_world_may_have_files_for_are_recorded_all_the_same():
    assert_round_trip([data("contoso.com", "TXT", (b"%d" % n,), server=f"ns{n}.contoso.com.") for n in range(100)])


def test_answers_as_large_as_dns_can_carry_are_recorded():
    binary = tuple(bytes((n % 256,)) * 250 for n in range(250))
    tiny = tuple(b"\x00" for _ in range(30000))
    assert_round_trip(
        [data(f"{n}.contoso.com", "TXT", binary) for n in range(15)] + [data("t.contoso.com", "TXT", tiny)]
    )
