"""What somebody else must mend: the receiver, a forwarder, the DNS host. The sender's DNS is not to be changed."""

from __future__ import annotations

from typing import Any

from lab import repairs
from lab.scenario import Scenario
from lab.scenarios.records import sender


def left(owner: str, **more: Any) -> dict[str, Any]:
    """What must be said where ``owner`` must act, and no DNS record is to be changed."""
    return {"exit": 3, "owner": owner, "kind": "bounce", "edits": [], "no_edit": True} | more


ALL = (
    Scenario(
        name="nat",
        about="The receiver stands behind NAT that hides every client: it checks SPF for its own gateway. No record "
        "can mend that.",
        zone=sender("nat", "v=spf1 mx -all"),
        to="ronald@adatum.example",
        refused="550 5.7.23 .*ip=192.168.77.1",
        code="MM-RECEIVER-001",
        expect=left(
            "recipient-admin",
            category="auth",
            subtype="spf",
            client_ip="192.168.77.1",
            letter=True,
            letter_must_mention=["192.168.77.1"],
            answer_must_mention=["do not change dns", "192.168.77.1"],
        ),
        repair=repairs.show_clients,
    ),
    Scenario(
        name="forwarder",
        about="A forwarder keeps the return path, so the receiver behind it checks the forwarder’s address against the "
        "sender’s record. Adding it would authorise a stranger.",
        zone=sender("forwarded", "v=spf1 mx -all"),
        to="ronald@alumni.example",
        refused="550 5.7.23 .*ip=198.51.100.40",
        code="MM-FORWARD-001",
        expect=left(
            "forwarder",
            category="auth",
            subtype="spf",
            client_ip="198.51.100.40",
            answer_must_mention=["do not change dns", "srs"],
        ),
        repair=repairs.rewrite_return_paths,
    ),
    Scenario(
        name="forwarder-srs",
        about="A forwarder that rewrites the return path (SRS): the receiver checks the forwarder’s own record.",
        zone=sender("srs", "v=spf1 mx -all"),
        to="ronald@club.example",
        refused="",
        code="",
    ),
    Scenario(
        name="forwarder-own-record",
        about="A forwarder rewrites the return path (SRS), and its own record does not list its server: it is the "
        "forwarder’s domain that was checked, and the forwarder who must mend its record.",
        zone=sender("guest", "v=spf1 mx -all"),
        to="ronald@guild.example",
        refused="550 5.7.23 .*id=srs0=.*ip=198.51.100.42",
        code="MM-FORWARD-002",
        expect=left(
            "forwarder",
            category="auth",
            subtype="spf",
            client_ip="198.51.100.42",
            forbid_edit_names=["guest.example", "guild.example"],
        ),
        repair=repairs.list_forwarder,
    ),
    Scenario(
        name="temperror",
        about="No server has the zone: the receiver gets SERVFAIL, and puts the message off until the "
        "sender’s server gives up.",
        zone=sender("temperror", "v=spf1 mx -all", dead=True),
        to="ronald@woodgrove.example",
        refused="451 Temporary DNS error while checking SPF record",
        code="MM-DNS-001",
        expect=left(
            "dns-host",
            spf_result="temperror",
            answer_must_mention=["temperror.example", "servfail", "repair its name servers"],
        ),
        repair=repairs.load_zone,
    ),
    Scenario(
        name="walled-servers",
        about="A firewall swallows all questions to the only name server of the domain: the receiver waits in vain, "
        "and puts the message off.",
        zone=sender("walled", "v=spf1 mx -all", primary="walled"),
        to="ronald@northwind.example",
        refused="450 4.7.24 .*SPF Temporary Error",
        code="MM-DNS-001",
        expect=left("dns-host", spf_result="temperror", answer_must_mention=["repair its name servers"]),
        repair=repairs.take_down_wall,
    ),
    Scenario(
        name="unknown-user",
        about="Refused for another reason than SPF, by a receiver that checks SPF too.",
        zone=sender("unknown-user", "v=spf1 mx -all"),
        to="nobody@woodgrove.example",
        refused="550 Unrouteable address",
        code="MM-BOUNCE-002",
        expect={
            "exit": [1, 3],
            "owner": ["sender-user", "recipient-admin"],
            "kind": "bounce",
            "category": "recipient-unknown",
            "no_edit": True,
            "edits": [],
            "answer_must_mention": ["do not change dns"],
        },
    ),
)
