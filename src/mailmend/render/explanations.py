"""What ``mailmend explain`` and the documentation tell: the pages of rules, status codes and terms, in any language."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Iterator
from string import Formatter

from mailmend.frozen import frozen
from mailmend.knowledge.reply import Meaning, Replies
from mailmend.pattern import pattern
from mailmend.render.clean import one_line
from mailmend.render.status_codes import CLASSES, CODES, SEE, SUBJECTS
from mailmend.render.terms import TERMS, Term
from mailmend.render.words import ENGLISH, Words
from mailmend.rules import check_pages, pages, rules
from mailmend.rules._checks._page import DnsPage
from mailmend.rules._pages import Page

RULES, CHECKS, RECORDS, STATUS, WORDS_OF_THE_FIELD = "rules", "checks", "records", "status-codes", "terms"
_STATUS = pattern(r"(?:[245]\d\d[ -])?(?P<kind>[245Xx])\.(?P<rest>\d\.\d{1,3})")
_REFERENCE = pattern(r"MM-[A-Z]+-[A-Z0-9-]+")
_BOUND = pattern(r"[245X]\.(\d)\.(\d{1,3})(?:-(\d{1,3}))?")
_MOST_VENDORS = 12
_LONGEST_QUOTE = 84
_LONGEST_NAME = 60


@frozen
class Explanation:
    """One page: its code, its title, its paragraphs, and what to read next (codes that have pages too)."""

    code: str
    title: str
    paragraphs: tuple[str, ...]
    see: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole page as plain text, an empty line between its paragraphs."""
        return "\n\n".join((self.title, *self.paragraphs))


def explanation(asked: str, words: Words = ENGLISH, replies: Replies | None = None) -> Explanation | None:
    """The page of a rule, a status code (``5.7.23``, ``550 5.7.23``, ``X.7.23``) or a term; None where there is none.

    ``replies`` tells what vendors mean by a status code.
    """
    name = " ".join(asked.split())[:_LONGEST_NAME]
    code = name.upper()
    if code in _RULES:
        return _of_rule(code, words)
    if code in _PAGES:
        return _of_page(code, words)
    status = _STATUS.fullmatch(name)
    if status:
        return _of_status(status["kind"].upper(), f"X.{status['rest']}", words, replies)
    term = _term(name)
    return _of_term(term, words) if term else None


def near(asked: str) -> tuple[str, ...]:
    """The names that are most like ``asked``: for whom has mistyped one."""
    known = {name.lower(): name for name in (*_RULES, *_PAGES, *CODES, *_ALIASES)}
    found = difflib.get_close_matches(one_line(asked, _LONGEST_NAME).lower(), known, 4, 0.6)
    return tuple(known[name] for name in found)


def every(part: str) -> tuple[str, ...]:
    """The codes of one part of the documentation, in the order in which they are read."""
    return {
        RULES: tuple(_RULES),
        CHECKS: tuple(page.code for page in check_pages()),
        RECORDS: tuple(page.code for page in pages()),
        STATUS: tuple(CODES),
        WORDS_OF_THE_FIELD: tuple(term.name for term in TERMS),
    }[part]


def said() -> Iterator[tuple[str, str]]:
    """Every English text here with its context, for translation: plain text, in which braces are doubled."""
    for code, text in _RULES.items():
        yield from ((f"{code}.page", _plain(part)) for part in _parts(text))
    for code, page in _PAGES.items():
        yield from ((f"{code}.page", _plain(part)) for part in (page.title, page.why))
    for kind, text in CLASSES.items():
        yield f"status.{kind}.page", _plain(text)
    for kind, text in SUBJECTS.items():
        yield f"status.X.{kind}.page", _plain(text)
    for code, both in CODES.items():
        yield from ((f"status.{code}.page", _plain(text)) for text in both)
    for term in TERMS:
        yield from ((f"term.{term.name}.page", _plain(text)) for text in (term.title, term.text))


def _of_rule(code: str, words: Words) -> Explanation:
    title, *paragraphs = (words.page(code, part) for part in _parts(_RULES[code]))
    see = dict.fromkeys(found for part in paragraphs for found in _REFERENCE.findall(part) if found != code)
    return Explanation(code=code, title=title.rstrip("."), paragraphs=tuple(paragraphs), see=tuple(see))


def _of_page(code: str, words: Words) -> Explanation:
    page = _PAGES[code]
    shown = {name: name.upper() for _, name, _, _ in Formatter().parse(page.mend) if name}
    mend = words.coded(f"{code}.mend", page.mend, **shown)
    knows = (
        words.text("mailmend check DOMAIN asks DNS and shows the answer that it rests on.")
        if isinstance(page, DnsPage)
        else words.text("mailmend spf DOMAIN reads every record of the tree and marks the characters.")
    )
    return Explanation(
        code=code,
        title=words.page(code, page.title),
        paragraphs=(
            words.text("What happens. {text}", text=words.page(code, page.why)),
            words.text("How mailmend knows. {text}", text=knows),
            words.text("How to mend it. {text}", text=mend),
        ),
    )


def _of_status(kind: str, code: str, words: Words, replies: Replies | None) -> Explanation | None:
    """A code of the registry, and what vendors mean by it; of a code that only vendors use, that alone."""
    vendors = [row for row in replies.rows if _binds(row, code)] if replies else []
    if code not in CODES and not vendors:
        return None
    shown = f"{kind}{code[1:]}"
    title, means = CODES.get(code, ("", ""))
    paragraphs = [words.page(f"status.{code}", means)] if means else []
    if not means:
        paragraphs.append(words.text("The registry does not know {code}: only vendors use it.", code=shown))
    subject = words.page(f"status.{code[:3]}", SUBJECTS[code[2]])
    paragraphs.append(words.text("It is about: {subject}.", subject=subject))
    if kind in CLASSES:
        final = words.page(f"status.{kind}", CLASSES[kind])
        paragraphs.append(words.text("The first number, {kind}, says: {final}.", kind=kind, final=final))
    paragraphs += _vendors(vendors, words, replies)
    title = words.page(f"status.{code}", title) if title else words.text("Used by vendors only")
    return Explanation(code=shown, title=title, paragraphs=tuple(paragraphs), see=SEE.get(code, ()))


def _vendors(rows: list[Meaning], words: Words, replies: Replies | None) -> Iterator[str]:
    """Who uses the code for what: category and subtype as ``mailmend read`` names them, and an example."""
    names = {receiver.id: receiver.name for receiver in replies.receivers} if replies else {}
    lines: dict[tuple[str, str], str] = {}
    for row in sorted((row for row in rows if row.receiver != "iana"), key=lambda row: not row.example):
        about = f"{row.category}/{row.subtype}" if row.subtype else str(row.category)
        quote = f"\n        “{one_line(row.example, _LONGEST_QUOTE)}”" if row.example else ""
        lines.setdefault((row.receiver, about), f"    {names.get(row.receiver, row.receiver)}: {about}{quote}")
    if lines:
        yield words.text("What vendors mean by it:")
        yield "\n".join(list(lines.values())[:_MOST_VENDORS])


def _binds(row: Meaning, code: str) -> bool:
    """Whether a row is about this very code; X stands for any class, and the last number may be a range."""
    subject, detail = code[2], int(code[4:])
    for spelt in row.codes:
        found = _BOUND.fullmatch(spelt)
        if found and found[1] == subject and int(found[2]) <= detail <= int(found[3] or found[2]):
            return True
    return False


def _of_term(term: Term, words: Words) -> Explanation:
    context = f"term.{term.name}"
    paragraphs = [words.page(context, term.text)]
    if term.example:
        paragraphs.append(words.text("For example: {text}", text=term.example))
    return Explanation(
        code=term.name, title=words.page(context, term.title), paragraphs=tuple(paragraphs), see=term.see
    )


def _term(name: str) -> Term | None:
    """The term of this name or spelling; of a whole term such as ``include:spf.example`` its mechanism."""
    bare = re.split(r"[:=/]", name.lstrip("+-~?"), maxsplit=1)[0]
    for spelt in (name, name.lower(), bare.lower()):
        found = _ALIASES.get(spelt) or _LOWER.get(spelt)
        if found:
            return found
    return None


def _parts(text: str) -> list[str]:
    """The paragraphs of a docstring, each in one line, except what is indented: that stays as it is."""
    return [" ".join(part.split()) if not part.startswith("    ") else part for part in text.split("\n\n")]


def _plain(text: str) -> str:
    """A text without placeholders as a template: as :meth:`Words.page` asks for it."""
    return text.replace("{", "{{").replace("}", "}}")


_RULES = {rule.CODE: inspect.getdoc(rule) or "" for rule in rules()}
_PAGES: dict[str, Page | DnsPage] = {
    **{page.code: page for page in pages()},
    **{page.code: page for page in check_pages()},
}
_ALIASES = {spelt: term for term in TERMS for spelt in (term.name, *term.also)}
_LOWER = {spelt.lower(): term for spelt, term in reversed(_ALIASES.items())}
