from __future__ import annotations

import pytest

from mailmend.spf import parse, repair

MENDED = {
    "v=spf1 ipv4:192.0.2.1 -all": "v=spf1 ip4:192.0.2.1 -all",
    "v=spf1 ip:192.0.2.1 -all": "v=spf1 ip4:192.0.2.1 -all",
    "v=spf1 ip4=192.0.2.1 -all": "v=spf1 ip4:192.0.2.1 -all",
    "v=spf1 IPv6:2001:db8::1 -all": "v=spf1 ip6:2001:db8::1 -all",
    "v=spf1 includes:spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 include=spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 inculde:spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 inclde:spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 include spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 include: spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 include :spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 ip4: 192.0.2.1 -all": "v=spf1 ip4:192.0.2.1 -all",
    "v=spf1 mx, -all": "v=spf1 mx -all",
    "v=spf1 mx , -all": "v=spf1 mx -all",
    "v=spf1 mx -all;": "v=spf1 mx -all",
    "v=spf1 mx -all.": "v=spf1 mx -all",
    "v=spf1 ip4:192.0.2.1,ip4:192.0.2.2 -all": "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all",
    "v=spf1 ip4:192.0.2.1,192.0.2.2/31 -all": "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2/31 -all",
    "v=spf1 ip4:192.0.2.1 192.0.2.2 -all": "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all",
    "v=spf1 mx –all": "v=spf1 mx -all",
    "v=spf1 mx\xa0-all": "v=spf1 mx -all",
    "v=spf1\tmx\t-all\t": "v=spf1 mx -all ",
    " v=spf1 mx -all": "v=spf1 mx -all",
    '"v=spf1 mx -all"': "v=spf1 mx -all",
    "v=spf1 mx “-all”": "v=spf1 mx -all",
    "v=spf1 a:192.0.2.1 -all": "v=spf1 ip4:192.0.2.1 -all",
    "v=spf1 mx:192.0.2.0/24 ?all": "v=spf1 ip4:192.0.2.0/24 ?all",
    "v=spf1 ip4:2001:db8::1/64 -all": "v=spf1 ip6:2001:db8::1/64 -all",
    "v=spf1 ip6:192.0.2.1 -all": "v=spf1 ip4:192.0.2.1 -all",
    "v=spf1; mx -all": "v=spf1 mx -all",
    "v=spf1-all": "v=spf1 -all",
    "v = spf1 mx -all": "v=spf1 mx -all",
    "v=spf1 mx all-": "v=spf1 mx -all",
    "v=spf1 mx -al": "v=spf1 mx -all",
    "v=spf1 mx ~alll": "v=spf1 mx ~all",
    "v=spf1 mx - all": "v=spf1 mx -all",
    "v=spf1 redirect:spf.example.com": "v=spf1 redirect=spf.example.com",
    "v=spf1 redirect=x.example redirect=x.example": "v=spf1 redirect=x.example",
    "v=spf1 -ipv4:192.0.2.1 -all": "v=spf1 -ip4:192.0.2.1 -all",
    "v=spf1 ip6::2001:db8::1 -all": "v=spf1 ip6:2001:db8::1 -all",
    "v=spf1 include -all": "v=spf1 -all",
    "v=spf1 a ip4: include:spf.example.com -all": "v=spf1 a include:spf.example.com -all",
    "v=spf1 ip4: include: spf.example.com mx -all": "v=spf1 include:spf.example.com mx -all",
    "v=spf1 include.spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 include:include:spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 ip4:192.0.2.1~all": "v=spf1 ip4:192.0.2.1 ~all",
    "v=spf1 include:spf.example.com-all": "v=spf1 include:spf.example.com -all",
    "v=spf1include:spf.example.com?all": "v=spf1 include:spf.example.com ?all",
    "v=spf1 ip4:192.0.2.1ip4:192.0.2.2 -all": "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all",
    "v=spf1 ip4:192.0.2.0/255.255.255.0 -all": "v=spf1 ip4:192.0.2.0/24 -all",
    "v=spf1 ip4:192.0.2/24 -all": "v=spf1 ip4:192.0.2.0/24 -all",
    "v=spf1 ip4:192.0.2.0 /24 -all": "v=spf1 ip4:192.0.2.0/24 -all",
    "v=spf1 ip4:192.0.2.0-192.0.2.255 -all": "v=spf1 ip4:192.0.2.0/24 -all",
    "v=spf1 ip4:192.0.2.64-127 -all": "v=spf1 ip4:192.0.2.64/26 -all",
    "v=spf1 ip4:192.0.2.0-3.255 -all": "v=spf1 ip4:192.0.2.0/23 -all",
    "v=spf1 ip4:192.0.2.7-192.0.2.7 -all": "v=spf1 ip4:192.0.2.7/32 -all",
    "v=spf1 ip4:192.0.2.* -all": "v=spf1 ip4:192.0.2.0/24 -all",
    "v=spf1 ip4:192.0.*.* -all": "v=spf1 ip4:192.0.0.0/16 -all",
    "v=spf1 ip4:192.0.2.1:25 -all": "v=spf1 ip4:192.0.2.1 -all",
    "v=spf1 ip4:[192.0.2.1] -all": "v=spf1 ip4:192.0.2.1 -all",
    "v=spf1 a:[192.0.2.1] -all": "v=spf1 ip4:192.0.2.1 -all",
    "v=spf1 include:<spf.example.com> -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 include:https://spf.example.com/ -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 include:spf..example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1\\ mx\\ -all": "v=spf1 mx -all",
    "v=spf1 mx v=spf1 a -all": "v=spf1 mx a -all",
    "v=spf1 ~allyahoo-verification-key=x": "v=spf1 ~all yahoo-verification-key=x",
    "v=spf mx -all": "v=spf1 mx -all",
    "v=spf1.0 mx -all": "v=spf1 mx -all",
    "spf1 mx -all": "v=spf1 mx -all",
    "xxxv=spf1 mx -all": "v=spf1 mx -all",
    "v=spf2.0/mfrom v=spf1 mx -all": "v=spf1 mx -all",
    "TXT v=spf1 mx -all": "v=spf1 mx -all",
    "ip4:192.0.2.1 v=spf1 mx -all": "v=spf1 ip4:192.0.2.1 mx -all",
    "include:spf.example.com -all": "v=spf1 include:spf.example.com -all",
    "v=spf1 redirect=spf.example.com'": "v=spf1 redirect=spf.example.com",
    "v=spf1 mx -all\x1f": "v=spf1 mx -all",
    "v=spf1 mx â€“all": "v=spf1 mx -all",
}
NOT_EVIDENT = [
    "v=spf1 mx -all",
    "v=spf1 ip4:192.0.2.0/24 moo=1 -all",
    "v=spf1 ip4:192.0.2 -all",
    "v=spf1 ip4:192.0.2.1/33 -all",
    "v=spf1 ip4:192.0.2/27 -all",
    "v=spf1 ip4:192.0.2.0/255.0.255.0 -all",
    "v=spf1 ip4:192.0.2.1\\24 -all",
    "v=spf1 ip4:192.0.2.0-192.0.2.254 -all",
    "v=spf1 ip4:192.0.2.1-192.0.2.255 -all",
    "v=spf1 ip4:192.0.2.255-192.0.2.0 -all",
    "v=spf1 ip4:192.0.2.1-2-3 -all",
    "v=spf1 ip4:192.0.2.0-1.2.3.4.5 -all",
    "v=spf1 ip4:192.0.* -all",
    "v=spf1 ip4:192.*.2.0 -all",
    "v=spf1 ip4:* -all",
    "v=spf1 ip4:192.0.2.0/24:25 -all",
    "v=spf1 ip4:[192.0.2.1 -all",
    "v=spf1 ip4:192.0.2.0/24 /25 -all",
    "v=spf1 -ip4:192.0.2.0 /24 -all",
    "v=spf1 include:https://spf.example.com/path -all",
    "v=spf1 -ip4: mx -all",
    "v=spf1 -al mx",
    "v=spf1 mx al",
    "v=spf1 mx -ab",
    "-ip4:192.0.2.1 v=spf1 mx -all",
    "v=DMARC1; p=none; include:x.example",
    "google-site-verification=abc",
    "v=spf1 include:spf.example.com-all mx -all",
    "v=spf1 ip4:192.0.2.01 -all",
    "v=spf1 ip4:mail.example.com -all",
    "v=spf1 a mail.example.com -all",
    "v=spf1 -ip4:192.0.2.1 192.0.2.2 -all",
    "v=spf1 -ip4:192.0.2.1,192.0.2.2 -all",
    "v=spf1 192.0.2.2 -all",
    "v=spf1 spf.example.com -all",
    "v=spf1 -all~",
    "v=spf1 redirect=x.example redirect=y.example",
    "v=spf2.0/pra mx -all",
    "v=spf1 all:example.com",
    "hello world",
    "",
]


@pytest.mark.parametrize(("faulty", "mended"), MENDED.items())
def test_what_was_meant_is_evident(faulty: str, mended: str) -> None:
    found = repair(parse(faulty.encode("utf-8")))
    assert found is not None
    assert found.text == mended
    assert parse(found.text).problems == ()


@pytest.mark.parametrize("faulty", NOT_EVIDENT)
def test_nothing_is_repaired_that_could_be_read_in_two_ways(faulty: str) -> None:
    assert repair(parse(faulty)) is None


@pytest.mark.parametrize("faulty", MENDED)
def test_the_fixes_lead_from_the_one_text_to_the_other(faulty: str) -> None:
    record = parse(faulty.encode("utf-8"))
    found = repair(record)
    assert found is not None
    text = record.text
    for span, before, after in reversed(found.fixes):
        assert span.of(text) == before
        text = text[: span.start] + after + text[span.end :]
    assert text == found.text
