"""DMARC aggregate reports: who sent in the name of a domain, and what passed (RFC 7489 appendix C, RFC 9990).

RFC 9990 is not at hand; of its format only what stored reports show is relied on: the elements of RFC 7489 with a
namespace, and more that is passed over here.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from mailmend.dmarc.reported import ReportedSource
from mailmend.frozen import frozen
from mailmend.rdns import parse_ip

# A report with more rows than this is no report of one day; nor are its texts longer or its elements deeper.
MOST_ROWS: Final = 50_000
_LONGEST_TEXT: Final = 1000
_DEEPEST: Final = 20
_MOST_COUNT: Final = 10**12


@frozen
class AggregateReport:
    """One report: its rows, and by what it is the same report when it comes again, which mail brings about.

    ``identity`` is the reporter, its name for the report, which is unique (RFC 7489 §7.2.1.1), and the time that the
    report is about; empty where the report has no name.
    """

    rows: tuple[ReportedSource, ...] = ()
    identity: tuple[str, ...] = ()


def parse_report(data: bytes) -> AggregateReport:
    """One report in XML; without rows where it is none.

    A document type declaration ends the reading: entities can be made to expand without end, and no report has one.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, _RefusedError, ValueError):
        return AggregateReport()
    return AggregateReport(rows=tuple(reader.rows), identity=reader.identity) if reader.is_report else AggregateReport()


class _RefusedError(Exception):
    """What is in the document is nothing that a report has."""


class _Reader:
    """Takes down the texts of each row by the path that leads to them."""

    def __init__(self) -> None:
        self.rows: list[ReportedSource] = []
        self.is_report = False
        self._path: list[str] = []
        self._texts: dict[str, str] = {}
        self._about: dict[str, str] = {}

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells this report from all others, empty where it has no name."""
        names = ("org_name", "report_id", "date_range/begin", "date_range/end")
        return tuple(self._about.get(name, "") for name in names) if self._about.get("report_id") else ()

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        plain = name.rpartition(":")[2].lower()
        self._path.append(plain)
        if len(self._path) > _DEEPEST or len(self.rows) > MOST_ROWS:
            raise _RefusedError
        self.is_report = self.is_report or self._path == ["feedback"]
        if self._path == ["feedback", "record"]:
            self._texts = {}

    def end(self, _name: str) -> None:
        if self._path == ["feedback", "record"]:
            row = _row(self._texts)
            self.rows += [row] if row else []
        self._path.pop()

    def text(self, data: str) -> None:
        if self._path[:2] == ["feedback", "record"] and data.strip():
            _add(self._texts, "/".join(self._path[2:]), data)
        elif self._path[:2] == ["feedback", "report_metadata"] and data.strip():
            _add(self._about, "/".join(self._path[2:]), data)

    def refuse(self, *_what: object) -> None:
        raise _RefusedError


def _add(texts: dict[str, str], path: str, data: str) -> None:
    texts[path] = (texts.get(path, "") + data.strip())[:_LONGEST_TEXT]


def _row(texts: dict[str, str]) -> ReportedSource | None:
    ip = parse_ip(texts.get("row/source_ip", ""))
    count = texts.get("row/count", "")
    header_from = _name(texts.get("identifiers/header_from", ""))
    if ip is None or not header_from or not (count.isascii() and count.isdigit() and len(count) < 13):
        return None
    envelope = texts.get("auth_results/spf/domain") or texts.get("identifiers/envelope_from") or header_from
    return ReportedSource(
        ip=ip,
        header_from=header_from,
        spf_domain=_name(envelope),
        spf=texts.get("row/policy_evaluated/spf", "").lower() == "pass",
        dkim=texts.get("row/policy_evaluated/dkim", "").lower() == "pass",
        messages=min(int(count), _MOST_COUNT),
    )


def _name(text: str) -> str:
    name = text.rpartition("@")[2].rstrip(".").lower()
    return name if len(name) < 254 and name.isprintable() and " " not in name else ""
