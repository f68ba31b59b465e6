"""Which of the statements of receivers are about which signature, and which signatures could satisfy DMARC."""

from __future__ import annotations

import mailmend
from mailmend.rules._stories import KEY, refused, signed
from tests.zones import zones

AR = "Authentication-Results: mx.fabrikam.example; dkim={result} (bad body hash) header.d={domain} header.s={selector}"


def views(*headers, reply="550 5.7.20 DKIM signature verification failed", records=None):
    name, _, value = KEY.partition(" 300 IN TXT ")
    world = zones({name.rstrip("."): [("TXT", value.strip('"'))], **(records or {})})
    (found,) = mailmend.diagnose(refused(reply, *headers).encode(), dns=world)
    return found.evidence.signatures


def test_a_signature_with_its_key_and_what_was_stated():
    stated = AR.format(result="fail", domain="contoso.example", selector="s1")
    other = AR.format(result="pass", domain="contoso.example", selector="s2")
    (view,) = views(stated, other, signed())
    assert (view.aligned, view.key.state) == (True, "usable")
    assert [statement.result for statement in view.stated] == ["fail"]


def test_what_the_sender_s_own_side_stated_does_not_count():
    arc = AR.format(result="fail", domain="contoso.example", selector="s1").replace("Auth", "ARC-Auth", 1)
    (view,) = views(arc, signed())
    assert view.stated == ()


def test_alignment_is_that_of_the_record():
    strict = {"_dmarc.contoso.example": [("TXT", "v=DMARC1; p=reject; adkim=s")]}
    (view,) = views(signed("mail.contoso.example"))
    assert view.aligned
    (view,) = views(signed("mail.contoso.example"), records=strict)
    assert not view.aligned


def test_nothing_is_asked_where_dkim_has_no_say():
    assert views(signed(), reply="550 5.1.1 User unknown") == ()


def test_of_many_signatures_eight_are_looked_at():
    assert len(views(*(signed(selector=f"k{n}") for n in range(20)))) == 8
