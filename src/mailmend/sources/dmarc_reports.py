"""A folder of DMARC aggregate reports, as receivers send them: XML, alone or packed as .gz or .zip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from mailmend.dmarc.aggregate import AggregateReport, parse_report
from mailmend.dmarc.reported import ReportedSource, together
from mailmend.errors import InputError
from mailmend.sources.archives import Caps, members
from mailmend.sources.mailbox import Readable
from mailmend.sources.signatures import archived

# One report of a large receiver about a large sender has some MB.
MOST_BYTES = 50_000_000
MOST_FILES = 10_000
MOST_SOURCES = 5_000
_HEAD = 512


def reported(folder: str) -> tuple[ReportedSource, ...]:
    """Every source in the reports below ``folder`` (or in one file), those with most messages first.

    A report that lies there twice, as mail brings it, counts once. Files that are no report are passed over. Raises
    InputError where there is no such folder, where nothing in it is a report, or where an archive is damaged or exceeds
    its caps.
    """
    place = Path(folder)
    if not place.exists():
        raise InputError("{name}: no such file or folder", name=folder)
    files = [place] if place.is_file() else sorted(each for each in place.rglob("*") if each.is_file())
    if len(files) > MOST_FILES:
        raise InputError("{name}: more than {most:,} files", name=folder, most=MOST_FILES)
    found = together(source for report in _reports(files) for source in report.rows)
    if not found:
        raise InputError("{name}: no DMARC aggregate report in it", name=folder)
    return found[:MOST_SOURCES]


def _reports(files: Iterable[Path]) -> Iterator[AggregateReport]:
    known = set[tuple[str, ...]]()
    for report in (parse_report(data) for file in files for data in _documents(file)):
        if report.identity not in known:
            yield report
        known |= {report.identity} if report.identity else set()


def _documents(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD)
            if archived(head) is None:
                yield _whole(stream, head)
            else:
                caps = Caps(file.name)
                with caps.deeper():
                    for _, opened in members(stream, head, caps):
                        yield _whole(opened, b"")
    except OSError as error:
        raise InputError("{name}: cannot be read ({why})", name=str(file), why=error.strerror) from None


def _whole(stream: Readable, head: bytes) -> bytes:
    """All of ``stream``; nothing where it is too large to be a report."""
    parts, size = [head], len(head)
    while size <= MOST_BYTES and (more := stream.read(1 << 20)):
        parts.append(more)
        size += len(more)
    return b"".join(parts) if size <= MOST_BYTES else b""
