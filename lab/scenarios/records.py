"""What is wrong with the sender's record or with the sender's server, and the sender can mend it."""

from __future__ import annotations

from typing import Any

from lab.scenario import Scenario
from lab.zones import Zone

USUAL, SECOND, STRANGER = "203.0.113.25", "203.0.113.26", "203.0.113.99"
OWN_MX = "@ MX 10 mail\nmail A 203.0.113.25\n"
BROKEN = "SPF Permanent Error"


def sender(name: str, record: str | None, *, more: str = "", mx: str = OWN_MX, **options: Any) -> Zone:
    """The zone NAME.example with ``record``, and its own mail server as MX."""
    spf = "" if record is None else f'@ TXT "{record}"\n'
    return Zone(name=f"{name}.example.", lines=f"{spf}{mx}{more}", **options)


def edited(
    name: str, *contains: object, result: str, ip: str = USUAL, safe: bool | None = True, **more: Any
) -> dict[str, Any]:
    """What must be said where the sender's record at ``name`` is to be changed so that ``ip`` passes.

    ``safe`` is None where it may be either: what the owner wrote is only put right.
    """
    edit: dict[str, Any] = {
        "name": name,
        "must_contain": list(contains),
        "must_pass": [ip],
        "must_not_pass": [STRANGER],
    }
    edit["record_count"] = 1
    if safe is not None:
        edit["applicability"] = "safe" if safe else "review"
    said: dict[str, Any] = {"exit": 1, "owner": "sender-admin", "kind": "bounce", "category": "auth", "subtype": "spf"}
    return said | {"client_ip": ip, "spf_result": result, "edits": [edit]} | more


ALL = (
    Scenario(
        name="fail",
        about="The domain’s own server is not in its record; policyd-spf, as Debian ships it, refuses. The token "
        "beside the record must survive.",
        zone=sender("fail", "v=spf1 ip4:203.0.113.7 -all", more='@ TXT "MS=ms12345678"\n@ TXT "token=\\"a;b\\""\n'),
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*SPF fail",
        code="MM-SPF-001",
        expect=edited(
            "fail.example",
            "ip4:203.0.113.25",
            result="fail",
            reply="550",
            status="5.7.23",
            survive=["MS=ms12345678", 'token="a;b"'],
        ),
    ),
    Scenario(
        name="softfail",
        about="The record ends in ~all, and the receiver refuses that as well: not what RFC 7208 section 8.5 advises, "
        "but common.",
        zone=sender("softfail", "v=spf1 ip4:203.0.113.7 ~all", primary="bind"),
        to="ronald@northwind.example",
        refused="550 5.7.23 .*domain owner discourages use of this host",
        code="MM-SPF-001",
        expect=edited("softfail.example", "ip4:203.0.113.25", result="softfail", reply="550", status="5.7.23"),
    ),
    Scenario(
        name="neutral",
        about="The record ends in ?all, which is to be treated like no record at all (RFC 7208 section 8.2); the "
        "receiver refuses it.",
        zone=sender("neutral", "v=spf1 ip4:203.0.113.7 ?all"),
        to="ronald@northwind.example",
        refused="550 5.7.23 .*access neither permitted nor denied",
        code="MM-SPF-001",
        expect=edited("neutral.example", "ip4:203.0.113.25", result="neutral", reply="550"),
    ),
    Scenario(
        name="none",
        about="No record at all, and an Exim that demands one.",
        zone=sender("none", None, more='@ TXT "MS=ms12345678"\n', primary="bind"),
        to="ronald@litware.example",
        refused="550 SPF none for none.example at 203.0.113.25",
        code="MM-SPF-002",
        expect=edited("none.example", "v=spf1", result="none", survive=["MS=ms12345678"], reply="550"),
    ),
    Scenario(
        name="two-records",
        about="Two records make both void (RFC 7208 section 4.5), although one of them lists the server.",
        zone=sender("two-records", "v=spf1 ip4:203.0.113.25 -all", more='@ TXT "v=spf1 ip4:203.0.113.7 -all"\n'),
        to="ronald@northwind.example",
        refused=f"550 5.7.24 .*{BROKEN}",
        code="MM-SPF-003",
        expect=edited("two-records.example", "ip4:203.0.113.25", "ip4:203.0.113.7", result="permerror", safe=None),
    ),
    Scenario(
        name="syntax",
        about="One letter too many makes the whole record void.",
        zone=sender("syntax", "v=spf1 ipv4:203.0.113.25 -all", primary="bind"),
        to="ronald@northwind.example",
        refused=f"550 5.7.24 .*{BROKEN}",
        code="MM-SPF-005",
        expect=edited("syntax.example", "ip4:203.0.113.25", result="permerror", safe=None),
    ),
    Scenario(
        name="lookups",
        about="Eleven terms that ask DNS stand before the one that would match; receivers stop after ten (RFC 7208 "
        "section 4.6.4). Two of the names are gone.",
        zone=sender(
            "lookups",
            "v=spf1 " + " ".join(f"a:h{n}.lookups.example" for n in range(1, 12)) + " ip4:203.0.113.25 -all",
            more="".join(f"h{n} A 203.0.113.{200 + n}\n" for n in range(1, 10)),
        ),
        to="ronald@northwind.example",
        refused=f"550 5.7.24 .*{BROKEN}",
        code="MM-SPF-004",
        expect=edited(
            "lookups.example",
            "a:h1.lookups.example",
            "a:h9.lookups.example",
            "ip4:203.0.113.25",
            result="permerror",
            safe=False,
        ),
    ),
    Scenario(
        name="voids",
        about="Three names that are gone stand before the term that would match; receivers stop after two "
        "(RFC 7208 section 4.6.4).",
        zone=sender("voids", "v=spf1 a:old1.voids.example a:old2.voids.example a:old3.voids.example mx -all"),
        to="ronald@northwind.example",
        refused=f"550 5.7.24 .*{BROKEN}",
        code="MM-SPF-006",
        expect=edited("voids.example", "mx", result="permerror", safe=False),
    ),
    Scenario(
        name="dead-include",
        about="A service that was given up: its name has no record any more, and that alone makes the record void.",
        zone=sender("dead-include", "v=spf1 include:_spf.gone.example mx -all", primary="bind"),
        to="ronald@northwind.example",
        refused=f"550 5.7.24 .*{BROKEN}",
        code="MM-SPF-007",
        expect=edited("dead-include.example", "mx", result="permerror", safe=False),
    ),
    Scenario(
        name="second",
        about="The domain’s second server, known by its reverse name alone, is not in the record.",
        zone=sender("second", "v=spf1 mx -all", more="mail2 A 203.0.113.26\n"),
        via="second",
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*ip=203.0.113.26",
        code="MM-SPF-001",
        expect=edited("second.example", ["ip4:203.0.113.26", "a:mail2.second.example"], result="fail", ip=SECOND),
    ),
    Scenario(
        name="ipv6",
        about="The server reaches an IPv6 receiver by an IPv6 address that the record does not list.",
        zone=sender("ipv6", "v=spf1 ip4:203.0.113.25 -all", more="mail AAAA 2001:db8:25::25\n", primary="bind"),
        to="ronald@six.fabrikam.example",
        refused="550 5.7.23 .*ip=2001:db8:25::25",
        code="MM-SPF-001",
        expect=edited("ipv6.example", "ip6:2001:db8:25::25", result="fail", ip="2001:db8:25::25"),
    ),
    Scenario(
        name="exim",
        about="The same cause in Exim’s words, without an enhanced status code.",
        zone=sender("exim", "v=spf1 ip4:203.0.113.7 -all"),
        to="ronald@woodgrove.example",
        refused="550 SPF: 203.0.113.25 is not allowed to send mail from exim.example",
        code="MM-SPF-001",
        expect=edited("exim.example", "ip4:203.0.113.25", result="fail", reply="550"),
    ),
    Scenario(
        name="exim-ipv6",
        about="Exim, and an IPv6 address that the record does not list.",
        zone=sender(
            "exim-ipv6",
            "v=spf1 mx:nomail.exim-ipv6.example -all",
            more="mail AAAA 2001:db8:25::25\nnomail MX 10 old\nold A 203.0.113.7\n",
        ),
        to="ronald@six.woodgrove.example",
        refused="550 SPF: 2001:db8:25::25 is not allowed",
        code="MM-SPF-001",
        expect=edited("exim-ipv6.example", "ip6:2001:db8:25::25", result="fail", ip="2001:db8:25::25", reply="550"),
    ),
    Scenario(
        name="helo",
        about="The name that the server gives in EHLO is checked for itself, and that name’s record allows nobody. The "
        "envelope sender’s own record is right.",
        zone=sender("helo", "v=spf1 ip4:203.0.113.27 -all", more='out A 203.0.113.27\nout TXT "v=spf1 -all"\n'),
        via="helo",
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*s=helo",
        code="MM-SPF-001",
        expect=edited(
            "out.helo.example",
            ["ip4:203.0.113.27", " a "],
            result="fail",
            ip="203.0.113.27",
            spf_domain="out.helo.example",
            forbid_edit_names=["helo.example"],
        ),
    ),
    Scenario(
        name="null",
        about="A notification, so with the null reverse-path: the receiver can only check the EHLO name. Postfix tells "
        "its postmaster what it could not return.",
        zone=sender("null", "v=spf1 mx -all", more='out A 203.0.113.28\nout TXT "v=spf1 -all"\n'),
        mail_from="<>",
        via="null",
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*s=helo",
        code="MM-SPF-001",
        expect=edited(
            "out.null.example",
            ["ip4:203.0.113.28", " a "],
            result="fail",
            ip="203.0.113.28",
            mail_from="",
            spf_domain="out.null.example",
            forbid_edit_names=["null.example"],
        ),
    ),
    Scenario(
        name="stranger",
        about="Nothing shows that the refused address is the domain’s own; the asker says that it is. It stays for "
        "review.",
        zone=sender("stranger", "v=spf1 mx -all", mx="@ MX 10 mail\nmail A 203.0.113.7\n"),
        to="ronald@fabrikam.example",
        mine=("203.0.113.25",),
        refused="550 5.7.23 .*ip=203.0.113.25",
        code="MM-SPF-001",
        expect=edited("stranger.example", "ip4:203.0.113.25", result="fail"),
    ),
)
