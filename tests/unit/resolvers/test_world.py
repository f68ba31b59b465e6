"""What a world answers: written worlds as DNS would, recordings only what was asked."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from mailmend import resolvers
from mailmend.errors import UsageError, WorldError
from mailmend.flow import Answer, Question, question, unavailable
from mailmend.resolvers import World
from tests.corpora import corpora

WRITTEN = """
;! asked-at 2026-11-20T09:30:00Z
$ORIGIN contoso.com.
$TTL 3600
@           MX    10 mail
            TXT   "v=spf1 mx -all"
            TXT   "v=spf1 mx -all"
mail        300 A 192.0.2.1
www         60  CNAME web.hosting.example.
deep.er.sub TXT   x
*.wild      TXT   wild
*.wild      MX    5 mail
there.wild  A     192.0.2.3
b.ent.wild  A     192.0.2.4
*.alias     CNAME mail
loop        CNAME pool
pool        CNAME loop
dangling    CNAME gone.example.
toslow      CNAME slow.example.
tonodata    CNAME there.wild
web.hosting.example. 30 A 192.0.2.80
net.example. 900 SOA ns hm 1 2 3 4 600
a.net.example.   A   192.0.2.5
;! nxdomain     erased.wild
;! nodata       nothing.example. AAAA
;! unavailable  slow.example.
;! unavailable  bad.example. TXT servfail
bad.example.     A   192.0.2.6
;! unavailable  *.broken.example. TXT lame
"""


def world(text=WRITTEN, **files):
    return World.parse(text, path="world.zone", read=lambda name: files[name.partition(".")[0]])


def short(answer):
    return answer.reason or (answer.data if answer.outcome == "data" else answer.outcome), answer.ttl


@pytest.mark.parametrize(
    ("name", "rtype", "said", "ttl"),
    [
        ("contoso.com", "TXT", ((b"v=spf1 mx -all",),), 3600),  # RFC 2181 §5: no duplicates in an RRset
        ("CONTOSO.com", "MX", ((10, "mail.contoso.com."),), 3600),
        ("contoso.com", "mx", ((10, "mail.contoso.com."),), 3600),
        ("contoso.com", "A", "nodata", None),
        ("com", "A", "nodata", None),
        (".", "NS", "nodata", None),
        ("er.sub.contoso.com", "TXT", "nodata", None),  # an empty non-terminal
        ("gone.contoso.com", "A", "nxdomain", None),
        ("x.mail.contoso.com", "A", "nxdomain", None),
        # RFC 4592 §2.2.1
        ("foo.wild.contoso.com", "TXT", ((b"wild",),), 3600),
        ("foo.bar.wild.contoso.com", "TXT", ((b"wild",),), 3600),
        ("foo.wild.contoso.com", "A", "nodata", None),
        ("*.wild.contoso.com", "TXT", ((b"wild",),), 3600),
        ("there.wild.contoso.com", "TXT", "nodata", None),  # an existing name blocks the wildcard
        ("ent.wild.contoso.com", "TXT", "nodata", None),  # so does an empty non-terminal
        ("x.ent.wild.contoso.com", "TXT", "nxdomain", None),  # and what is below it
        ("wild.contoso.com", "TXT", "nodata", None),
        ("erased.wild.contoso.com", "TXT", "nxdomain", None),
        # CNAMEs
        ("www.contoso.com", "A", ("192.0.2.80",), 30),
        ("www.contoso.com", "CNAME", ("web.hosting.example.",), 60),
        ("www.contoso.com", "TXT", "nodata", None),
        ("any.alias.contoso.com", "A", ("192.0.2.1",), 300),
        ("loop.contoso.com", "A", "servfail", None),
        ("loop.contoso.com", "CNAME", ("pool.contoso.com.",), 3600),
        ("dangling.contoso.com", "A", "nxdomain", None),
        ("toslow.contoso.com", "A", "timeout", None),
        ("tonodata.contoso.com", "TXT", "nodata", None),
        # RFC 2308 §5
        ("net.example", "A", "nodata", 600),
        ("gone.net.example", "A", "nxdomain", 600),
        # directives
        ("nothing.example", "AAAA", "nodata", None),
        ("nothing.example", "A", "nodata", None),
        ("slow.example", "A", "timeout", None),
        ("bad.example", "TXT", "servfail", None),
        ("bad.example", "A", ("192.0.2.6",), 3600),
        ("x.broken.example", "TXT", "lame", None),
        # not names
        ("x" * 64 + ".contoso.com", "A", "nxdomain", None),
        ("a..wild.contoso.com", "TXT", "nxdomain", None),
        (("a" * 62 + ".") * 4 + "wild.contoso.com", "TXT", "nxdomain", None),
        ("\ud800.wild.contoso.com", "TXT", "nxdomain", None),
        ("\\", "TXT", "nxdomain", None),
        # names that need escapes
        ("a b.wild.contoso.com", "TXT", ((b"wild",),), 3600),
        ("a\\.b.wild.contoso.com", "TXT", ((b"wild",),), 3600),
        ("\\119ild.contoso.com", "TXT", "nodata", None),
    ],
)
def test_a_written_world_answers_as_dns_would(name, rtype, said, ttl):
    asked = question(name, rtype)
    (answer,) = world().resolve((asked,))
    assert answer.question is asked
    assert short(answer) == (said, ttl)
    assert answer.failed_at is None


def test_chains_are_followed_for_sixteen_hops():
    chain = "".join(f"c{n}. 1 CNAME c{n + 1}.\n" for n in range(18)) + "c18. 9 A 192.0.2.1"
    near, far = world(chain).resolve((question("c2", "A"), question("c1", "A")))
    assert (near.data, near.ttl) == (("192.0.2.1",), 1)
    assert far == unavailable(question("c1", "A"), "servfail")


def test_answers_come_in_the_order_of_the_questions_one_for_each():
    batch = (question("mail.contoso.com", "A"), question("x", "A"), question("mail.contoso.com", "A"))
    assert tuple(answer.question for answer in world().resolve(batch)) == batch
    assert world().resolve(()) == ()


# -- servers ---------------------------------------------------------------------------------------------------------

SERVED = """
;! server contoso.com. ns1.dns.example. ns1.zone
;! server contoso.com. NS2.dns.example ns2.zone
;! server sub.contoso.com. ns2.dns.example. sub.zone
;! server contoso.com. 2001:DB8::53 ns1.zone
contoso.com. 60 TXT new
ns1.dns.example. 60 A 192.0.2.53
ns2.dns.example. 60 AAAA 2001:db8::54
"""
FILES = {
    "ns1": "contoso.com. 60 TXT new\n",
    "ns2": "contoso.com. 60 TXT old\n;! unavailable www.contoso.com. A refused\n;! unavailable ftp.contoso.com.",
    "sub": "sub.contoso.com. 60 TXT below\n",
}


@pytest.mark.parametrize(
    ("name", "server", "said"),
    [
        ("contoso.com", None, ((b"new",),)),
        ("contoso.com", "ns1.dns.example.", ((b"new",),)),
        ("contoso.com", "ns2.dns.example.", ((b"old",),)),
        ("contoso.com", "NS2.DNS.example", ((b"old",),)),
        ("contoso.com", "2001:db8:0::54", ((b"old",),)),
        ("contoso.com", "192.0.2.53", ((b"new",),)),
        ("contoso.com", "2001:db8::53", ((b"new",),)),
        ("gone.contoso.com", "ns2.dns.example.", "nxdomain"),
        ("sub.contoso.com", "ns2.dns.example.", ((b"below",),)),
        ("sub.contoso.com", "ns1.dns.example.", "nxdomain"),
        # without a file, or outside its zone: the world itself
        ("contoso.com", "ns3.dns.example.", ((b"new",),)),
        ("contoso.com", "192.0.2.99", ((b"new",),)),
        ("contoso.com", "not a..server", ((b"new",),)),
        ("dns.example", "ns2.dns.example.", "nodata"),
    ],
)
def test_servers_answer_from_their_own_files(name, server, said):
    (answer,) = world(SERVED, **FILES).resolve((question(name, "TXT", server),))
    assert short(answer)[0] == said


def test_a_server_that_fails_is_named_as_it_was_asked():
    batch = (question("www.contoso.com", "A", "2001:db8:0::54"), question("ftp.contoso.com", "MX", "ns2.dns.example"))
    assert world(SERVED, **FILES).resolve(batch) == (
        unavailable(batch[0], "refused", "2001:db8:0::54"),
        unavailable(batch[1], "timeout", "ns2.dns.example"),
    )


# -- recordings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rtype", "server", "said"),
    [
        ("contoso.com", "TXT", None, ((b"x",),)),
        ("contoso.com", "A", None, "not-recorded"),
        ("a.contoso.com", "TXT", None, "not-recorded"),
        ("www.contoso.com", "A", None, "not-recorded"),  # a recorded alias is not followed
        ("www.contoso.com", "CNAME", None, ("contoso.com.",)),
        ("x.wild.example", "TXT", None, "not-recorded"),
        ("gone.example", "TXT", None, "nxdomain"),
        ("half.example", "TXT", None, ((b"y",),)),  # the exact (name, type) wins
        ("half.example", "MX", None, "servfail"),
        ("half.example", "A", None, "timeout"),
        ("contoso.com", "TXT", "ns1.contoso.com.", "not-recorded"),
        ("contoso.com", "TXT", "ns2.contoso.com.", ((b"old",),)),
        ("contoso.com", "A", "ns2.contoso.com.", "not-recorded"),
    ],
)
def test_a_recording_answers_what_was_asked(name, rtype, server, said):
    text = """
;! recorded    and words for people
contoso.com. 60 TXT x
www.contoso.com. 60 CNAME contoso.com.
*.wild.example. 60 TXT w
;! nxdomain gone.example.
;! unavailable half.example.
;! unavailable half.example. MX servfail
half.example. 60 TXT y
;! server contoso.com. ns2.contoso.com. ns2.zone
"""
    (answer,) = world(text, ns2="contoso.com. 60 TXT old").resolve((question(name, rtype, server),))
    assert short(answer)[0] == said


# -- the world itself ------------------------------------------------------------------------------------------------


def test_a_changed_world_is_another_one():
    old = world("a.example. 60 TXT x\n*.example. 60 TXT wild\n;! nodata held.example.")
    new = old.with_rrset("b.sub.example.", "A", ["192.0.2.1"], 30)
    asked = [
        question(name, rtype) for name, rtype in (("b.sub.example", "A"), ("sub.example", "A"), ("a.example", "TXT"))
    ]
    assert [short(answer)[0] for answer in new.resolve(tuple(asked))] == [("192.0.2.1",), "nodata", ((b"x",),)]
    assert short(old.resolve((asked[0],))[0])[0] == "nodata"
    without = new.with_rrset("B.sub.example", "A", [])
    assert without.resolve(tuple(asked)) == old.resolve(tuple(asked))
    with pytest.raises(WorldError, match="not a domain name"):
        old.with_rrset("a..b", "A", [])


def test_a_record_that_is_added_is_no_longer_denied_but_a_dead_server_stays_dead():
    old = world(
        ";! nxdomain a.example.\n;! nodata b.example. A\n;! unavailable c.example.\n;! unavailable d.example. A lame"
    )
    asked = tuple(question(f"{letter}.example", "A") for letter in "abcd")
    new = old
    for letter in "abcd":
        new = new.with_rrset(f"{letter}.example.", "A", ["192.0.2.1"])
    assert [short(answer)[0] for answer in old.resolve(asked)] == ["nxdomain", "nodata", "timeout", "lame"]
    assert [short(answer)[0] for answer in new.resolve(asked)] == [("192.0.2.1",), ("192.0.2.1",), "timeout", "lame"]


def test_a_directive_about_a_name_counts_before_a_wildcard():
    text = "*.example. 1 TXT wild\n;! nxdomain a.example. TXT\n;! Unavailable b.example. TXT ServFail"
    asked = (question("a.example", "TXT"), question("b.example", "TXT"), question("c.example", "TXT"))
    assert [short(answer)[0] for answer in world(text).resolve(asked)] == ["nxdomain", "servfail", ((b"wild",),)]


def test_the_time_of_the_answers():
    assert world().asked_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert world(";! asked-at 2026-11-20T09:30:00+02:00").asked_at == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    assert world(";! asked-at 2026-11-20").asked_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert world("").asked_at is None


def test_a_file_with_its_servers_files(tmp_path):
    (tmp_path / "world.zone").write_bytes(b'\xef\xbb\xbf;! server a. ns1.a. ns1.zone\na. 1 TXT "\xff"\n')
    (tmp_path / "ns1.zone").write_text("a. 1 TXT old\n")
    with resolvers.open(f"zone:{tmp_path / 'world.zone'}") as opened:
        assert opened.name == f"zone:{tmp_path / 'world.zone'}"
        answers = opened.resolve((question("a", "TXT"), question("a", "TXT", "ns1.a.")))
    assert [answer.data for answer in answers] == [((b"\xff",),), ((b"old",),)]


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(WorldError, match="No such file"):
        World.load(tmp_path / "none.zone")
    with pytest.raises(WorldError, match="directory"):
        World.load(tmp_path)
    with pytest.raises(WorldError, match="cannot be read"):
        World.load("\0")
    (tmp_path / "world.zone").write_text(";! server a. ns1.a. ns1.zone\n")
    with pytest.raises(WorldError, match="no such file"):
        World.load(tmp_path / "world.zone")
    (tmp_path / "secret").write_text("a. 1 TXT secret")
    (tmp_path / "ns1.zone").symlink_to(tmp_path / "secret")
    with pytest.raises(WorldError, match="no such file"):
        World.load(tmp_path / "world.zone")
    (tmp_path / "ns1.zone").unlink()
    os.mkfifo(tmp_path / "ns1.zone")
    with pytest.raises(WorldError, match="no such file"):
        World.load(tmp_path / "world.zone")
    large = tmp_path / "large.zone"
    with large.open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(WorldError, match="at most 16 MB"):
        World.load(large)


@pytest.mark.parametrize("case", sorted(corpora("cases").iterdir()), ids=lambda path: path.name)
def test_every_case_has_a_world_that_reads(case):
    held = World.load(case / "world.zone")
    assert held.asked_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert len(held.nodes) > 10


def test_servers_that_disagree():
    held = World.load(corpora("cases", "33-authoritative-servers-disagree", "world.zone"))
    here, first, second = held.resolve(
        tuple(question("contoso.com", "TXT", s) for s in (None, "ns1.dnsfirm.example.", "198.51.100.54"))
    )
    assert here.data == first.data != second.data


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_the_same_with_await(tmp_path, anyio_backend):
    (tmp_path / "world.zone").write_text(WRITTEN)
    batch = (question("contoso.com", "MX"), question("slow.example", "A"))
    async with resolvers.open_async(f"zone:{tmp_path / 'world.zone'}") as opened:
        assert await opened.resolve(batch) == world().resolve(batch)
        assert opened.asked_at == world().asked_at


def test_a_question_of_any_spelling_is_given_back_as_it_was_put():
    asked = Question(name="MAIL.Contoso.COM", type="a")
    assert world().resolve((asked,)) == (Answer(question=asked, outcome="data", data=("192.0.2.1",), ttl=300),)


def test_usage_errors_are_not_world_errors():
    with pytest.raises(UsageError):
        resolvers.open("zone:")
