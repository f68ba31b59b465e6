from __future__ import annotations

import pickle

import pytest

from mailmend.mail import fields_in
from mailmend.mail.fields import MOST_FIELDS, decoded_words
from mailmend.span import Span


def names_and_values(data):
    return [(field.name, field.value) for field in fields_in(data)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_header_ends_at_the_empty_line_whatever_ends_lines(end):
    data = b"From: a@b.example\nSubject: one\n two\n\nNot: a field\n".replace(b"\n", end)
    assert names_and_values(data) == [("From", "a@b.example"), ("Subject", "one two")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_count_from_one_in_the_input(end):
    data = b"From: a\nSubject: one\n two\nTo: c\n\n".replace(b"\n", end)
    assert [field.line for field in fields_in(data)] == [1, 2, 4]


def test_spans_cover_the_field_with_its_folds():
    data = b"A: 1\nB: 2\n 3\n\n"
    assert [data[field.span.start : field.span.end] for field in fields_in(data)] == [b"A: 1\n", b"B: 2\n 3\n"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?q?caf=C3=A9?=", "café"),
        ("=?UTF-8?B?Y2Fmw6k=?=", "café"),
        ("=?UTF-8?B?Y2Fmw6k?=", "café"),  # padding forgotten
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),  # RFC 2047 §6.2: white space between two words is not text
        ("=?utf-8?q?a?= b", "a b"),
        ("=?utf-8?q?a_b?=", "a b"),
        ("=?iso-8859-1*en?q?caf=E9?=", "café"),  # RFC 2231 §5
        ("=?no-such-charset?q?abc?=", "abc"),
        ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("a =? b ?= c", "a =? b ?= c"),
    ],
)
def test_encoded_words(written, read):
    assert decoded_words(written) == read


def test_eight_bit_text_is_read_as_utf_8_and_else_as_western():
    assert names_and_values("Subject: né\n".encode()) == [("Subject", "né")]
    assert names_and_values(b"Subject: n\xe9\n") == [("Subject", "né")]


def test_an_mbox_line_before_the_header_is_no_field():
    assert names_and_values(b"From a@b Tue Oct 14 08:12:11 2025\nTo: c\n\n") == [("To", "c")]


def test_a_header_stops_before_a_line_that_cannot_be_part_of_it():
    assert names_and_values(b"To: c\nHello there\nCc: d\n") == [("To", "c")]


def test_white_space_before_the_colon_is_obsolete_but_read():
    assert names_and_values(b"Subject : x\n\n") == [("Subject", "x")]


def test_countless_fields_are_cut():
    assert len(fields_in(b"A: b\n" * (MOST_FIELDS + 10))) == MOST_FIELDS


def test_an_mbox_line_within_a_header_is_passed_over_where_fields_follow():
    assert names_and_values(b"Return-Path: <>\nFrom a@b Tue Oct 14 08:12:11 2025\nTo: c\n\n") == [
        ("Return-Path", "<>"),
        ("To", "c"),
    ]
    assert names_and_values(b"To: c\nFrom here on it is text\nand more\nCc: d\n") == [("To", "c")]


def test_a_field_travels_between_processes_as_what_it_says():
    (field,) = fields_in(b"Subject: x\n y\n")
    again = pickle.loads(pickle.dumps(field))
    assert (again, again.line, again.span) == (field, 1, Span(0, 14))
    assert again.value == "x y"
