"""Zone files of many layouts: our RRset and the serial change, nothing else does."""

from __future__ import annotations

from datetime import date

import dns.name
import dns.rdatatype
import dns.zone
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailmend.errors import BasisError, PublishError
from mailmend.model import Change
from mailmend.publishers.zoneedit import edited, next_serial, owned
from mailmend.publishers.zonelines import ascii_only, records

ORIGIN = dns.name.from_text("contoso.example")
TODAY = date(2026, 11, 23)
OLD, NEW = '"v=spf1 ip4:198.51.100.1 -all"', '"v=spf1 ip4:198.51.100.1 ip4:203.0.113.7 -all"'

USUAL = """\
$TTL 1h ; the default
@   IN SOA ns1 hostmaster (
        2026112201 ; serial
        3600 600 86400 300 )
    IN NS ns1
ns1 A 192.0.2.1 ; our own
; mail
@   300 IN TXT "v=spf1 ip4:198.51.100.1 -all"   ; SPF, do not touch
    TXT "site-verification=" "8f2k"
    MX 10 mail
mail A 203.0.113.7
"""


def change(before, after, name="contoso.example.", **more):
    return Change(name=name, type="TXT", before=before, after=after, **more)


def held(text, name="contoso.example."):
    return tuple(record.rdata for record in owned(records(text, ORIGIN), name, "TXT"))


def test_one_value_is_replaced_in_its_place():
    before = held(USUAL)
    result = edited(USUAL, ORIGIN, [change(before, (NEW, before[1]))], TODAY)
    expected = USUAL.replace(OLD, NEW).replace("2026112201", "2026112300")
    assert result == expected


def test_a_value_over_several_lines_keeps_its_comments():
    text = USUAL.replace(
        OLD + "   ; SPF, do not touch", '( "v=spf1 ip4:198.51.100.1" ; ours\n   " -all" ) ; the end\n; alone'
    )
    before = held(text)
    result = edited(text, ORIGIN, [change(before, (NEW, before[1]))], TODAY)
    assert f"@   300 IN TXT ( {NEW} ; ours\n    ) ; the end\n; alone\n    TXT" in result
    assert held(result) == (NEW, before[1])


def test_a_record_that_goes_leaves_its_comment_and_its_owner():
    before = held(USUAL)
    result = edited(USUAL, ORIGIN, [change(before, before[1:])], TODAY)
    assert (
        '; mail\n; SPF, do not touch\ncontoso.example.    TXT "site-verification=" "8f2k"\n    MX 10 mail\n' in result
    )


def test_a_ttl_that_went_with_a_record_stays_for_those_after_it():
    text = "@ 600 SOA ns1 h 7 1 1 1 1\n@ NS ns1\nns1 A 192.0.2.1\n@ 30 TXT a\n  TXT b\nx A 192.0.2.2\n"
    result = edited(text, ORIGIN, [change(('"a"', '"b"'), ('"b"',))], TODAY)
    assert result == "@ 600 SOA ns1 h 8 1 1 1 1\n@ NS ns1\nns1 A 192.0.2.1\ncontoso.example.  30 TXT b\nx A 192.0.2.2\n"


def test_a_first_record_stands_beside_its_owner():
    result = edited(USUAL, ORIGIN, [change((), (NEW,), name="mail.contoso.example.")], TODAY)
    assert result.endswith(f"mail A 203.0.113.7\nmail.contoso.example.\tIN\tTXT\t{NEW}\n")


def test_a_new_name_stands_at_the_end_whatever_the_line_ends():
    text = USUAL.rstrip("\n").replace("\n", "\r\n") + "\r\n$ORIGIN sub.contoso.example.\r\na A 192.0.2.3"
    result = edited(text, ORIGIN, [change((), (NEW,), name="new.contoso.example.")], TODAY)
    assert result.endswith(f"a A 192.0.2.3\r\nnew.contoso.example.\tIN\tTXT\t{NEW}\r\n")


def test_a_name_that_lives_by_a_wildcard():
    text = USUAL + "* TXT wild\n"
    wild = {"name": "a.contoso.example.", "wildcard": "*.contoso.example."}
    result = edited(text, ORIGIN, [change((), ('"wild"', NEW), synthesised=('"wild"',), **wild)], TODAY)
    assert held(result, "a.contoso.example.") == ('"wild"', NEW)
    with pytest.raises(BasisError):
        edited(text, ORIGIN, [change((), (NEW,), synthesised=('"other"',), **wild)], TODAY)
    with pytest.raises(BasisError):
        edited(result, ORIGIN, [change((), (NEW,), synthesised=('"wild"',), **wild)], TODAY)


@pytest.mark.parametrize(
    "text",
    [
        USUAL + "$INCLUDE more.zone\n",
        USUAL + "$GENERATE 1-3 h$ A 192.0.2.$\n",
        USUAL.replace(" )", ""),
        USUAL + '@ TXT "not closed\n',
        USUAL.replace("SOA", "TXT"),
        USUAL + "a NOTYPE x\n",
        USUAL + "mail CNAME other\n",
        USUAL + "@ RRSIG TXT 13 2 300 20261201000000 20261101000000 1 contoso.example. AAAA\n",
    ],
)
def test_what_cannot_be_edited_safely_is_refused(text):
    with pytest.raises(PublishError, match="nothing was written"):
        edited(text, ORIGIN, [change(held(USUAL), (NEW,))], TODAY)


def test_another_old_value_stops():
    with pytest.raises(BasisError, match="nothing was written"):
        edited(USUAL, ORIGIN, [change((OLD,), (NEW,))], TODAY)
    with pytest.raises(BasisError):
        edited(USUAL + "www CNAME mail\n", ORIGIN, [change((), (NEW,), name="www.contoso.example.")], TODAY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (2026112200, 2026112300),
        (2026112300, 2026112301),
        (2026112399, 2026112400),
        (2030010100, 2030010101),
        (7, 8),
        (1732300000, 1732300001),
        (2**32 - 1, 1),
        (2019139900, 2019139901),
    ],
)
def test_serials(old, new):
    assert next_serial(old, TODAY) == new


# -- any layout -------------------------------------------------------------------------------------------------------

BLANKS = st.sampled_from([" ", "\t", "  ", " \t "])
TTLS = st.sampled_from(["", "300", "1h", "1W2d"])
CLASSES = st.sampled_from(["", "IN", "in"])
COMMENTS = st.sampled_from(["", ";", '; a (comment) "here"', ";\xe9"])
OWNERS = st.sampled_from(["@", "contoso.example.", "CONTOSO.example.", "mail", "*", "a.b", "\\097x", "_dmarc"])
TEXTS = st.sampled_from(
    [
        "token",
        '"a;b"',
        '"a" "b c"',
        '"\\"quoted\\""',
        '"\xc3\xa9"',
        '"\\195\\169"',
        '(\n\t"x" ; why\n "y" )',
        '"v=spf1 -all"',
    ]
)
OTHERS = st.sampled_from(
    ["A 192.0.2.9", "MX 10 mail", "AAAA 2001:db8::9", 'CAA 0 issue "ca.example"', "MX ( 20\n other )"]
)


@st.composite
def files(draw):
    """A master file in some layout; with and without $TTL, $ORIGIN, blank owners, parentheses, comments."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    lines = ["$TTL 3600"] if draw(st.booleans()) else []
    lines.append(f"@ 600 IN SOA ns1 h ( {draw(st.sampled_from(['7', '2026112201', '4294967295']))} 1 1 1 ; x\n 1 )")
    lines.append("@ NS ns1")
    for _ in range(draw(st.integers(0, 12))):
        if draw(st.integers(0, 9)) == 0:
            lines.append(
                draw(
                    st.sampled_from(
                        ["", "; alone", "$ORIGIN sub.contoso.example.", "$ORIGIN contoso.example.", "$TTL 60"]
                    )
                )
            )
            continue
        owner = "" if draw(st.booleans()) else draw(OWNERS)
        data = draw(OTHERS) if draw(st.booleans()) else f"TXT {draw(TEXTS)}"
        words = [owner, draw(TTLS), draw(CLASSES), data, draw(COMMENTS)]
        lines.append((draw(BLANKS) if not owner else "") + draw(BLANKS).join(word for word in words if word))
    return newline.join(lines).replace("\r\n", "\n").replace("\n", newline) + draw(st.sampled_from(["", newline]))


def contents(text):
    zone = dns.zone.from_text(ascii_only(text), ORIGIN, relativize=False, check_origin=False)
    return {
        (name, dns.rdatatype.to_text(held.rdtype)): (sorted(data.to_text() for data in held), held.ttl)
        for name, held in zone.iterate_rdatasets()
    }


@settings(max_examples=300)
@given(files(), st.sampled_from(["contoso.example.", "mail.contoso.example.", "new.contoso.example."]), st.data())
def test_nothing_but_the_rrset_and_the_serial_changes(text, name, data):
    before = held(text, name)
    kept = data.draw(st.lists(st.sampled_from(before), unique=True)) if before else []
    after = tuple(dict.fromkeys([*kept, *data.draw(st.lists(st.sampled_from([NEW, '"second"']), unique=True))]))
    old, key = contents(text), (dns.name.from_text(name), "TXT")
    result = edited(text, ORIGIN, [change(tuple(dict.fromkeys(before)), after, name=name)], TODAY)
    new = contents(result)
    assert new.pop(key, ([], 0))[0] == sorted(after)
    old.pop(key, None)
    soa = (ORIGIN, "SOA")
    assert old.pop(soa)[0] != new.pop(soa)[0]
    assert new == old
    # What a reader of the file sees: every comment and every line of others.
    assert sorted(comments(text)) == sorted(comments(result))


def comments(text):
    found = []
    for line in text.splitlines():
        outside = True
        for at, character in enumerate(line):
            if character == '"' and (at == 0 or line[at - 1] != "\\"):
                outside = not outside
            if character == ";" and outside:
                found.append(line[at:])
                break
    return found
