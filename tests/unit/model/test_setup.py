from __future__ import annotations

from mailmend.flow import Answer, question, unavailable
from mailmend.model import RrsetView


def answer(server, *texts):
    return Answer(question=question("contoso.example", "TXT", server), outcome="data", data=tuple((t,) for t in texts))


def test_views_of_one_rrset():
    usual = answer(None, b"a", b"b")
    same, other = answer("ns1", b"b", b"a"), answer("ns2", b"c")
    silent = unavailable(question("contoso.example", "TXT", "ns3"), "timeout")
    unasked = unavailable(question("contoso.example", "TXT", "ns4"), "private")
    view = RrsetView(answer=usual, servers=(same, other, silent, unasked))
    assert view.spoken == (same, other)
    assert view.apart == (other,)
    assert view.silent == (silent,)
