"""Worlds: DNS answers from a file, without any network (``zone:FILE``). The format is told in docs/world-files.md.

A *written* world is complete: a name that is not in it does not exist. A *recording* (``;! recorded``) holds what was
once asked: the exact (name, type) answers, everything else is unavailable, never NXDOMAIN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, Self

from mailmend.errors import WorldError
from mailmend.flow import Answer, Answers, Batch, Outcome, Question, Reason, unavailable
from mailmend.frozen import frozen
from mailmend.resolvers.masterfile import Directive, MasterFile, MasterRecord, absolute, decoded
from mailmend.resolvers.names import Labels, labels_of, name_text, server_key
from mailmend.resolvers.rdata import MalformedError, Value, quoted, seconds
from mailmend.resolvers.verbatim import REASONS, answer_of

# The largest recordings that a hostile domain can cause stay well below; what is larger ends in an error, quickly.
MAX_TEXT = 16 * 2**20
MAX_LINES = 200_000
MAX_NAMES = 200_000
MAX_SERVERS = 64
MAX_CHAIN = 16

Read = Callable[[str], str]


@frozen(kw_only=False)
class RRset:
    """The records of one name and type: their values as in ``Answer.data``, and the smallest TTL stated."""

    values: tuple[Value, ...]
    ttl: int | None


@frozen(kw_only=False)
class Said:
    """What a directive says of a name: an outcome other than data."""

    outcome: Outcome
    ttl: int | None = None
    reason: Reason | None = None
    failed_at: str | None = None


@frozen
class World:
    """A world file read. It is a resolver: :meth:`resolve` answers any batch, and never fails.

    ``nodes`` holds every name that exists, with the RRsets at it (none at an empty non-terminal); ``said`` what
    directives say, under (name, type) or (name, ``""``) for all types; ``servers`` the worlds of authoritative
    servers, under the server's key, each with the zone it answers for.
    """

    name: str
    recorded: bool = False
    asked_at: datetime | None = None
    nodes: Mapping[Labels, Mapping[str, RRset]] = field(default_factory=dict, repr=False)
    said: Mapping[tuple[Labels, str], Said] = field(default_factory=dict, repr=False)
    servers: Mapping[str, tuple[tuple[Labels, World], ...]] = field(default_factory=dict, repr=False)
    answers: Mapping[Question, Answer] = field(default_factory=dict, repr=False)

    @property
    def live(self) -> bool:
        """A world asks nobody."""
        return False

    @classmethod
    def load(cls, path: str | Path) -> World:
        """The world of the file at ``path``; its server files stand beside it. Raises WorldError."""
        folder = Path(path).parent

        def read(name: str) -> str:
            # A case comes from strangers: its server files are files of its own folder, not links out of it.
            if (folder / name).is_symlink() or not (folder / name).is_file():
                raise WorldError("{path}: no such file; a server's file stands beside its world", path=folder / name)
            return read_text(folder / name)

        return cls.parse(read_text(Path(path)), path=str(path), read=read)

    @classmethod
    def parse(cls, text: str, *, path: str, read: Read) -> World:
        """The world that ``text`` tells; ``read`` gives the text of a server's file by its name. Raises WorldError.

        ``path`` is what errors call the file.
        """
        texts = {path: text}
        builder = _Builder(path, _bounded(texts, path))
        worlds: dict[str, World] = {}
        for _, _, file in builder.server_files:
            if file not in worlds:
                texts[file] = read(file)
                builder_of_server = _Builder(file, _bounded(texts, file), is_server=True, recorded=builder.recorded)
                worlds[file] = builder_of_server.world()
        servers: dict[str, tuple[tuple[Labels, World], ...]] = {}
        for zone, server, file in builder.server_files:
            servers[server] = (*servers.get(server, ()), (zone, worlds[file]))
        return replace(builder.world(), servers=servers)

    def resolve(self, questions: Batch) -> Answers:
        """The answers to ``questions``, in their order."""
        return tuple(self._answer(question) for question in questions)

    def close(self) -> None:
        """Nothing is held open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def with_rrset(self, name: str, rtype: str, values: Sequence[Value], ttl: int | None = None) -> World:
        """A written world like this one, the whole RRset at (``name``, ``rtype``) replaced; no values remove it.

        The values have the shape of ``Answer.data``. A directive that denies the records goes; one that makes a
        server fail stays. Raises WorldError where ``name`` is not a domain name.
        """
        labels = labels_of(name)
        if labels is None:
            raise WorldError("{name} is not a domain name", name=quoted(name))
        rrsets = {held: rrset for held, rrset in self.nodes.get(labels, {}).items() if held != rtype}
        if values:
            rrsets[rtype] = RRset(tuple(values), ttl)
        records = {owner: held for owner, held in {**self.nodes, labels: rrsets}.items() if held}
        denied = {(labels, rtype), (labels, "")} if values else set()
        said = {at: what for at, what in self.said.items() if at not in denied or what.outcome == "unavailable"}
        owners = [*records, *(owner for (owner, _), what in said.items() if what.outcome != "nxdomain")]
        existing: dict[Labels, Mapping[str, RRset]] = {o[at:]: {} for o in owners for at in range(len(o) + 1)}
        return replace(self, nodes={**existing, **records}, said=said)

    def _answer(self, question: Question) -> Answer:
        if question in self.answers:
            return self.answers[question]
        if question.server is None:
            return self.look_up(question)
        world = self._world_of(question.server, labels_of(question.name))
        answer = world.look_up(question) if world else unavailable(question, "not-recorded")
        if answer.reason in (None, "not-recorded") or answer.failed_at is not None:
            return answer
        return replace(answer, failed_at=question.server)

    def _world_of(self, server: str, name: Labels | None) -> World | None:
        """Whose answers ``server`` gives about ``name``; a server without a file answers as a written world itself."""
        key = server_key(server) or ""
        zones = self.servers.get(key) or self.servers.get(self._named_by_address(key), ())
        mine = [(zone, world) for zone, world in zones if name is not None and is_under(name, zone)]
        if mine:
            return max(mine, key=lambda held: len(held[0]))[1]
        return None if self.recorded else self

    def _named_by_address(self, address: str) -> str:
        """The key of the server with a file whose address this is, by the world's own A and AAAA records."""
        for server in self.servers:
            node = self.nodes.get(labels_of(server) or (), {})
            if any(address in node[rtype].values for rtype in ("A", "AAAA") if rtype in node):
                return server
        return ""

    def look_up(self, question: Question) -> Answer:
        """What the records and directives of this file say, whichever server ``question`` is put to."""
        name, rtype = labels_of(question.name), question.type.upper()
        if self.recorded:
            return self._as_recorded(question, name, rtype)
        ttls: list[int] = []
        for _ in range(MAX_CHAIN + 1):
            if name is None:
                return Answer(question=question, outcome="nxdomain")
            owner = self._owner(name)
            for at in ((name, rtype), (owner, rtype), (owner, "")):
                if at in self.said:
                    return _told(question, self.said[at], ttls)
            node = self.nodes.get(owner)
            if node is None:
                return self._missing(question, name, "nxdomain", ttls)
            if rtype in node:
                return _data(question, node[rtype], ttls)
            if "CNAME" not in node:
                return self._missing(question, name, "nodata", ttls)
            ttls += _known(node["CNAME"].ttl)
            name = labels_of(node["CNAME"].values[0])
        # A chain that is too long or a loop: what a resolver makes of it (RFC 1034 §3.6.2 leaves it to them).
        return unavailable(question, "servfail")

    def _as_recorded(self, question: Question, name: Labels | None, rtype: str) -> Answer:
        """The exact (name, type) wins, then what is said of all types; the rest was not asked."""
        said = self.said.get((name, rtype)) if name is not None else None
        node = self.nodes.get(name, {}) if name is not None else {}
        if said is None and rtype in node:
            return _data(question, node[rtype], ())
        if said is None and name is not None:
            said = self.said.get((name, ""))
        return _told(question, said, ()) if said else unavailable(question, "not-recorded")

    def _owner(self, name: Labels) -> Labels:
        """Where the records of ``name`` stand, by RFC 4592 §3.3.1: there, else at the closest encloser's wildcard."""
        if name in self.nodes or (name, "") in self.said:
            return name
        encloser = next((name[at:] for at in range(1, len(name)) if name[at:] in self.nodes), ())
        wildcard = (b"*", *encloser)
        return wildcard if wildcard in self.nodes else name

    def _missing(self, question: Question, name: Labels, outcome: Outcome, ttls: Sequence[int]) -> Answer:
        """A negative answer; RFC 2308 §5: it lives as long as the zone's SOA says, where there is one."""
        for at in range(len(name) + 1):
            soa = self.nodes.get(name[at:], {}).get("SOA")
            if soa is not None:
                ttl = min((*ttls, *_known(soa.ttl), soa.values[0][6]))
                return Answer(question=question, outcome=outcome, ttl=ttl)
        return Answer(question=question, outcome=outcome)


def _data(question: Question, rrset: RRset, ttls: Sequence[int]) -> Answer:
    ttl = min((*ttls, *_known(rrset.ttl)), default=None)
    return Answer(question=question, outcome="data", data=rrset.values, ttl=ttl)


def _told(question: Question, said: Said, ttls: Sequence[int]) -> Answer:
    ttl = None if said.ttl is None else min((said.ttl, *ttls))
    return Answer(question=question, outcome=said.outcome, ttl=ttl, reason=said.reason, failed_at=said.failed_at)


def _known(*ttls: int | None) -> tuple[int, ...]:
    return tuple(ttl for ttl in ttls if ttl is not None)


def is_under(name: Labels, zone: Labels) -> bool:
    """Whether ``name`` is ``zone`` or stands below it."""
    return not zone or name[-len(zone) :] == zone


def read_text(path: Path) -> str:
    """The text of a world file, bytes that are not UTF-8 kept as surrogates. Raises WorldError."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_TEXT + 1)
    except (OSError, ValueError) as fault:
        raise WorldError(
            "{path}: cannot be read: {why}", path=path, why=getattr(fault, "strerror", None) or fault
        ) from None
    if len(data) > MAX_TEXT:
        raise WorldError("{path}: {too_large}", path=path, too_large=_TOO_LARGE)
    return data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")


_TOO_LARGE = f"a world has at most {MAX_TEXT // 2**20} MB and {MAX_LINES} lines, its servers' files included"


def _bounded(texts: Mapping[str, str], path: str) -> str:
    """The text of ``path``, the last of the files read so far. Raises WorldError where they are too much together."""
    lines = sum(text.count("\n") for text in texts.values())
    if sum(map(len, texts.values())) > MAX_TEXT or lines > MAX_LINES:
        raise WorldError("{path}: {too_large}", path=path, too_large=_TOO_LARGE)
    return texts[path]


class _Builder:
    """A world file being read, entry by entry."""

    def __init__(self, path: str, text: str, *, is_server: bool = False, recorded: bool = False) -> None:
        self._path = path
        self._is_server = is_server
        self._line = 0
        self.recorded = recorded
        self._asked_at: datetime | None = None
        self._nodes: dict[Labels, dict[str, dict[Value, int | None]]] = {(): {}}
        self._said: dict[tuple[Labels, str], Said] = {}
        self._answers: dict[Question, Answer] = {}
        self.server_files: list[tuple[Labels, str, str]] = []
        self._read(text)

    def world(self) -> World:
        # RFC 2181 §5.2: the TTLs of an RRset are one; where they differ, the smallest is safe.
        nodes = {
            name: {t: RRset(tuple(held), min(_known(*held.values()), default=None)) for t, held in rrsets.items()}
            for name, rrsets in self._nodes.items()
        }
        return World(
            name=f"zone:{self._path}",
            recorded=self.recorded,
            asked_at=self._asked_at,
            nodes=nodes,
            said=self._said,
            answers=self._answers,
        )

    def _read(self, text: str) -> None:
        try:
            text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            raise WorldError("{path}: not text in UTF-8", path=self._path) from None
        for entry in MasterFile(text, self._path).entries():
            self._line = entry.line
            if isinstance(entry, MasterRecord):
                self._add(entry)
                continue
            try:
                self._obey(entry)
            except MalformedError as fault:
                self._fail(str(fault))

    def _add(self, record: MasterRecord) -> None:
        self._exists(record.owner)
        # RFC 2181 §5: the same record twice is once in the RRset.
        self._nodes[record.owner].setdefault(record.type, {}).setdefault(record.value, record.ttl)

    def _exists(self, name: Labels) -> None:
        """A name exists with all names above it, the empty non-terminals (RFC 8020 §2)."""
        for at in range(len(name) + 1):
            if name[at:] in self._nodes:
                return
            self._nodes[name[at:]] = {}
            if len(self._nodes) > MAX_NAMES:
                self._fail(f"more than {MAX_NAMES} names")

    def _obey(self, directive: Directive) -> None:
        if directive.word == "recorded":
            self.recorded = True
        elif directive.word == "asked-at":
            self._asked_at = self._time(directive)
        elif directive.word in ("nxdomain", "nodata", "unavailable"):
            self._say(directive)
        elif directive.word == "server" and not self._is_server:
            self._serve(directive)
        elif directive.word == "answer" and not self._is_server:
            answer = answer_of(directive.rest)
            self._answers[answer.question] = answer
        else:
            self._fail(f"{quoted(directive.word)} is no directive {'of a server file' if self._is_server else ''}")

    def _time(self, directive: Directive) -> datetime:
        try:
            time = datetime.fromisoformat(directive.arguments[0])
            return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, IndexError, OverflowError):
            self._fail("asked-at wants a time such as 2026-11-23T10:14:00Z")

    def _say(self, directive: Directive) -> None:
        """``NAME [TYPE [how]] [ttl=SECONDS] [failed-at=SERVER]``."""
        words = [word for word in directive.arguments if not word.startswith(("ttl=", "failed-at="))]
        options = dict(word.split("=", 1) for word in directive.arguments if word not in words)
        failing = directive.word == "unavailable"
        if not 1 <= len(words) <= (3 if failing else 2):
            self._fail(f"{directive.word} wants NAME [TYPE{' [HOW]' if failing else ''}]")
        how = words[2].lower() if len(words) == 3 else "timeout"
        if how not in REASONS:
            self._fail(f"{quoted(how)} is none of {', '.join(REASONS)}")
        name = absolute(words[0], directive.origin)
        if directive.word != "nxdomain":
            self._exists(name)
        ttl = seconds(options["ttl"]) if "ttl" in options else None
        failed_at = decoded(options["failed-at"]) if "failed-at" in options else None
        key = (name, words[1].upper() if len(words) > 1 else "")
        outcome: Outcome = "unavailable" if failing else "nxdomain" if directive.word == "nxdomain" else "nodata"
        self._said[key] = Said(outcome, ttl, how if failing else None, failed_at)

    def _serve(self, directive: Directive) -> None:
        if len(directive.arguments) != 3:
            self._fail("server wants ZONE SERVER FILE")
        zone, server, file = directive.arguments
        name = decoded(file)
        # Only a plain name: nothing in a case that came by mail may reach out of its folder.
        if not name.strip(".") or "/" in name or "\\" in name or not name.isprintable() or len(name) > 255:
            self._fail(f"{quoted(name)} is not the name of a file beside this one")
        if len(self.server_files) >= MAX_SERVERS:
            self._fail(f"more than {MAX_SERVERS} server directives")
        self.server_files.append((absolute(zone, directive.origin), self._server(server, directive.origin), name))

    def _server(self, word: str, origin: Labels) -> str:
        """The server's key: an address as it is, a name completed by the origin."""
        key = server_key(word)
        return key if key and not key.endswith(".") else name_text(absolute(word, origin))

    def _fail(self, fault: str) -> NoReturn:
        raise WorldError("{path}:{line}: {fault}", path=self._path, line=self._line, fault=fault)
