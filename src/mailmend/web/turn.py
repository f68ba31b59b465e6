"""A request's turn at the desk: its share, its seat, its budget. Whatever asks DNS or reads a mail takes one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from starlette.requests import Request

from mailmend.flow import Flow
from mailmend.frozen import frozen
from mailmend.web.desk import Desk
from mailmend.web.inquiry import Inquiry
from mailmend.web.jobs import Limits
from mailmend.web.limits import Room, Shares, client_key
from mailmend.web.problems import RATE, ProblemError
from mailmend.web.settings import Settings

T = TypeVar("T")

# All bodies that are held at a time, as sent and as decoded.
MOST_HELD = 150_000_000


class House:
    """What all requests share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.desk = Desk(settings)
        of_one = settings.at_once // 4 if settings.per_minute else 0
        self.room = Room(settings.at_once, MOST_HELD, of_one)
        self.clients = Shares(settings.per_minute)


@frozen
class Turn:
    """What one request may use; ``headers`` tell the client what is left of its share."""

    desk: Desk
    room: Room
    inquiry: Inquiry
    headers: dict[str, str]

    @property
    def limits(self) -> Limits:
        """What a job is told of limits."""
        return Limits(stories=self.desk.settings.stories, now=self.desk.now)

    async def drive(self, job: Callable[..., Flow[T]], *arguments: object, alone: bool = False) -> T:
        """The value of ``job`` with ``arguments``; see :meth:`Desk.drive`."""
        return await self.desk.drive(job, *arguments, inquiry=self.inquiry, alone=alone)


@asynccontextmanager
async def taken(request: Request, route: str) -> AsyncIterator[Turn]:
    """A turn under the name ``route``; raises ProblemError where the client's share or the room is used up."""
    note = request.scope["mailmend"]
    note.route = route
    house: House = request.app.state.house
    client = _client(request, house.settings)
    share = house.clients.take(client)
    headers = share.headers if share else {}
    if share and not share.allowed:
        raise ProblemError(RATE, headers)
    with house.room.seat(client):
        inquiry = house.desk.inquiry()
        try:
            yield Turn(desk=house.desk, room=house.room, inquiry=inquiry, headers=headers)
        finally:
            note.questions = inquiry.asked


def _client(request: Request, settings: Settings) -> str:
    peer = request.client.host if request.client else "unknown"
    forwarded = request.headers.get("x-forwarded-for", "") if settings.behind_proxy else ""
    return client_key(peer, forwarded[-2000:], settings.behind_proxy)
