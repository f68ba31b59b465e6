"""A real place to publish to for tests: a master file, and a plan's edit of it."""

from __future__ import annotations

from mailmend.model import Applicability, Identities, RecordEdit
from mailmend.phrase import phrase
from mailmend.publishers.receipts import Receipts
from mailmend.publishers.zonefile import ZoneFile

NAME = "contoso.example."
OLD, NEW, TOKEN = "v=spf1 ip4:198.51.100.1 -all", "v=spf1 ip4:198.51.100.1 ip4:203.0.113.7 -all", "token=8f2k"
WHO = Identities(client_ip="203.0.113.7", mail_from="anna@contoso.example")
ZONE = f"""\
$TTL 3600
@ SOA ns1 hostmaster 7 3600 600 86400 300
@ NS ns1
ns1 A 192.0.2.1
@ 300 TXT "{OLD}" ; ours
@ TXT "token=" "8f2k"
@ MX 10 mail
mail A 203.0.113.7
* TXT wild
"""


def place(folder, zone=ZONE):
    """A zone file, its publisher and where receipts go."""
    path = folder / "contoso.example.zone"
    path.write_text(zone)
    return path, ZoneFile(str(path)), Receipts(folder / "receipts")


def edit(before=(OLD, TOKEN), after=(NEW, TOKEN), applicability=Applicability.SAFE, name=NAME, **more):
    """The change that a plan would ask for."""
    because = phrase("rrset.kept", name=name, wildcard="")
    return RecordEdit(
        name=name, type="TXT", before=before, after=after, applicability=applicability, because=because, **more
    )
