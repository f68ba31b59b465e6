from __future__ import annotations

import base64
import time

import pytest

from mailmend.mail import parse

REPORT = b"""\
From: MAILER-DAEMON@mx.example
Content-Type: multipart/report; boundary="b"

preamble
--b
Content-Type: text/plain

Words.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
--b
Content-Type: message/rfc822

Subject: returned

body
--b--
epilogue
"""


def tree(part):
    return (part.media_type, [tree(child) for child in part.children])


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_report_is_read_whatever_ends_its_lines(end):
    part = parse(REPORT.replace(b"\n", end))
    assert tree(part) == (
        "multipart/report",
        [("text/plain", []), ("message/delivery-status", []), ("message/rfc822", [("text/plain", [])])],
    )
    assert part.children[0].text().value == "Words."
    assert part.children[2].children[0].value("subject") == "returned"


def test_body_spans_are_offsets_into_the_input():
    part = parse(REPORT).children[0]
    assert REPORT[part.body.start : part.body.end] == b"Words."
    assert REPORT[part.span.start : part.span.end] == b"Content-Type: text/plain\n\nWords."


def test_an_unclosed_part_ends_with_the_input():
    assert tree(parse(REPORT[: REPORT.index(b"\n--b--")])) == tree(parse(REPORT))


def test_a_multipart_without_its_boundary_has_no_parts():
    assert parse(b"Content-Type: multipart/mixed\n\n--b\n\nx\n").children == ()
    assert parse(b"Content-Type: multipart/mixed; boundary=c\n\n--b\n\nx\n").children == ()


def test_a_boundary_counts_only_as_a_line_of_its_own():
    part = parse(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bc\nx --b\n--b  \n\ny\n--b--\n")
    assert [child.text().value for child in part.children] == ["--bc\nx --b", "y"]


def test_an_outer_boundary_ends_inner_parts():
    data = (
        b"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nx\n"
        b"--o\n\ny\n--o--\n"
    )
    assert tree(parse(data)) == ("multipart/mixed", [("multipart/mixed", [("text/plain", [])]), ("text/plain", [])])


def test_an_encoded_embedded_message_is_read_all_the_same():
    inner = base64.encodebytes(b"Subject: inside\n\nbody\n")
    part = parse(b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + inner)
    assert part.children[0].value("Subject") == "inside"
    assert part.children[0].field("subject").line == 4


def test_headers_alone_are_read_as_fields():
    part = parse(b"Content-Type: text/rfc822-headers\n\nFrom: a@b.example\nSubject: x\n")
    assert [(field.name, field.line) for field in part.header_block()] == [("From", 3), ("Subject", 4)]


def test_nesting_is_bounded():
    deep = b"Content-Type: message/rfc822\n\n" * 500 + b"Subject: x\n\ny"
    assert sum(1 for _ in parse(deep).walk()) <= 25


def test_the_number_of_parts_is_bounded():
    assert len(parse(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 9_000).children) <= 2_000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x" * 50_000_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"\n--bx" * 10_000_000,
        b"a:\n" * 16_000_000,
        b"From: a@b.example\n\n" + b"\n" * 50_000_000,
    ],
    ids=["empty", "one line", "boundaries that are none", "fields", "empty lines"],
)
def test_fifty_megabytes_take_well_under_two_seconds(data):
    started = time.perf_counter()
    part = parse(data)
    part.text()
    assert time.perf_counter() - started < 2


def test_an_embedded_message_that_is_only_said_to_be_encoded_is_read_as_it_is():
    part = parse(b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nSubject: inside\n\nbody\n")
    assert part.children[0].value("Subject") == "inside"
