from __future__ import annotations

import pickle

from mailmend.span import Quote, Quotes


def test_quotes_are_looked_up_once_and_only_when_somebody_reads_them():
    looked = []

    def find():
        looked.append(1)
        return {"status": Quote(line=3, text="Status: 5.1.1")}.items()

    quotes = Quotes(find)
    assert not looked
    assert [name for name, _ in quotes] == ["status"]
    assert (len(quotes), quotes[0][1].line, dict(quotes)["status"].text) == (1, 3, "Status: 5.1.1")
    assert looked == [1]
    assert quotes[:] == pickle.loads(pickle.dumps(quotes))
