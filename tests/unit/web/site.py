"""The service in this process, asked over ASGI: no socket, no port."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import httpx

from mailmend.web.app import application
from mailmend.web.settings import Settings
from mailmend.web.turn import House

EXAMPLES = files("mailmend.web").joinpath("examples")
BOUNCE = EXAMPLES.joinpath("own-server", "bounce.eml").read_bytes()


class Site:
    """A client of one service."""

    def __init__(self, **settings: Any) -> None:
        world = EXAMPLES.joinpath("own-server", "world.zone")
        # The service belongs to one loop, as in life.
        self._runner = asyncio.Runner()
        self.app = application(Settings(**{"dns": f"zone:{world}", "per_minute": 0, "zone_per_minute": 0, **settings}))

    def ask(self, method: str, path: str, *, peer: str = "192.0.2.1", **more: Any) -> httpx.Response:
        """One request, answered."""
        (answer,) = self.ask_all([(method, path, more)], peer=peer)
        return answer

    def ask_all(self, requests: list[tuple[str, str, dict[str, Any]]], *, peer: str = "192.0.2.1") -> list[Any]:
        """Requests at the same time, each with its answer."""

        async def asking() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app, client=(peer, 4711), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://mailmend.example") as client:
                return await asyncio.gather(*(client.request(m, p, **more) for m, p, more in requests))

        return self._runner.run(asking())

    @property
    def house(self) -> House:
        """What the requests share."""
        return self.app._app.state.house

    def close(self) -> None:
        """Let go of everything."""
        self.house.desk.close()
        self._runner.close()

    def get(self, path: str, **more: Any) -> httpx.Response:
        """``GET``, as a browser."""
        headers = {"accept": "text/html", **more.pop("headers", {})}
        return self.ask("GET", path, headers=headers, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """``POST``, as a browser."""
        headers = {"accept": "text/html", **more.pop("headers", {})}
        return self.ask("POST", path, headers=headers, **more)


@contextmanager
def closing(site: Site) -> Iterator[Site]:
    """``site``, let go of at the end."""
    try:
        yield site
    finally:
        site.close()
