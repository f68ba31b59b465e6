"""Collect all words into the .po files; with ``--check``, only say what is not in order.

An entry keeps its translation as long as its English is the same. Where that changed, the nearest old translation is
kept and marked fuzzy: English is said until somebody has looked at it.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from messages import Message, messages

from mailmend.render.catalog import Entry, catalog, entries, languages

LOCALES = Path("src/mailmend/locales")
COMPLETE = ("ro",)  # these must lack nothing
# What stays as it is in every language: placeholders, options, codes, commands, records, quoted code.
_KEPT = re.compile(
    r"\{[^{}]*\}|``[^`]+``|(?<![\w-])--[a-z][a-z-]+|\bMM-[A-Z]+-[A-Z0-9-]+\b"
    r"|\bmailmend (?:diagnose|read|summary|spf|check|fix|verify|serve|explain|schema|demo)\b"
    r"|\b\d+\.\d+\.\d+(?:\.\d+)?\b|\bv=\w+|\bip[46]:\S+|\bRFC \d+|\b\d{3,}\b|\b[a-z0-9-]+\.(?:com|example|org|ro)\b"
)
_SIMILAR = 0.75
_MOST_SHOWN = 10


def main() -> None:
    """Write or check; the exit code is 1 where something is not in order."""
    known = list(messages())
    checking = "--check" in sys.argv
    faults = [f"{m.place}: the same code has two texts" for m in _doubled(known)]
    for language in languages()[1:]:
        path = LOCALES / f"{language}.po"
        old = list(entries(path.read_text(encoding="utf-8")))
        text = _written(old, known)
        if not checking:
            path.write_text(text, encoding="utf-8")
        elif text != path.read_text(encoding="utf-8"):
            faults.append(f"{path} is stale: run make locales")
        new = list(entries(text))[1:]
        done = [entry for entry in new if all(entry.forms) and "fuzzy" not in entry.flags]
        print(f"{language}  {100 * len(done) / len(new):5.1f} %  {len(done)} of {len(new)} phrases")
        plurals = int(re.findall(r"nplurals=(\d)", catalog(language).headers.get("Plural-Forms", "nplurals=2"))[0])
        faults += [f"{path}: {fault}" for entry in done for fault in _faults(entry, plurals)]
        if language in COMPLETE:
            open_ = [entry.strings["msgid"] for entry in new if entry not in done]
            faults += [f"{path}: not translated: {english[:90]!r}" for english in open_[:_MOST_SHOWN]]
            faults += [f"{path}: {len(open_)} phrases are not translated"] if open_ else []
    for fault in faults:
        print(fault)
    sys.exit(1 if faults and checking else 0)


def _faults(entry: Entry, plurals: int) -> Iterator[str]:
    """What is wrong with a translation: a place that it lacks or adds, evidence that it changed, a missing plural."""
    english = entry.strings["msgid"]
    many = entry.strings.get("msgid_plural")
    if many is not None and len(entry.forms) != plurals:
        yield f"{len(entry.forms)} plural forms, not {plurals}: {english!r}"
    for at, form in enumerate(entry.forms):
        wanted = Counter(_KEPT.findall(english if many is None or at == 0 else many))
        found = Counter(_KEPT.findall(form))
        if wanted != found and not (many is not None and set(found) <= set(wanted) and at == 0):
            differs = [*(wanted - found).elements(), *(found - wanted).elements()]
            yield f"differs in {', '.join(differs)}: {english[:90]!r}"


def _written(old: list[Entry], known: list[Message]) -> str:
    """The file anew: its headers, then every message in the order of the code."""
    header, rest = old[0], old[1:]
    said = {_key(entry): entry for entry in rest}
    wanted = {(m.context, m.english) for m in known}
    left: dict[str, list[Entry]] = {}
    for gone in rest:
        if _key(gone) not in wanted and any(gone.forms):
            left.setdefault(gone.strings.get("msgctxt", ""), []).append(gone)
    blocks = ["\n".join(_string("msgid", "") + _string("msgstr", header.strings["msgstr"]))]
    for message in known:
        entry = said.get((message.context, message.english))
        fuzzy = entry is not None and "fuzzy" in entry.flags
        if entry is None or not any(entry.forms):
            entry = _nearest(message, left.get(message.context, [])) or entry
            fuzzy = fuzzy or (entry is not None and any(entry.forms))
        blocks.append("\n".join(_block(message, entry, fuzzy=fuzzy)))
    return "\n\n".join(blocks) + "\n"


def _nearest(message: Message, candidates: list[Entry]) -> Entry | None:
    """The translation of what this message said before, as far as can be told."""
    if message.context and len(candidates) == 1:
        return candidates[0]
    english = {entry.strings["msgid"]: entry for entry in candidates}
    near = difflib.get_close_matches(message.english, english, 1, _SIMILAR)
    return english[near[0]] if near else None


def _block(message: Message, entry: Entry | None, *, fuzzy: bool) -> Iterator[str]:
    yield f"#: {message.place}"
    if fuzzy:
        yield "#, fuzzy"
    if message.context:
        yield from _string("msgctxt", message.context)
    yield from _string("msgid", message.english)
    forms: Mapping[str, str] = {} if entry is None else entry.strings
    if message.many is None:
        yield from _string("msgstr", forms.get("msgstr", ""))
        return
    yield from _string("msgid_plural", message.many)
    numbered = [key for key in forms if key.startswith("msgstr[")] or ["msgstr[0]", "msgstr[1]"]
    for key in numbered:
        yield from _string(key, forms.get(key, ""))


def _string(keyword: str, text: str) -> list[str]:
    """A string as .po files write it: one line for each line of it."""
    lines = [_escaped(line) for line in text.splitlines(keepends=True)]
    if len(lines) <= 1:
        return [f'{keyword} "{"".join(lines)}"']
    return [f'{keyword} ""', *(f'"{line}"' for line in lines)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def _key(entry: Entry) -> tuple[str, str]:
    return entry.strings.get("msgctxt", ""), entry.strings["msgid"]


def _doubled(known: list[Message]) -> Iterator[Message]:
    texts: dict[str, str] = {}
    for message in known:
        first = texts.setdefault(message.context, message.english)
        if message.context and "." in message.context and first != message.english and message.alone:
            yield message


if __name__ == "__main__":
    main()
