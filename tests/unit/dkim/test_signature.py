from __future__ import annotations

from dataclasses import replace

from mailmend.dkim import Signature, signatures
from mailmend.mail import fields_in


def signed(text):
    return signatures(fields_in(text.encode()))


def test_a_folded_signature():
    (signature,) = signed(
        "Subject: x\r\n"
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=Contoso.COM;\r\n"
        " s=selector1; t=1700000000;\r\n\tx=1700600000; l=20;\r\n"
        "\ti=@mail.contoso.com; h=From:to; bh=abc=; b=AAA=\r\n BBB==\r\n\r\n"
    )
    assert signature.text.startswith("DKIM-Signature: v=1; a=rsa-sha256;")
    assert replace(signature, text="") == Signature(
        domain="contoso.com",
        selector="selector1",
        identity="@mail.contoso.com",
        algorithm="rsa-sha256",
        line=2,
        signed_at=1_700_000_000,
        expires=1_700_600_000,
        covers=("from", "to"),
        partial=True,
    )


def test_every_signature_in_its_order():
    found = signed("dkim-signature: d=a.example; s=x\r\nDKIM-Signature: s=y; d=b.example\r\n\r\n")
    assert [(s.domain, s.selector) for s in found] == [("a.example", "x"), ("b.example", "y")]


def test_a_signature_of_nobody_is_none():
    assert signed("DKIM-Signature: v=1; s=x\r\nDKIM-Signature: d=;\r\nDKIM-Signature: nonsense\r\n\r\n") == ()


def test_damage_leaves_what_can_be_read():
    (signature,) = signed("DKIM-Signature: ;;d = contoso.com ; d=other.example; =x; i=; x=soon; t=9e9; b\r\n\r\n")
    assert (signature.domain, signature.selector, signature.identity, signature.algorithm) == (
        "contoso.com",
        "",
        None,
        None,
    )
    assert (signature.signed_at, signature.expires) == (None, None)
    assert signature.lacks == ("v", "a", "b", "bh", "h", "s")
