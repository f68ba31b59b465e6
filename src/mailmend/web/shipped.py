"""The examples on the first page: made-up companies, their bounces and their DNS, packaged with mailmend."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from mailmend.client import Client
from mailmend.frozen import frozen
from mailmend.model import Diagnosis, Told
from mailmend.render.words import marked
from mailmend.resolvers import World

_FOLDER = "examples"
TITLES: Mapping[str, str] = {
    "own-server": marked("Microsoft 365 says 5.7.23: our own server is not in SPF"),
    "relay-pool": marked("The relay pool: SPF is right, do not touch DNS"),
    "forwarded": marked("Somebody forwarded the message"),
    "behind-nat": marked("The receiver’s fault: it sees an inner address"),
    "too-many-lookups": marked("More than ten DNS lookups"),
    "no-address": marked("The bounce does not say which address was refused"),
}


@frozen
class Example:
    """One packaged case."""

    id: str
    title: str
    data: bytes
    world: World

    def stories(self) -> tuple[tuple[Diagnosis, ...], Told]:
        """What is said of it, in its own world and at its own time."""
        with Client(dns=self.world) as client:
            return client.diagnose(self.data, name="bounce.eml"), client.told()


@cache
def examples() -> Mapping[str, Example]:
    """All of them, in the order of the first page."""
    root = files("mailmend.web").joinpath(_FOLDER)
    return {name: _example(name, title, root.joinpath(name)) for name, title in TITLES.items()}


def _example(name: str, title: str, folder: Traversable) -> Example:
    text = folder.joinpath("world.zone").read_text(encoding="utf-8")
    world = World.parse(text, path=f"{name}/world.zone", read=lambda file: folder.joinpath(file).read_text("utf-8"))
    return Example(id=name, title=title, data=folder.joinpath("bounce.eml").read_bytes(), world=world)
