"""What was found of a domain, for a person: what is there, then every finding, the worst first, with its way out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import UTC

from mailmend.dkim import KeyLookup
from mailmend.model import Checkup, Cite, Confidence, Finding, Owner, Remedy, Setup, Severity
from mailmend.phrase import Phrase
from mailmend.render import text
from mailmend.render.clean import one_line, readable, visible
from mailmend.render.quoting import in_words, place_in_dns, quoted
from mailmend.render.screen import width, wrapped
from mailmend.render.words import ENGLISH, Words, marked

_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.ADVICE: "·"}
_NAMES = {
    Severity.ERROR: marked("error"),
    Severity.WARNING: marked("warning"),
    Severity.ADVICE: marked("advice"),
}
_SURE = {Confidence.LIKELY: marked("likely"), Confidence.POSSIBLE: marked("possible")}
_MOST_CITES = 3
_MOST_SHOWN = 4
# Of several results the first of these that occurs is the exit code.
_ORDER = (5, 1, 3, 0)


def checkup(found: Checkup, words: Words = ENGLISH) -> str:
    """One page on one domain, without a line end at its end."""
    return "\n".join(line.rstrip() for line in _lines(found, words))


def exit_code(results: Iterable[Checkup]) -> int:
    """0 nothing but advice, 1 the sender's side must act, 3 only the DNS host must, 5 our own resolver failed."""
    codes = {_code(found) for found in results}
    return next((code for code in _ORDER if code in codes), 0)


def _code(found: Checkup) -> int:
    if found.resolver_failed:
        return 5
    owners = {finding.owner for finding in found.findings if finding.severity is not Severity.ADVICE}
    return 1 if owners - {Owner.DNS_HOST} else 3 if owners else 0


def _lines(found: Checkup, words: Words) -> Iterator[str]:
    yield _headline(found, words)
    if found.resolver_failed:
        yield words.text("The resolver that was asked gave no answer at all: nothing can be said of this domain.")
        return
    yield ""
    for label, said in summary(found.setup, words):
        yield from text.labelled(label, said)
    for finding in found.findings:
        yield ""
        yield from _finding(finding, words)
        for remedy in found.remedies:
            if remedy.cures == finding.code:
                yield from _remedy(remedy, words)
    yield ""
    when = f"{found.setup.told.now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    asked = words.count("{n} question of DNS, {when}", "{n} questions of DNS, {when}", len(found.answers), when=when)
    yield from text.labelled(words.text("asked"), asked)


def _headline(found: Checkup, words: Words) -> str:
    count = {severity: sum(f.severity is severity for f in found.findings) for severity in Severity}
    parts = []
    if count[Severity.ERROR]:
        parts.append(words.count("{n} error", "{n} errors", count[Severity.ERROR]))
    if count[Severity.WARNING]:
        parts.append(words.count("{n} warning", "{n} warnings", count[Severity.WARNING]))
    if count[Severity.ADVICE]:
        parts.append(words.count("{n} piece of advice", "{n} pieces of advice", count[Severity.ADVICE]))
    return f"{visible(found.setup.domain)}   {', '.join(parts) or words.text('nothing to mend')}"


def summary(setup: Setup, words: Words = ENGLISH) -> Iterator[tuple[str, str]]:
    """What is there, in a line each: its label, empty where it is that of the line above, and what is said."""
    record = setup.audit.tree.record
    yield "SPF", f'"{_shown(readable(record.text))}"' if record else words.text("none")
    yield "DMARC", _dmarc(setup, words)
    found = [key for key in setup.keys if key.state in ("usable", "unusable", "revoked")]
    yield "DKIM", "; ".join(_key(key, words) for key in found[: 2 * _MOST_SHOWN]) or words.text("no key found")
    yield "MX", _mx(setup, words)
    services = setup.evidence.domain.services if setup.evidence.domain else ()
    if services:
        yield words.text("services"), ", ".join(service.name for service in services[: 2 * _MOST_SHOWN])
    for at, host in enumerate(setup.hosts[:_MOST_SHOWN]):
        name = ", ".join(host.names.confirmed[:2]) or words.text("no confirmed name")
        label = words.text("own hosts") if at == 0 else ""
        yield label, f"{host.ip}   {visible(name)}   ({visible(host.known_by)})"


def _dmarc(setup: Setup, words: Words) -> str:
    found = setup.dmarc
    if found.record is None or found.record_domain is None:
        return words.text("none")
    record = f'"{_shown(found.record.text)}"'
    if found.record_domain == setup.domain:
        return record
    return words.text("{record} inherited from {domain}", record=record, domain=visible(found.record_domain))


def _key(key: KeyLookup, words: Words) -> str:
    name, kind = one_line(key.selector, 63), one_line(key.key.key_type, 20) if key.key else ""
    if key.state == "revoked":
        return words.text("{selector} (revoked)", selector=name)
    if key.key is None or key.key.bits is None:
        return words.text("{selector} (cannot be read)", selector=name)
    return words.text("{selector} ({kind}, {bits} bits)", selector=name, kind=kind, bits=key.key.bits)


def _mx(setup: Setup, words: Words) -> str:
    taken = setup.exchangers
    if taken.null:
        return words.text("null MX: takes no mail")
    if not taken.hosts:
        return words.text("none, but an address") if taken.has_address else words.text("none")
    shown = [f"{each.preference} {one_line(each.host, 80)}" for each in taken.hosts[:_MOST_SHOWN]]
    more = len(taken.hosts) - len(shown)
    return ", ".join(shown) + (f" (+{more})" if more else "")


def _finding(finding: Finding, words: Words) -> Iterator[str]:
    severity = finding.severity or Severity.ERROR
    said = visible(words.say(Phrase(f"{finding.code}.said", finding.params)))
    sure = f"   ({words.text(_SURE[finding.confidence])})" if finding.confidence in _SURE else ""
    title = f"{_MARKS[severity]} {finding.code}  {words.text(_NAMES[severity])}: {said}{sure}"
    yield from wrapped(title, rest="  ")
    for cite in finding.cites[:_MOST_CITES]:
        yield from quoted(in_words(cite, words), _place(cite, words))
    mend = visible(words.say(Phrase(f"{finding.code}.mend", finding.params)))
    yield from textwrap.wrap(
        mend, width(), initial_indent="   = ", subsequent_indent="     ", break_on_hyphens=False, break_long_words=False
    )


def _place(cite: Cite, words: Words) -> str:
    return place_in_dns(cite.answer.question, words) if cite.answer else words.text("you said")


def _remedy(remedy: Remedy, words: Words) -> Iterator[str]:
    ways = [remedy.edits, *remedy.alternatives] if remedy.edits else list(remedy.alternatives)
    for at, (edits, forecast) in enumerate(zip(ways, remedy.forecasts, strict=True)):
        label = "" if at == 0 and remedy.edits else words.text("or, perhaps")
        yield text.change(edits, forecast, label, words)
    yield from text.reported(remedy.bystanders, words)
    for action in remedy.actions:
        yield from text.steps(action, words)


def _shown(record: str) -> str:
    return one_line(record, 300)
