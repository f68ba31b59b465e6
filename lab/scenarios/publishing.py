"""What can go wrong while a change lands."""

from __future__ import annotations

from lab import repairs
from lab.scenario import Scenario
from lab.scenarios.records import edited, sender

AT_IPV6 = "mail AAAA 2001:db8:25::25\nold A 203.0.113.7\n"

ALL = (
    Scenario(
        name="lagging-secondary",
        about="The address is missing for IPv6. The secondary is not told of changes: after the fix it still gives the "
        "old record.",
        zone=sender("lagging", "v=spf1 a:old.lagging.example -all", more=AT_IPV6, lags=True),
        to="ronald@six.fabrikam.example",
        refused="550 5.7.23 .*SPF fail",
        code="MM-SPF-001",
        expect=edited("lagging.example", "ip6:2001:db8:25::25", result="fail", ip="2001:db8:25::25"),
        landing=repairs.refresh_secondary,
        behind={
            "exit": [0, 1, 3],
            "owner": ["sender-admin", "dns-host", "nobody"],
            "kind": "bounce",
            "no_edit": True,
            "edits": [],
            "answer_must_mention": ["ns3.dns.example"],
        },
    ),
    Scenario(
        name="stale-cache",
        about="The record lists the web server of the domain and not its mail server. Resolvers may give it until its "
        "TTL has run out, here 20 s.",
        zone=sender("stale", "v=spf1 a -all", more="@ A 203.0.113.80\n", ttl=20),
        to="ronald@woodgrove.example",
        refused="550 SPF: 203.0.113.25 is not allowed",
        code="MM-SPF-001",
        expect=edited("stale.example", "ip4:203.0.113.25", result="fail"),
        predicts=True,
    ),
    Scenario(
        name="changed-meanwhile",
        about="No term of the record matches and it has no all, which means neutral (RFC 7208 section 4.7). Somebody "
        "else changes it between plan and publication.",
        zone=sender("changed", "v=spf1 ip4:203.0.113.7", primary="bind"),
        to="ronald@northwind.example",
        refused="550 5.7.23 .*access neither permitted nor denied",
        code="MM-SPF-001",
        expect=edited("changed.example", "ip4:203.0.113.25", result="neutral"),
        meanwhile="v=spf1 ip4:203.0.113.8 -all",
    ),
    Scenario(
        name="killed-before",
        about="Softfail, in Exim’s words. `mailmend fix` is killed (SIGKILL) before its update reaches the primary: "
        "the old record stays, whole.",
        zone=sender("killed-before", "v=spf1 ip4:203.0.113.7 ~all", more='@ TXT "token=kept"\n'),
        to="ronald@litware.example",
        refused="550 SPF softfail for killed-before.example at 203.0.113.25",
        code="MM-SPF-001",
        expect=edited("killed-before.example", "ip4:203.0.113.25", result="softfail", survive=["token=kept"]),
        killed="before",
    ),
    Scenario(
        name="killed-after",
        about="Neutral, in Exim’s words. `mailmend fix` is killed (SIGKILL) after its update reached the primary and "
        "before the answer came: the new record stands, whole, and the next run finds that out.",
        zone=sender("killed-after", "v=spf1 ip4:203.0.113.7 ?all", more='@ TXT "token=kept"\n', primary="bind"),
        to="ronald@litware.example",
        refused="550 SPF neutral for killed-after.example at 203.0.113.25",
        code="MM-SPF-001",
        expect=edited("killed-after.example", "ip4:203.0.113.25", result="neutral", survive=["token=kept"]),
        killed="after",
    ),
)
