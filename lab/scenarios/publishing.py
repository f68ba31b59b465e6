"""What can go wrong while a change lands."""

from __future__ import annotations

from lab import repairs
from lab.scenario import Scenario
from lab.scenarios.records import edited, sender

ALL = (
    Scenario(
        name="lagging-secondary",
        about="The secondary is not told of changes: after the fix it still gives the old record.",
        zone=sender("lagging", "v=spf1 ip4:203.0.113.7 -all", lags=True),
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*SPF fail",
        code="MM-SPF-001",
        expect=edited("lagging.example", "ip4:203.0.113.25", result="fail"),
        landing=repairs.refresh_secondary,
    ),
    Scenario(
        name="stale-cache",
        about="Resolvers may give the old answer until its TTL has run out, here 20 s.",
        zone=sender("stale", "v=spf1 ip4:203.0.113.7 -all", ttl=20),
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*SPF fail",
        code="MM-SPF-001",
        expect=edited("stale.example", "ip4:203.0.113.25", result="fail"),
        predicts=True,
    ),
    Scenario(
        name="changed-meanwhile",
        about="Somebody else changes the record between plan and publication.",
        zone=sender("changed", "v=spf1 ip4:203.0.113.7 -all", primary="bind"),
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*SPF fail",
        code="MM-SPF-001",
        expect=edited("changed.example", "ip4:203.0.113.25", result="fail"),
        meanwhile="v=spf1 ip4:203.0.113.8 -all",
    ),
    Scenario(
        name="killed-before",
        about="`mailmend fix` is killed (SIGKILL) before its update reaches the primary: the old record stays, whole.",
        zone=sender("killed-before", "v=spf1 ip4:203.0.113.7 -all", more='@ TXT "token=kept"\n'),
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*SPF fail",
        code="MM-SPF-001",
        expect=edited("killed-before.example", "ip4:203.0.113.25", result="fail", survive=["token=kept"]),
        killed="before",
    ),
    Scenario(
        name="killed-after",
        about="`mailmend fix` is killed (SIGKILL) after its update reached the primary and before the answer came: the "
        "new record stands, whole, and the next run finds that out.",
        zone=sender("killed-after", "v=spf1 ip4:203.0.113.7 -all", more='@ TXT "token=kept"\n', primary="bind"),
        to="ronald@fabrikam.example",
        refused="550 5.7.23 .*SPF fail",
        code="MM-SPF-001",
        expect=edited("killed-after.example", "ip4:203.0.113.25", result="fail", survive=["token=kept"]),
        killed="after",
    ),
)
