"""The pages of what can be said of a domain's DKIM keys."""

from __future__ import annotations

from base64 import b64encode

from mailmend.model import Owner, Severity
from mailmend.rules._checks._page import DnsPage

# Public keys of no private key that anybody kept: 2048 and 512 bits.
_P2048 = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAq1klXxSGdlYXKXV+E/F5UcYGiLLg8eVVFsytdUsCE4HaQMw04ev80sFc"
    "o4ZMw/rQ4O6lkSSwVfnEm831zr485LJqoobv8octENcSQ2gDpdAer9toUey3shSNXwyAQWu8Zj7oPPeg9u9yrzuktt4qRQNopDCl"
    "n6EdqJbeQmakgBFNo2dvcks3R5SL1x0HUtZ2RePoG89iQmLKDjpD/mhdqTJIFC4d235Cxdy741foF1skRSxneOaNzzsJkjTyDYzR"
    "5BTB3P2ZjxMunujiWTneQa6iSJyCu3VnN8xLJyf6TkEsGTN1SozDQhrOICN5lcVwfotQiPyMOPh/gvOozguSFQIDAQAB"
)
_P512 = (
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKIaxD+DUQrw6TgICOCBndDCfliC4HJy/yeixM+iXX+j9D2Q8TxrD7lBJQHfYRwa381/"
    "6kjWdLyhNRVA+ig1vvcCAwEAAQ=="
)
# An RSAPublicKey (RFC 8017 §A.1.1) whose modulus has 4104 bits; no key, but as long as one.
_P4104 = b64encode(bytes.fromhex("3082020b028202020080") + b"\1" * 512 + bytes.fromhex("0203010001")).decode()
_AT = "s1._domainkey.contoso.example. 300 IN TXT"
_SENDS = 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.7 -all"'


def _key(tags: str, p: str = _P2048) -> str:
    """A key record in several strings, because one holds 255 bytes."""
    text = f"{tags}p={p}"
    return " ".join((_AT, *(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))))


_GOOD = _key("v=DKIM1; k=rsa; ")


def page(kind: str) -> DnsPage:
    """The page of one kind."""
    return _BY_KIND[kind]


_BY_KIND = {
    "none": DnsPage(
        code="MM-DKIM-101",
        severity=Severity.WARNING,
        title="No DKIM key of the domain was found",
        said="no DKIM key of {domain} was found at {count} usual selectors",
        why="Keys stand at names that only the signer knows, so it is not certain that there is none. Without a "
        "signature a message passes DMARC by SPF alone, which ends as soon as somebody forwards it.",
        mend="Turn on DKIM signing for {domain} where your mail is sent and publish the records that you get there. If "
        "you sign already, name the selector: mailmend check {domain} --selector NAME",
        example=_SENDS,
        near_miss=f"{_SENDS}\n{_GOOD}",
    ),
    "none-of-service": DnsPage(
        code="MM-DKIM-102",
        severity=Severity.WARNING,
        title="The service in use has no DKIM key at the domain",
        said="{domain} uses {services}, and no DKIM key stands where that puts it",
        why="Without records at the domain the service signs with a domain of its own, which does not belong to the "
        "author's domain and does not count for DMARC; or it does not sign at all.",
        mend="Turn on DKIM signing for {domain} at {services} and publish the records that you get there.",
        example='contoso.example. 300 IN TXT "v=spf1 include:spf.protection.outlook.com -all"\n'
        "contoso.example. 300 IN MX 0 contoso-example.mail.protection.outlook.com.\n"
        'spf.protection.outlook.com. 300 IN TXT "v=spf1 ip4:192.0.2.0/24 -all"',
        near_miss=f"{_SENDS}\n{_GOOD}\ncontoso.example. 300 IN MX 0 contoso-example.mail.protection.outlook.com.",
    ),
    "absent": DnsPage(
        code="MM-DKIM-103",
        severity=Severity.ERROR,
        title="There is no key at the selector",
        said="there is no key at {name}",
        why="A signature that names this selector cannot be verified and counts as failed (RFC 6376 section 6.1.2).",
        mend="Publish the key that your signing software shows for the selector {selector}, or sign with a selector "
        "that is published.",
        told=(("selectors", "s9"),),
        example=_GOOD,
        near_miss=_GOOD.replace("s1.", "s9."),
    ),
    "dangling": DnsPage(
        code="MM-DKIM-104",
        severity=Severity.WARNING,
        title="The name of a key leads to a name that holds none",
        said="{name} leads to {target}, and no key is there",
        why="The service has not made its key yet, has withdrawn it, or the customer has left it. Signatures that name "
        "this selector fail.",
        mend="Turn on signing at the service that {target} belongs to; if you do not use it any more, delete the CNAME "
        "record. Microsoft 365 has only one of its two keys published at a time: then the other is no fault.",
        example="selector1._domainkey.contoso.example. 300 IN CNAME selector1-contoso._domainkey.tenant.example.",
        near_miss="selector1._domainkey.contoso.example. 300 IN CNAME s1._domainkey.contoso.example.\n" + _GOOD,
    ),
    "unreadable": DnsPage(
        code="MM-DKIM-105",
        severity=Severity.ERROR,
        title="A key record cannot be read",
        said="the key record at {name} cannot be used: {detail}",
        why="Receivers read key records strictly: v=DKIM1 first and spelled so, every tag once, the key in unbroken "
        "base64 (RFC 6376 section 3.6.1). A signature by a key that cannot be read counts as failed.",
        mend="Publish the record again as your signing software shows it, in one TXT record, without quotes or line "
        "breaks inside the key.",
        example=_key("v=DKIM1; k=rsa; ", "MIGfMA0G*"),
        near_miss=_GOOD,
    ),
    "too-short": DnsPage(
        code="MM-DKIM-106",
        severity=Severity.ERROR,
        title="A key is too short to be accepted",
        said="the key at {name} has {detail} bits; receivers accept none below 1024",
        why="Short keys can be broken, so receivers must treat their signatures as failed (RFC 8301 section 3.2).",
        mend="Make a key of 2048 bits under a new selector, publish it, and sign with it.",
        example=_key("v=DKIM1; k=rsa; ", _P512),
        near_miss=_GOOD,
    ),
    "revoked": DnsPage(
        code="MM-DKIM-107",
        severity=Severity.ADVICE,
        title="A key is revoked",
        said="the key at {name} is revoked: p= is empty",
        why="An empty p= says that the key was withdrawn (RFC 6376 section 3.6.1). Signatures that still name it fail.",
        mend="Nothing, if nobody signs with it any more; else publish the key again or change the selector.",
        example=_key("v=DKIM1; k=rsa; ", ""),
        near_miss=_GOOD,
    ),
    "sha1": DnsPage(
        code="MM-DKIM-108",
        severity=Severity.ERROR,
        title="A key allows SHA-1 only",
        said="the key at {name} allows {detail} only, which receivers must not accept",
        why="SHA-1 must not be used for signing or verifying (RFC 8301 section 3.1).",
        mend="Take h= out of the record, or write h=sha256, and sign with rsa-sha256.",
        example=_key("v=DKIM1; h=sha1; k=rsa; "),
        near_miss=_key("v=DKIM1; h=sha1:sha256; k=rsa; "),
    ),
    "several": DnsPage(
        code="MM-DKIM-109",
        severity=Severity.ERROR,
        title="There are several key records at one name",
        said="{name} holds {detail} key records; which one a receiver takes is chance",
        why="With several records the result is undefined (RFC 6376 section 3.6.2.2).",
        mend="Keep the one that your mail is signed with; another key needs another selector.",
        example=f"{_GOOD}\n{_key('v=DKIM1; n=old; k=rsa; ')}",
        near_miss=f'{_GOOD}\n{_AT} "some-verification=1"',
    ),
    "unavailable": DnsPage(
        code="MM-DKIM-110",
        severity=Severity.ERROR,
        owner=Owner.DNS_HOST,
        title="DNS gives no answer at the name of a key",
        said="DNS gives no answer for {name}",
        why="Receivers put mail off, or take the signature as failed, while DNS does not answer.",
        mend="Have whoever runs the DNS of that name repair the servers that do not answer.",
        told=(("selectors", "s1"),),
        example=";! unavailable s1._domainkey.contoso.example. TXT timeout",
        near_miss=_GOOD,
    ),
    "short": DnsPage(
        code="MM-DKIM-201",
        severity=Severity.ADVICE,
        title="A key has fewer than 2048 bits",
        said="the key at {name} has {detail} bits; 2048 are recommended",
        why="Signers should use at least 2048 bits (RFC 8301 section 3.2). Receivers still accept 1024.",
        mend="At the next change of keys make one of 2048 bits.",
        example=_key(
            "v=DKIM1; k=rsa; ",
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDi1QxtHsjY2e6UWSg0DOZgJdjz8VuboNJaC2eKFPnIN3KoOkoPKkTxWerEwEf0"
            "GrQ7zu4nMEThbIDrSYE3VUng61WlhfBS1H+5NcZvDczxF7NI8EW07iKkO2ZfAbWhjBmuFuHwGlvEfjCsTCXNtmmut1n9SileVmu8"
            "4VRhjgXZmQIDAQAB",
        ),
        near_miss=_GOOD,
    ),
    "testing": DnsPage(
        code="MM-DKIM-202",
        severity=Severity.ADVICE,
        title="A key is marked as a test",
        said="the key at {name} is marked as a test (t=y)",
        why="Receivers treat a message with a testing key as if it were not signed, or report it apart (RFC 6376 "
        "section 3.6.1).",
        mend="Delete t=y when signing works.",
        example=_key("v=DKIM1; t=y; k=rsa; "),
        near_miss=_key("v=DKIM1; t=s; k=rsa; "),
    ),
    "long": DnsPage(
        code="MM-DKIM-203",
        severity=Severity.ADVICE,
        title="A key has more than 4096 bits",
        said="the key at {name} has {detail} bits; receivers need not accept more than 4096",
        why="Receivers must handle 1024 to 4096 bits (RFC 8301 section 3.2); beyond that some of them fail.",
        mend="Use a key of 2048 bits.",
        example=_key("v=DKIM1; k=rsa; ", _P4104),
        near_miss=_GOOD,
    ),
    "unknown": DnsPage(
        code="MM-DKIM-204",
        severity=Severity.ADVICE,
        title="A tag of a key record is not known",
        said="\u201c{detail}\u201d in the key record at {name} is not known and is ignored",
        why="Receivers ignore what they do not know; a misspelt tag is then missing.",
        mend="Correct the spelling, or delete it.",
        example=_key("v=DKIM1; q=dns; k=rsa; "),
        near_miss=_GOOD,
    ),
}
PAGES = tuple(_BY_KIND.values())
