"""Replies as servers say them, with no name of a server given: what anybody can tell from the words and the codes.

``replies.tsv`` has a line for each: the category, with the subtype after a slash, and the reply. In
``replies_of_receivers.tsv`` the receiver that is known to speak stands first.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mailmend import smtp
from mailmend.sources.packaged import knowledge

REPLIES = knowledge().replies


def table(name):
    """The fields of every line of a file beside this one."""
    return [tuple(line.split("\t")) for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()]


SAID = table("replies.tsv")
SAID_BY = table("replies_of_receivers.tsv")


@pytest.mark.parametrize(("wanted", "said"), SAID, ids=[said[:60] for _, said in SAID])
def test_a_reply_means(wanted, said):
    reply = smtp.parse(said)
    status = reply.status or smtp.find_status(said)
    row = REPLIES.meaning(reply.text, status, reply.code, REPLIES.speakers(reply.text))
    assert row is not None
    assert "/".join(filter(None, (row.category, row.subtype))) == wanted


@pytest.mark.parametrize(("receiver", "wanted", "said"), SAID_BY, ids=[said[:60] for _, _, said in SAID_BY])
def test_a_reply_of_a_known_receiver_means(receiver, wanted, said):
    reply = smtp.parse(said)
    status = reply.status or smtp.find_status(said)
    row = REPLIES.meaning(reply.text, status, reply.code, (receiver, *REPLIES.speakers(reply.text)))
    assert row is not None
    assert "/".join(filter(None, (row.category, row.subtype))) == wanted


@pytest.mark.parametrize(
    "said", ["250 2.0.0 Ok: queued", "220 mx.example.net ESMTP ready", "Have a nice day", "221 Bye", "2.0.0 sent"]
)
def test_greetings_and_thanks_mean_nothing(said):
    assert REPLIES.meaning(smtp.parse(said).text) is None
