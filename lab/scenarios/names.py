"""Names in DNS that are more than a record: wildcards, aliases, empty non-terminals, records elsewhere."""

from __future__ import annotations

from lab.scenario import Scenario
from lab.scenarios.records import edited, sender

ALL = (
    Scenario(
        name="wildcard",
        about="The name lives by a wildcard: a record at it takes the wildcard away from it, so its MX and its address "
        "must be kept (RFC 4592).",
        zone=sender(
            "wild", "v=spf1 mx -all", more='* TXT "v=spf1 -all"\n* MX 10 mail\n* A 203.0.113.80\n', primary="bind"
        ),
        mail_from="anna@news.wild.example",
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*id=anna@news.wild.example",
        code="MM-SPF-001",
        expect=edited(
            "news.wild.example",
            "ip4:203.0.113.25",
            result="fail",
            also_edits=[
                ["news.wild.example.", "MX", ["10 mail.wild.example."]],
                ["news.wild.example.", "A", ["203.0.113.80"]],
            ],
            forbid_edit_names=["*.wild.example", "wild.example"],
        ),
    ),
    Scenario(
        name="cname",
        about="The name is an alias, which can have no record of its own: the edit moves to its target.",
        zone=sender(
            "alias",
            "v=spf1 mx -all",
            more='news CNAME bulk\nbulk TXT "v=spf1 -all"\nbulk TXT "token=bulk"\nbulk MX 10 mail\n',
        ),
        mail_from="anna@news.alias.example",
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*id=anna@news.alias.example",
        code="MM-SPF-001",
        expect=edited(
            "bulk.alias.example",
            "ip4:203.0.113.25",
            result="fail",
            survive=["token=bulk"],
            forbid_edit_names=["news.alias.example"],
        ),
    ),
    Scenario(
        name="empty-non-terminal",
        about="The name has no record of any type, only a name below it: it exists (RFC 8020), and a wildcard does not "
        "answer for it.",
        zone=sender("ent", "v=spf1 mx -all", more='* TXT "v=spf1 mx:ent.example -all"\nout.dept A 203.0.113.29\n'),
        via="department",
        mail_from="anna@dept.ent.example",
        to="ronald@litware.example",
        refused="550 SPF none for dept.ent.example",
        code="MM-SPF-002",
        expect=edited("dept.ent.example", "ip4:203.0.113.29", result="none", ip="203.0.113.29"),
    ),
    Scenario(
        name="redirect",
        about="The record sends the receiver to another name. The address is added before the redirect, which other "
        "domains may share.",
        zone=sender(
            "redirect", "v=spf1 redirect=_spf.redirect.example", more='_spf TXT "v=spf1 ip4:203.0.113.7 -all"\n'
        ),
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*SPF fail",
        code="MM-SPF-001",
        expect=edited(
            "redirect.example",
            "ip4:203.0.113.25",
            result="fail",
            forbid_edit_names=["_spf.redirect.example"],
        ),
    ),
    Scenario(
        name="long",
        about="A record longer than 255 bytes, in two strings; it stays one record.",
        zone=sender(
            "long",
            "v=spf1 ip4:203.0.113.100 ip4:203.0.113.102 ip4:203.0.113.104 ip4:203.0.113.106 ip4:203.0.113.108 "
            'ip4:203.0.113.110 ip4:203.0.113.112 ip4:203.0.113.114 ip4:203.0.113.116" " ip4:203.0.113.118 '
            "ip4:203.0.113.120 ip4:203.0.113.122 ip4:203.0.113.124 -all",
            primary="bind",
        ),
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*SPF fail",
        code="MM-SPF-001",
        expect=edited("long.example", "ip4:203.0.113.124", "ip4:203.0.113.25", result="fail"),
    ),
)
