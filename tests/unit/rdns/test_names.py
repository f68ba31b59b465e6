from __future__ import annotations

import pytest

from mailmend.flow import Answer, Question, run
from mailmend.rdns import address_names, reverse_name


def world(records):
    """A resolver over ``records``: (name, type) -> data; what is not there does not exist."""
    asked = []

    def resolve(batch):
        asked.extend((q.name, q.type) for q in batch)
        return tuple(
            Answer(question=q, outcome="data", data=records[q.name, q.type])
            if (q.name, q.type) in records
            else Answer(question=q, outcome="nxdomain")
            for q in batch
        )

    resolve.asked = asked
    return resolve


def test_a_name_is_confirmed_when_it_leads_back():
    resolve = world(
        {
            ("7.113.0.203.in-addr.arpa.", "PTR"): ("Mail.Example.COM.", "forged.example.net.", "gone.example."),
            ("mail.example.com.", "A"): ("203.0.113.9", "203.0.113.7"),
            ("forged.example.net.", "A"): ("198.51.100.1",),
        }
    )
    names = run(address_names("203.0.113.7"), resolve)
    assert names.names == ("mail.example.com", "forged.example.net", "gone.example")
    assert names.confirmed == ("mail.example.com",)
    assert [answer.question.type for answer in names.answers] == ["PTR", "A", "A", "A"]


def test_an_ipv6_address_is_compared_by_value():
    pointer = reverse_name("2001:db8::1")
    resolve = world({(pointer, "PTR"): ("six.example.",), ("six.example.", "AAAA"): ("2001:0DB8:0::1",)})
    names = run(address_names("[IPv6:2001:db8:0:0::1]"), resolve)
    assert (names.ip, names.confirmed) == ("2001:db8::1", ("six.example",))


def test_at_most_ten_names_are_followed_and_each_once():
    pointers = ("h0.example.", "H0.example.", *(f"h{n}.example." for n in range(50)))
    resolve = world({("7.113.0.203.in-addr.arpa.", "PTR"): pointers})
    names = run(address_names("203.0.113.7"), resolve)
    assert names.names == tuple(f"h{n}.example" for n in range(10))
    assert len(resolve.asked) == 11


def test_a_failing_reverse_zone_is_kept_as_an_answer():
    def resolve(batch):
        return tuple(Answer(question=q, outcome="unavailable", reason="timeout") for q in batch)

    names = run(address_names("203.0.113.7"), resolve)
    assert names.names == ()
    assert names.answers[0].reason == "timeout"


def test_what_is_no_address_is_not_asked_about():
    resolve = world({})
    assert run(address_names("not an address"), resolve).answers == ()
    assert resolve.asked == []


def test_the_root_is_nobodys_name():
    resolve = world({("7.113.0.203.in-addr.arpa.", "PTR"): (".",)})
    assert run(address_names("203.0.113.7"), resolve).names == ()


@pytest.mark.parametrize(
    ("ip", "name"),
    [
        ("203.0.113.7", "7.113.0.203.in-addr.arpa."),
        ("::ffff:203.0.113.7", "7.113.0.203.in-addr.arpa."),
        ("2001:db8::1", "1." + "0." * 23 + "8.b.d.0.1.0.0.2.ip6.arpa."),
    ],
)
def test_reverse_name(ip, name):
    assert reverse_name(ip) == name


def test_reverse_name_of_no_address_is_the_callers_mistake():
    with pytest.raises(ValueError, match="nobody"):
        reverse_name("nobody")


def test_the_questions_are_in_canonical_form():
    flow = address_names("203.0.113.7")
    assert next(flow) == (Question(name="7.113.0.203.in-addr.arpa.", type="PTR"),)
