from __future__ import annotations

import pytest

from mailmend import smtp

SENTENCE = "The message was rejected because of Sender Policy Framework violation"


@pytest.mark.parametrize(
    ("text", "code", "status", "words"),
    [
        ("550 5.1.1 no such user", "550", "5.1.1", "no such user"),
        ("550 no such user", "550", None, "no such user"),
        ("smtp; 550 5.1.1 no", "550", "5.1.1", "no"),
        ("'550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found'", "550", "5.1.10",
         "RESOLVER.ADR.RecipientNotFound; Recipient not found"),
        ("#550 5.2.2 STOREDRV.Deliver", "550", "5.2.2", "STOREDRV.Deliver"),
        ("550 #5.1.0 Address rejected.", "550", "5.1.0", "Address rejected."),
        ("550: 5.2.2 <a@b.example>... Mailbox full", "550", "5.2.2", "<a@b.example>... Mailbox full"),
        ("421", "421", None, ""),
        ("5.2.1 <a@b.example>... User unknown", None, "5.2.1", "<a@b.example>... User unknown"),
        ("connect to mx[192.0.2.1]:25: Connection timed out", None, None,
         "connect to mx[192.0.2.1]:25: Connection timed out"),
        ("", None, None, ""),
    ],
)  # fmt: skip
def test_parse(text, code, status, words):
    reply = smtp.parse(text)
    assert (reply.code, reply.status, reply.text) == (code, status, words)


@pytest.mark.parametrize("between", ["\n", "\r\n", ";", " ", " ; ", "\n<<< "])
def test_the_codes_of_continued_lines_are_left_out(between):
    text = between.join(["550-5.7.26 This mail is", "550-5.7.26 unauthenticated,", "550 5.7.26 see the page"])
    assert smtp.parse(text).text == "This mail is unauthenticated, see the page"


def test_a_continued_reply_may_carry_its_status_only_later():
    assert smtp.parse("550-First line\n550 5.7.1 last line").status == "5.7.1"


@pytest.mark.parametrize("arrow", [" -> ", " -&gt; ", " → ", "->"])
def test_the_wrapper_of_exchange_online_is_opened(arrow):
    outer, inner = smtp.unwrap(f"550 5.7.23 {SENTENCE}{arrow}550 5.7.1 [203.0.113.7] is not authorized")
    assert (outer.code, outer.status, outer.text) == ("550", "5.7.23", SENTENCE)
    assert (inner.code, inner.status, inner.text) == ("550", "5.7.1", "[203.0.113.7] is not authorized")


def test_a_wrapped_reply_may_have_no_status_or_several_lines():
    _, inner = smtp.unwrap(f"550 5.7.23 {SENTENCE} -> 550-5.7.26 a;550-5.7.26 b;550 5.7.26 c")
    assert (inner.status, inner.text) == ("5.7.26", "a b c")
    _, inner = smtp.unwrap(f"550 5.7.23 {SENTENCE} -> 550 Please ensure SPF")
    assert (inner.code, inner.status) == ("550", None)


@pytest.mark.parametrize("text", ["550 5.1.1 <a@b.example> -> unknown", "see a -> b", f"550 5.7.23 {SENTENCE} ->", ""])
def test_an_arrow_alone_is_no_wrapper(text):
    assert smtp.unwrap(text)[1] is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("host said: 550 no", 11),
        ("call 555-1234 or 5500", None),
        ("in 2025 we had 450.5 units", None),
        ("id=550 x", None),
        ("[192.0.2.550 x]", None),
        ("250 2.0.0 Ok", None),
        ("550 4.1.1 class differs", None),
    ],
)
def test_find_reply(text, at):
    assert smtp.find_reply(text) == at


def test_a_reply_that_was_cut_is_known():
    assert smtp.cut("550-5.7.26 first line")
    assert not smtp.cut("550-5.7.26 first 550 5.7.26 last")
    assert not smtp.cut("550 5.7.26 only")
