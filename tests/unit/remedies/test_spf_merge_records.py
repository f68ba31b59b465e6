from __future__ import annotations

import mailmend
from mailmend.resolvers import World

BOUNCE = (
    b"550 5.7.24 <b@fabrikam.example>: Message rejected due to: SPF Permanent Error: Two or more type TXT spf records "
    b"found. Please see http://www.openspf.net/Why?s=mfrom;id=anna@contoso.example;ip=203.0.113.7;r=mx"
)
RECORDS = ("v=spf1 ip4:203.0.113.7 -all", "v=spf1 ip4:203.0.113.9 -all")


def merged(records: tuple[str, ...]) -> list[tuple[str, ...]]:
    text = "".join(f'contoso.example. 300 IN TXT "{record}"\n' for record in records)
    world = World.parse(text + "contoso.example. 300 IN MX 10 mail.contoso.example.", path="world.zone", read=str)
    return [edit.after for each in mailmend.diagnose(BOUNCE, dns=world) for edit in each.plan.edits]


def test_the_order_in_which_a_server_gives_the_records_does_not_change_the_plan():
    assert merged(RECORDS) == merged(RECORDS[::-1]) == [("v=spf1 ip4:203.0.113.7 ip4:203.0.113.9 -all",)]
