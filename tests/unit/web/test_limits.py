from __future__ import annotations

from ipaddress import ip_network

import pytest

from mailmend.web.limits import MOST_KEPT, Room, Shares, client_key
from mailmend.web.problems import ProblemError

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def test_a_share_is_used_up_and_fills_again():
    clock = Clock()
    shares = Shares(60, clock)
    taken = [shares.take("a") for _ in range(61)]
    assert [share.allowed for share in taken] == [True] * 60 + [False]
    assert taken[0].headers == {"ratelimit-limit": "60", "ratelimit-remaining": "59", "ratelimit-reset": "2"}
    assert taken[-1].headers["retry-after"] == "2"
    assert shares.take("b").allowed
    clock.now += 1
    assert shares.take("a").allowed
    assert not shares.take("a").allowed


def test_no_limit_keeps_nothing():
    shares = Shares(0)
    assert shares.take("a") is None
    assert not shares._held


def test_memory_does_not_grow_with_clients():
    shares = Shares(60, Clock())
    for number in range(MOST_KEPT + 500):
        shares.take(str(number))
    assert len(shares._held) == MOST_KEPT


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "client"),
    [
        ("192.0.2.7", "", (), "192.0.2.7"),
        ("192.0.2.7", "198.51.100.9", (), "192.0.2.7"),  # nobody is believed
        ("192.0.2.7", "198.51.100.9", PROXIES, "192.0.2.7"),  # not a proxy of ours
        ("10.0.0.1", "198.51.100.9", PROXIES, "198.51.100.9"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.9", PROXIES, "198.51.100.9"),  # what the client wrote himself
        ("10.0.0.1", "198.51.100.9, 10.0.0.2", PROXIES, "198.51.100.9"),
        ("10.0.0.1", "nonsense", PROXIES, "unknown"),
        ("10.0.0.1", "", PROXIES, "10.0.0.1"),
        ("2001:db8:1:2:3::4", "", (), "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", (), "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "", (), "192.0.2.7"),
    ],
)
def test_who_asks(peer, forwarded, proxies, client):
    assert client_key(peer, forwarded, proxies) == client


def test_room_for_so_many_requests_and_bytes():
    room = Room(1, 100)
    with room.seat("a"):
        with pytest.raises(ProblemError) as refused, room.seat("b"):
            pass
        assert refused.value.headers == {"retry-after": "2"}
    with room.seat("a"):
        room.hold(100)
        with pytest.raises(ProblemError):
            room.hold(1)


def test_one_client_does_not_take_every_seat():
    room = Room(8, 100, of_one=2)
    with room.seat("a"), room.seat("a"):
        with pytest.raises(ProblemError), room.seat("a"):
            pass
        with room.seat("b"):
            assert room.taken == 3
    with room.seat("a"):
        pass
    assert not room._clients
