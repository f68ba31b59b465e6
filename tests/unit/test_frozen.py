from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, field, fields, replace

import msgspec
import pytest

from mailmend.frozen import changed, frozen


@frozen
class Hop:
    by: str
    seen: int = 1
    tags: dict[str, str] = field(default_factory=dict, compare=False, repr=False)


@frozen(kw_only=False)
class Range:
    first: int
    last: int = 9
    size: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", self.last - self.first)


def test_fields_are_given_by_name_or_in_their_order_too():
    hop = Hop(by="mx")
    assert (hop.by, hop.seen, hop.tags) == ("mx", 1, {})
    assert (Range(4).size, Range(first=2, last=3).size) == (5, 1)
    with pytest.raises(TypeError, match="positional"):
        Hop("mx")
    with pytest.raises(TypeError, match=r"Hop.__init__\(\) missing 1 required keyword-only argument: 'by'"):
        Hop()


def test_a_default_that_can_change_is_made_for_each():
    assert Hop(by="a").tags is not Hop(by="b").tags


def test_nothing_changes():
    hop = Hop(by="mx")
    with pytest.raises(FrozenInstanceError, match=r"Hop\.by"):
        hop.by = "other"
    with pytest.raises(FrozenInstanceError):
        del hop.by
    with pytest.raises(FrozenInstanceError):
        hop.more = 1
    assert not hasattr(hop, "__dict__")


def test_equal_are_those_of_one_class_that_hold_the_same():
    assert Hop(by="mx", tags={"a": "b"}) == Hop(by="mx")
    assert hash(Hop(by="mx", tags={"a": "b"})) == hash(Hop(by="mx"))
    assert Hop(by="mx") != Hop(by="mx", seen=2)
    assert Range(1) != (1, 9)
    assert len({Range(1), Range(1, 9), Range(2)}) == 2


def test_it_is_shown_as_any_dataclass_is():
    assert repr(Hop(by="mx")) == "Hop(by='mx', seen=1)"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda hop: pickle.loads(pickle.dumps(hop))])
def test_copies(again):
    hop = Hop(by="mx", tags={"a": "b"})
    assert again(hop) == hop
    assert again(hop).tags == {"a": "b"}


def test_it_is_a_dataclass_to_others():
    hop = Hop(by="mx", seen=3)
    assert [each.name for each in fields(hop)] == ["by", "seen", "tags"]
    assert replace(hop, by="other") == Hop(by="other", seen=3)
    assert asdict(hop) == {"by": "mx", "seen": 3, "tags": {}}
    assert msgspec.json.encode(hop) == b'{"by":"mx","seen":3,"tags":{}}'


def test_a_changed_one_is_another_and_has_the_rest():
    hop = Hop(by="mx", tags={"a": "b"})
    other = changed(hop, seen=3)
    assert (other, other.tags) == (Hop(by="mx", seen=3), {"a": "b"})
    assert hop.seen == 1
    with pytest.raises(KeyError):
        changed(hop, unknown=1)
