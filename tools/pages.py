"""Write docs/rules.md, status-codes.md and terms.md in each complete language; with ``--check``, only compare.

The text is that of ``mailmend explain``; the outputs below it are those of the rules' own examples, run here.
"""

from __future__ import annotations

import re
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from mailmend.client import Client
from mailmend.dmarc import ReportedSource
from mailmend.flow import Answers, Batch, recorded, unavailable
from mailmend.render import check_text, spf_tree, text
from mailmend.render.explanations import CHECKS, RECORDS, RULES, STATUS, WORDS_OF_THE_FIELD, every, explanation
from mailmend.render.words import Words, marked, words_of
from mailmend.resolvers import World
from mailmend.rules import Rule, check_pages, pages, rules
from mailmend.rules._checks._page import DnsPage
from mailmend.rules._pages import DOMAIN, Page
from mailmend.sources.packaged import knowledge
from mailmend.spf import audit, partition
from mailmend.spf.proposal import propose

DOCS = {"en": Path("docs"), "ro": Path("docs/ro")}
# What the other name servers of an example say.
_SERVERS = {
    "public.zone": 'contoso.example. 300 IN TXT "v=spf1 ip4:203.0.113.9 -all"\n',
    "silent.zone": ";! unavailable contoso.example.\n",
}
_NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_FILES = {
    "rules.md": (marked("What mailmend finds"), (RULES, CHECKS, RECORDS)),
    "status-codes.md": (marked("Enhanced status codes"), (STATUS,)),
    "terms.md": (marked("Words of the field"), (WORDS_OF_THE_FIELD,)),
}
_TITLES = {
    RULES: marked("Why mail comes back"),
    CHECKS: marked("What a check of a domain finds"),
    RECORDS: marked("What can be wrong with an SPF record"),
}


class _Deaf:
    """A resolver that never answers."""

    def resolve(self, questions: Batch) -> Answers:
        return tuple(unavailable(question, "timeout") for question in questions)


def main() -> None:
    """Write or compare; the exit code is 1 where a page is stale."""
    stale = []
    for language, folder in DOCS.items():
        for name in _FILES:
            path, made = folder / name, "\n".join(_file(name, words_of(language))) + "\n"
            if "--check" not in sys.argv:
                folder.mkdir(exist_ok=True)
                path.write_text(made, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != made:
                stale.append(path)
    for path in stale:
        print(f"{path} is stale: run make docs")
    sys.exit(1 if stale else 0)


def _file(name: str, words: Words) -> Iterator[str]:
    title, parts = _FILES[name]
    yield f"# {words.text(title)}"
    yield ""
    yield words.text(
        "Made from the code by `make docs`; `mailmend explain CODE` prints the same in every language that it knows."
    )
    for part in parts:
        if len(parts) > 1:
            yield from ("", f"## {words.text(_TITLES[part])}")
        for code in every(part):
            yield from _page(code, words, "###" if len(parts) > 1 else "##")


def _page(code: str, words: Words, level: str) -> Iterator[str]:
    found = explanation(code, words, knowledge().replies)
    if found is None:
        raise SystemExit(f"{code} has no page")
    yield from ("", f'<a id="{_anchor(code)}"></a>', "", f"{level} {code}: {_markdown(found.title)}")
    for paragraph in found.paragraphs:
        indented = paragraph.startswith("    ")
        yield from ("", paragraph if indented else _filled(_linked(_markdown(paragraph), code)))
    shown = list(_example(code, words))
    if shown:
        yield from ("", words.text("For example:"), "", "```text", *shown, "```")
    if found.see:
        links = ", ".join(_link(each) for each in found.see)
        yield from ("", _filled(words.text("See also: {codes}", codes=links)))


def _filled(paragraph: str) -> str:
    return textwrap.fill(paragraph, 119, break_long_words=False, break_on_hyphens=False)


def _markdown(paragraph: str) -> str:
    """A paragraph as Markdown: code keeps one mark on each side, and no term is taken for emphasis or a tag."""
    pieces = paragraph.split("``")
    plain = (re.sub(r"([*_<>\[\]])", r"\\\1", piece) for piece in pieces[::2])
    code = [f"`{piece}`" for piece in pieces[1::2]] + [""]
    return "".join(a + b for a, b in zip(plain, code, strict=True))


def _linked(paragraph: str, own: str) -> str:
    return re.sub(r"MM-[A-Z]+-\d+", lambda found: found[0] if found[0] == own else _link(found[0]), paragraph)


def _link(code: str) -> str:
    part = "terms.md" if code in every(WORDS_OF_THE_FIELD) else "status-codes.md" if code[:2] == "X." else "rules.md"
    return f"[{code}]({part}#{_anchor(code)})"


def _anchor(code: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", code.lower())


# -- the examples, run ------------------------------------------------------------------------------------------------


def _example(code: str, words: Words) -> Iterator[str]:
    if code in _rules():
        yield from _of_rule(_rules()[code], words)
    elif code in _records():
        yield from _of_record(_records()[code], words)
    elif code in _checks():
        yield from _of_check(_checks()[code], words)


def _of_rule(rule: Rule, words: Words) -> Iterator[str]:
    story = rule.EXAMPLE
    with tempfile.TemporaryDirectory() as folder:
        for name, zone in story.servers.items():
            Path(folder, name).write_text(zone + "\n", encoding="utf-8")
        world = Path(folder, "world.zone")
        world.write_text(story.world + "\n", encoding="utf-8")
        with Client(dns=_Deaf() if story.world == "*" else f"zone:{world}") as client:
            found = client.diagnose(story.bounce.encode(), name="bounce.txt", now=_NOW)
    yield from text.diagnosis(next(each for each in found if rule.CODE in {f.code for f in each.causes}), words).split(
        "\n"
    )


def _of_record(page: Page, words: Words) -> Iterator[str]:
    """The problem and its place, where a world file can hold the record."""
    lines = ["$TTL 300", page.around, *([f'{DOMAIN}. 300 IN TXT "{page.example}"'] if page.example else [])]
    with Client(dns=World.parse("\n".join(lines) + "\n", path="example", read=str)) as client:
        found, _ = client.run(recorded(audit(DOMAIN)))
        if page.kind not in {problem.kind for problem in found.problems}:
            return
        policy = client.run(partition(DOMAIN, f"postmaster@{DOMAIN}", DOMAIN))
        made = client.run(propose(found))
    yield from _block(spf_tree.audit(found, policy, made, words).split("\n"), page.code)


def _of_check(page: DnsPage, words: Words) -> Iterator[str]:
    told = dict(page.told)
    selectors = tuple(told.pop("selectors").split()) if "selectors" in told else ()
    reports = tuple(_reported(*row.split()) for row in told.pop("reports", "").splitlines())
    with Client(dns=World.parse(f"$TTL 300\n{page.example}\n", path="example", read=_SERVERS.__getitem__)) as client:
        found = client.check(DOMAIN, selectors=selectors, reports=reports, now=_NOW, **told)  # type: ignore[arg-type]
    yield from _block(check_text.checkup(found, words).split("\n"), page.code)


def _reported(ip: str, messages: str, spf: str, dkim: str) -> ReportedSource:
    passed = {"spf": spf == "pass", "dkim": dkim == "pass"}
    return ReportedSource(ip=ip, header_from=DOMAIN, spf_domain=DOMAIN, messages=int(messages), **passed)


def _block(lines: list[str], code: str) -> Iterator[str]:
    """The lines about one finding: from the one that begins with its code to the next empty one or the next code."""
    begun = False
    for line in lines:
        head = re.match(r"(?:[✗!·] )?(MM-[A-Z]+-\d+)", line)
        if begun and (not line or head):
            return
        begun = begun or (head is not None and head[1] == code)
        if begun:
            yield line


@cache
def _rules() -> dict[str, Rule]:
    return {rule.CODE: rule for rule in rules()}


@cache
def _records() -> dict[str, Page]:
    return {page.code: page for page in pages()}


@cache
def _checks() -> dict[str, DnsPage]:
    return {page.code: page for page in check_pages()}


if __name__ == "__main__":
    main()
