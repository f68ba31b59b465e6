"""Why an address failed where no reply is quoted: before the address, behind a label, or a paragraph above."""

from __future__ import annotations

import pytest

from mailmend.dialects.reading.failures import FAILED
from mailmend.dialects.reading.reasons import reason
from mailmend.dialects.reading.words import Place
from mailmend.mail import plain

ADDRESS = "bob@x.example"


def said(value):
    text = plain(value.encode())
    start = value.index(ADDRESS)
    place = reason(text, Place(text, start, start + len(ADDRESS)), len(value), FAILED)
    return place and value[place.start : place.end].strip()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        # What leads up to the address on its own line.
        ("Unknown user: bob@x.example\n", "Unknown user: bob@x.example"),
        ("Hello.\nYour mail could not reach bob@x.example\n", "Your mail could not reach bob@x.example"),
        # A word that the address is glued to is no reason: it may be a label of its own.
        ("failed:bob@x.example\nIt is raining.\n", None),
        # A label, in any language that was seen, wherever it stands.
        ("To: bob@x.example\nReason: Mailbox full\n", "Mailbox full"),
        ("To: bob@x.example\nError message: Mailbox full\n\nBye\n", "Mailbox full"),
        ("To: bob@x.example\n  Fehlermeldung : Postfach voll\n", "Postfach voll"),
        ("To: bob@x.example\nMotif: boite pleine\n", "boite pleine"),
        ("To: bob@x.example\nПричина: ящик переполнен\n", "ящик переполнен"),
        ("To: bob@x.example\n理由：メールボックスがいっぱいです\n", "メールボックスがいっぱいです"),
        ("To: bob@x.example\nReason (1 of 1): Mailbox full\n", "Mailbox full"),
        # The reason below its label, up to the end of its paragraph.
        ("To: bob@x.example\nReason:\n\nMailbox full\nsince May\n\nBye\n", "Mailbox full\nsince May"),
        # A label of a link or without words is none.
        ("To: bob@x.example\nReason://x.example/y\n", None),
        ("To: bob@x.example\nReason: --\n", None),
        # Else the nearest paragraph above that tells of a failure.
        ("Hello!\n\nThe message was rejected.\n\nIt went to:\n\nbob@x.example\n", "The message was rejected."),
        ("The message was rejected.\n\nA.\n\nB.\n\nC.\n\nbob@x.example\n", None),
        ("Hello!\n\nbob@x.example\n", None),
    ],
)
def test_where_the_reason_stands(value, words):
    assert said(value) == words


def test_a_label_counts_only_before_the_end_of_the_report():
    value = "To: bob@x.example\n\nReason: Mailbox full\n"
    text = plain(value.encode())
    assert reason(text, Place(text, 4, 17), value.index("Reason"), FAILED) is None


def test_a_reason_is_bounded():
    assert len(said("To: bob@x.example\nReason: " + "full " * 5_000)) <= 1_000


@pytest.mark.parametrize("letter", [" ", "\n", ":", "*", "reason ", "a "])
def test_hostile_words_are_answered_at_once(letter):
    said(letter * 20_000 + "\nbob@x.example\n" + letter * 20_000)
