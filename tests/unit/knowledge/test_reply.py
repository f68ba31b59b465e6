"""What replies mean: every row of every file keeps its promises, and the rule of which row wins holds."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.knowledge.reply import Replies, words
from mailmend.sources.packaged import knowledge

REPLIES = knowledge().replies
WORDED = [row for row in REPLIES.rows if row.match is not None]
TABLED = [row for row in REPLIES.rows if row.match is None]
EVIDENCE = {"documented", "observed", "general-knowledge"}
CODES = re.compile(r"(?:(\d{3})[- ])?(?:#?(\d\.\d{1,3}\.\d{1,3}) )?")


def meaning(text, *speakers, status=None):
    reply, enhanced = CODES.match(text).groups()
    return REPLIES.meaning(text, enhanced or status, reply, {*speakers, *REPLIES.speakers(text)})


def status_for(row):
    """A status for an example that is written without one, where the row is bound to some."""
    return row.codes[0].replace("X", "5") if row.codes else None


@pytest.mark.parametrize("row", WORDED, ids=lambda row: row.id)
def test_an_example_is_understood_by_its_own_row(row):
    # Not only does the pattern fit: no other row shadows it.
    assert meaning(row.example, row.receiver, status=status_for(row)) is row


@pytest.mark.parametrize("row", WORDED, ids=lambda row: row.id)
def test_a_near_miss_is_not(row):
    assert row.near
    assert meaning(row.near, status=status_for(row)) is not row


@pytest.mark.parametrize("row", REPLIES.rows, ids=lambda row: row.id)
def test_a_row_says_what_it_means_and_from_where_that_is_known(row):
    assert row.means
    assert row.source
    assert row.date.year >= 2026
    assert row.evidence in EVIDENCE
    assert row.match or row.codes
    assert row.subtype is None or row.category == "auth"


@pytest.mark.parametrize("row", TABLED, ids=lambda row: row.id)
def test_a_code_means_what_its_table_says(row):
    code = row.codes[0].partition("-")[0].replace("X", "5")
    status, reply = (code, None) if "." in code else (None, code)
    assert REPLIES.meaning("", status, reply, (row.receiver,)) is row


@pytest.mark.parametrize(
    ("status", "google", "registry"),
    [
        ("5.7.23", "sender-dns", "auth/spf"),
        ("5.7.27", "auth/spf", "host-no-mail"),
        ("5.7.29", "tls", "auth/arc"),
        ("5.7.30", "auth/dkim", "tls"),
        ("5.7.32", "auth/alignment", None),
        ("5.7.40", "auth/dmarc", None),
        ("4.7.26", "auth/unauthenticated", "auth/multiple"),
    ],
)
def test_the_same_number_means_different_things(status, google, registry):
    def said(*speakers):
        row = REPLIES.meaning("Blocked.", status, None, speakers)
        return row and "/".join(filter(None, (row.category, row.subtype)))

    assert said("google") == google
    assert said() == registry


def test_a_range_of_codes_holds_at_both_ends_only():
    for status, known in (("5.7.606", True), ("5.7.649", True), ("5.7.605", False), ("5.7.651", False)):
        assert bool(REPLIES.meaning("", status, None, ("exchange-online",))) is known


@pytest.mark.parametrize(
    ("said", "host", "dialect", "recipient", "speaker"),
    [
        ("Blocked. 12-20020a gsmtp", None, None, None, "google"),
        ("Blocked.", "gmail-smtp-in.l.google.com", None, None, "google"),
        ("Blocked [DB1PEPF1.mail.protection.outlook.com]", None, None, None, None),
        ("Blocked [x.eop-nam02.prod.protection.outlook.com]", None, None, None, "exchange-online"),
        ("Blocked.", "contoso-com.mail.protection.outlook.com", None, None, "exchange-online"),
        ("Blocked.", None, "exchange-online", None, "exchange-online"),
        ("Blocked.", None, None, "list@googlegroups.com", "google-groups"),
        ("Blocked.", "mx.example.net", "rfc3464", "anna@example.net", None),
    ],
)
def test_who_speaks(said, host, dialect, recipient, speaker):
    assert REPLIES.speakers(said, host, dialect, recipient) == ((speaker,) if speaker else ())


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        (
            "550-5.7.26 Unauthenticated email 550-5.7.26 is not 550 5.7.26 accepted",
            "unauthenticated email is not accepted",
        ),
        ("due to;domain's  DMARC\r\n policy", "due to domain's dmarc policy"),
        ("(#5.1.1) no mailbox", "no mailbox"),
        ("550-Please wait", "please wait"),
        ("from 203.0.113.7 5501 times", "from 203.0.113.7 5501 times"),
        ("554 30 Sorry", "30 sorry"),
        ("don\u2019t", "don't"),
        ("", ""),
    ],
)
def test_words_stand_without_codes(said, plain):
    assert words(said) == plain


RULE = """
name = "r"
source = "test"
date = 2026-11-23
evidence = "observed"
[[reply]]
match = 'no entry'
category = "policy"
means = "a"
[[reply]]
match = 'no entry for you today'
category = "content"
weak = true
means = "b"
[[reply]]
match = 'entry for you'
category = "relay"
means = "c"
[[reply]]
codes = ["X.8.8"]
match = 'no entry'
category = "system"
means = "e"
[[code]]
codes = ["X.9.9"]
category = "size"
means = "d"
"""


def two_receivers():
    return Replies(
        {
            "one": tomllib.loads(RULE),
            "two": tomllib.loads(RULE.replace("relay", "tls").replace("size", "format")),
        }
    )


@pytest.mark.parametrize(
    ("said", "status", "speakers", "winner"),
    [
        ("no entry for you today", None, ("two",), "two/reply-3"),  # words of the known speaker, the longer ones
        ("no entry for you today", None, (), "one/reply-3"),  # words of anybody; of equals the first id
        ("no entry for you today", "5.9.9", ("two",), "two/reply-3"),  # words before codes
        ("no entry for you today", "5.8.8", (), "one/reply-4"),  # a row bound to the code, though its words are fewer
        ("closed", "5.9.9", ("two",), "two/code-1"),  # a table holds for its own receiver
        ("closed", "5.9.9", (), None),  # and for no other
    ],
)
def test_which_row_wins(said, status, speakers, winner):
    row = two_receivers().meaning(said, status, None, speakers)
    assert (row and row.id) == winner


@given(st.text(max_size=200) | st.text(alphabet="\ud800\udfff5.7# 0123456789-;(", max_size=80))
def test_any_text_gets_an_answer(said):
    REPLIES.meaning(said, "5.7.1", "550", REPLIES.speakers(said))


def test_a_long_hostile_text_is_answered():
    assert REPLIES.meaning("spf dkim dmarc not fail " * 100_000) is not None


@pytest.mark.parametrize("row", WORDED, ids=lambda row: row.id)
def test_a_pattern_has_no_class_beyond_ascii(row):
    # The set matches bytes: a letter of two bytes may stand in a word, never in brackets.
    assert all(inside.isascii() for inside in re.findall(r"\[[^\]]*\]", row.match))


def test_words_beyond_ascii_are_found():
    assert REPLIES.meaning("Empfänger unbekannt").category == "recipient-unknown"
    assert REPLIES.meaning("L’adresse n’existe pas").category == "recipient-unknown"
