"""How people break SPF records: kinds of mistakes that were published, each with where, and as a change of a record.

Collected from reports, documentation that had to be corrected, and surveys of published records; each kind stands
once, whatever how often it was reported. The examples are shortened, their words are the source's.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from mailmend.span import Span

# The broken text as one character for each byte, and the place in it where it is broken; None: not applicable.
Broken: TypeAlias = tuple[str, Span] | None
Break: TypeAlias = Callable[[str, random.Random], Broken]


@dataclass(frozen=True)
class Mistake:
    """One kind: ``lossy`` where what was meant cannot be known any more, so that no repair can give it back."""

    name: str
    source: str
    example: str
    apply: Break
    lossy: bool = False


def _bytes(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")


def _replaced(pattern: str, after: str, *, group: int = 0) -> Break:
    """One match of ``pattern`` (its ``group``), replaced by ``after``, in which ``\\1`` and so on stand for groups."""

    def apply(text: str, chance: random.Random) -> Broken:
        found = list(re.finditer(pattern, text, re.IGNORECASE))
        if not found:
            return None
        match = chance.choice(found)
        start, end = match.span(group)
        put = _bytes(match.expand(after))
        return text[:start] + put + text[end:], Span(start, start + len(put))

    return apply


def _wrapped(before: str, after: str) -> Break:
    def apply(text: str, _chance: random.Random) -> Broken:
        first, last = _bytes(before), _bytes(after)
        return first + text + last, Span(0, len(first)) if first else Span(len(text), len(text) + len(last))

    return apply


def _everywhere(before: str, after: str) -> Break:
    """Every ``before`` replaced; the place is the first."""

    def apply(text: str, _chance: random.Random) -> Broken:
        at = text.find(before)
        put = _bytes(after)
        return None if at < 0 else (text.replace(before, put), Span(at, at + max(1, len(put))))

    return apply


def _glued_all(text: str, _chance: random.Random) -> Broken:
    match = re.fullmatch(r"(.* [^ ]*(?:ip4|ip6|include|a|mx):[^ ]+) ([~?-]all)", text)
    return None if match is None else (match[1] + match[2], Span(len(match[1]), len(text) - 1))


def _case_of_address(text: str, chance: random.Random) -> Broken:
    found = list(re.finditer(r"(?<= )([+-~?]?)ip([46])(?=:)", text))
    if not found:
        return None
    match = chance.choice(found)
    put = f"{match[1]}ip{'6' if match[2] == '4' else '4'}"
    end = text.find(" ", match.end())
    return text[: match.start()] + put + text[match.end() :], Span(match.start(), len(text) if end < 0 else end)


_IP4 = r"(?<= )(\+?)ip4:(?=[0-9])"
_INCLUDE = r"(?<= )(\+?)include:(?=[^ ])"

MISTAKES = (
    Mistake(
        "ipv4", "github.com/MicrosoftDocs/OfficeDocs-Exchange/issues/347", "v=spf1 ipv4: …", _replaced(_IP4, r"\1ipv4:")
    ),
    Mistake(
        "ipv6",
        "github.com/MicrosoftDocs/microsoft-365-docs/pull/13481 (ipv4 for ip4)",
        "ipv6:2001:…",
        _replaced(r"(?<= )(\+?)ip6:", r"\1ipv6:"),
    ),
    Mistake(
        "ip",
        "a milter's production cases, public tests; docs of a DNS server",
        "v=spf1 ip:192.0.2.12 include:…",
        _replaced(_IP4, r"\1ip:"),
    ),
    Mistake(
        "inlcude",
        "two public Terraform files for improvmx.com",
        "v=spf1 inlcude:spf.improvmx.com ~all",
        _replaced(_INCLUDE, r"\1inlcude:"),
    ),
    Mistake(
        "includes",
        "public tests of several checkers",
        "v=spf1 includes:_spf.google.com ~all",
        _replaced(_INCLUDE, r"\1includes:"),
    ),
    Mistake("include=", "github.com/domainaware/checkdmarc/issues/134", "include=…", _replaced(_INCLUDE, r"include=")),
    Mistake(
        "a=",
        "public tests of a delivery checker",
        "v=spf1 a=example.com -all",
        _replaced(r"(?<= )(\+?)(a|mx):(?=[^ ])", r"\2="),
    ),
    Mistake(
        "include.",
        "github.com/ValiMail/coppertone/pull/57; MicrosoftDocs/OfficeDocs-o365seccomp/issues/295",
        "v=spf1 include.spf.protection.outlook.com",
        _replaced(_INCLUDE, r"\1include."),
    ),
    Mistake(
        "include;",
        "a published chat about Cloudflare's record",
        "v=spf1 include;spf.mx.cloudflare.net ~all",
        _replaced(_INCLUDE, r"\1include;"),
    ),
    Mistake(
        "include twice",
        "a milter's production cases, public tests",
        "include:include:spf.protection.outlook.com",
        _replaced(_INCLUDE, r"\1include:include:"),
    ),
    Mistake(
        "include without colon",
        "Microsoft's translated pages",
        "v=spf1 include spf.protection.outlook.com -all",
        _replaced(_INCLUDE, r"\1include "),
    ),
    Mistake(
        "space after include:",
        "github.com/MicrosoftDocs/dynamics-365-customer-engagement/issues/2248",
        "include: marketing.dynamics.com",
        _replaced(_INCLUDE, r"\1include: "),
    ),
    Mistake(
        "space after ip4:",
        "a mail gateway's support page; Microsoft's hybrid pages",
        "v=spf1 ip4: 192.168.0/27 -all",
        _replaced(_IP4, r"\1ip4: "),
    ),
    Mistake(
        "redirect:",
        "a university's public mail pages",
        "v=spf1 redirect:tamu.edu",
        _replaced(r"(?<= )redirect=", "redirect:"),
    ),
    Mistake(
        "quote after a name",
        "github.com/LTD-Beget/dns-zone-configurator/issues/14",
        "v=spf1 redirect=beget.com'",
        _replaced(r"(?<= )(redirect=|include:)([^ ]+)", r"\1\2'"),
    ),
    Mistake(
        "bare IPv4 address",
        "github.com/domainaware/checkdmarc/issues/19",
        "an address without a mechanism in front",
        _replaced(r"(?<=ip4:)([^ ]+) ip4:", r"\1 "),
    ),
    Mistake(
        "bare IPv6 address",
        "github.com/shevek/libspf2/issues/30 (discoursemail.com)",
        "ip6:… 2602:fd3f:0000:ff06::/64",
        _replaced(r"(?<=ip6:)([^ ]+) ip6:", r"\1 "),
    ),
    Mistake(
        "other family",
        "github.com/domainaware/checkdmarc/pull/87",
        "an IPv4 address written with ip6",
        _case_of_address,
    ),
    Mistake("all glued", "github.com/domainaware/checkdmarc/issues/209", "v=spf1 ip4:45.154.45.81~all", _glued_all),
    Mistake(
        "no space after version",
        "dmarcchecker.app/articles/most-common-spf-errors",
        "v=spf1include:spf.mandrillapp.com?all",
        _replaced(r"(?<=v=spf1) (?=include:|ip4:|ip6:|mx|a:)", ""),
    ),
    Mistake(
        "no space between terms",
        "dmarcchecker.app/articles/most-common-spf-errors",
        "unquoted in a zone file, so joined",
        _replaced(r"(?<=[0-9]) (?=include:|ip4:)", ""),
    ),
    Mistake(
        "empty ip4:",
        "serverfault.com/questions/599060",
        "v=spf1 a ip4: include:mx1.helloevery1.co.uk",
        _replaced(r"(?<=v=spf1) (?=include:|a |mx |ip4:)", " ip4: "),
    ),
    Mistake(
        "empty include:",
        "a milter's production cases; checkdmarc/issues/213",
        "v=spf1 include: -all",
        _replaced(r" (?=[~?-]all$)", " include: "),
    ),
    Mistake(
        "exists without a name",
        "github.com/domainaware/checkdmarc/issues/213",
        "v=spf1 exists -all",
        _replaced(r" (?=[~?-]all$)", " exists "),
    ),
    Mistake(
        "space in ~ all",
        "public docs of a web framework",
        "v=spf1 … a mx ~ all",
        _replaced(r"(?<= )([~?-])all$", r"\1 all"),
    ),
    Mistake(
        "verification token glued",
        "a milter's production cases, public tests",
        "~allyahoo-verification-key=hhcsp9wk/k=",
        _replaced(r"(?<= )([~?-])all$", r"\1allyahoo-verification-key=hhcsp9wk/k="),
    ),
    Mistake(
        "commas",
        "autospf.com, “What are common SPF record syntax errors …”",
        "commas or other separators instead of spaces",
        _replaced(r"(?<=[a-z0-9]) (?=include:|ip4:|ip6:)", ", "),
    ),
    Mistake(
        "commas only",
        "autospf.com, the same",
        "commas instead of spaces",
        _replaced(r"(?<=[a-z0-9]) (?=include:|ip4:|ip6:)", ","),
    ),
    Mistake(
        "semicolons",
        "suped.com/knowledge/email-authentication/spf/does-spf-record-syntax-use-spaces-or-semicolons",
        "as in DMARC",
        _replaced(r"(?<=[a-z0-9]) (?=include:|ip4:|ip6:|[~?-]all)", "; "),
    ),
    Mistake("v=spf1;", "two public DNS configurations in Nix", "v=spf1; -all", _replaced(r"(?<=v=spf1) ", "; ")),
    Mistake(
        "dash of a word processor",
        "dns.rosetraviss.uk/domain/bag65.co.uk",
        "include:spf.mandrillapp.com –all",
        _replaced(r"(?<= )-all$", "–all"),
    ),
    Mistake(
        "quotes of a word processor", "dns.rosetraviss.uk/domain/bag65.co.uk", "“v=spf1 … –all”", _wrapped("“", "”")
    ),
    Mistake(
        "quotes encoded twice",
        "dns.rosetraviss.uk/hall-of-fame/syntax-error, 2",
        r"\195\162\226\130\172\197\147",
        _wrapped("â€œ", "â€\x9d"),
    ),
    Mistake(
        "quotes inside",
        "github.com/presslabs/zinc/issues/250",
        r"\"v=spf1 include:sendgrid.net … ~all\"",
        _wrapped('"', '"'),
    ),
    Mistake(
        "backslash and quotes",
        "github.com/chatmail/filtermail/issues/60",
        r"the quotes get escaped",
        _wrapped('\\"', '\\"'),
    ),
    Mistake(
        "no-break space",
        "cr0x.net/en/spf-record-formatting-quoting-spaces",
        "tabs, non-breaking spaces",
        _replaced(r"(?<=[a-z0-9]) (?=[a-z0-9~?+-])", "\xa0"),
    ),
    Mistake(
        "tab",
        "cr0x.net/en/spf-record-formatting-quoting-spaces",
        "tabs, non-breaking spaces",
        _replaced(r"(?<=[a-z0-9]) (?=[a-z0-9~?+-])", "\t"),
    ),
    Mistake(
        "line end",
        "a milter's production cases, public tests",
        "ip4:192.0.2.153 \\na:relays.hosting.example",
        _replaced(r"(?<=[a-z0-9]) (?=[a-z0-9~?+-])", " \n"),
    ),
    Mistake(
        "control character at the end",
        "taourl.com/read-3800662.html",
        "~all and a character 0x1F",
        _wrapped("", "\x1f"),
    ),
    Mistake(
        "v=spf",
        "dns.rosetraviss.uk/hall-of-fame/syntax-error, 3",
        "v=spf ip4:213.171.216.0/24…",
        _replaced(r"^v=spf1", "v=spf"),
    ),
    Mistake(
        "v=spf1.0",
        "a Japanese guide on frequent mistakes, quoted in forums",
        "v=spf1.0 include:spf.example.jp ~all",
        _replaced(r"^v=spf1", "v=spf1.0"),
    ),
    Mistake("v = spf1", "Microsoft's translated pages", "v = spf1 … include", _replaced(r"^v=spf1", "v = spf1")),
    Mistake(
        "-v=spf1",
        "dns.rosetraviss.uk/hall-of-fame/syntax-error, 4",
        "-v=spf1 a ip4:91.194.188.143 include:…",
        _wrapped("-", ""),
    ),
    Mistake("xxxv=spf1", "dns.rosetraviss.uk/hall-of-fame/syntax-error, 5", "xxxv=spf1 include:…", _wrapped("xxx", "")),
    Mistake(
        "spf2.0/mfrom v=spf1",
        "dnsinstitute.com/research/2022/spf-problems-202205.html (scribd.com)",
        "v=spf2.0/mfrom v=spf1 include:…",
        _wrapped("v=spf2.0/mfrom ", ""),
    ),
    Mistake(
        "no version",
        "autospf.com, “What are common SPF record syntax errors …”",
        "missing v=spf1",
        _replaced(r"^v=spf1 ", ""),
    ),
    Mistake(
        "version twice",
        "dw.alpha-prm.jp/faq/domain/023953.html; github.com/sdgathman/pyspf/issues/31",
        "v=spf1 ip4:… v=spf1 ip4:… ~all",
        _replaced(r"(?<=[0-9]) (?=ip4:|include:|[~?-]all)", " v=spf1 "),
    ),
    Mistake(
        "redirect twice",
        "github.com/domainaware/checkdmarc/issues/213",
        "multiple redirect modifiers",
        _replaced(r"(?<= )redirect=([^ ]+)", r"redirect=\1 redirect=\1"),
    ),
    Mistake(
        "network of three numbers",
        "a mail gateway's support page",
        "ip4:192.168.0/27",
        _replaced(r"(?<=ip4:)([0-9]+\.[0-9]+\.[0-9]+)\.0/24", r"\1/24"),
    ),
    Mistake(
        "ip4 with a host name",
        "github.com/domainaware/checkdmarc/issues/32",
        "+ip4:relay.mailchannels.net",
        _replaced(r"(?<= )a:(?=[^ ])", "ip4:"),
        lossy=True,
    ),
    Mistake(
        "number over 255",
        "public tests of several checkers",
        "ip4:192.0.2.300",
        _replaced(r"(?<=ip4:)([0-9]+\.[0-9]+\.[0-9]+)\.[0-9]+", r"\1.300"),
        lossy=True,
    ),
    Mistake(
        "prefix over 32",
        "public tests of several checkers",
        "ip4:192.0.2.0/33",
        _replaced(r"(?<=ip4:)([0-9.]+)/[0-9]+", r"\1/33"),
        lossy=True,
    ),
    Mistake(
        "host without mechanism",
        "a Japanese guide on frequent mistakes, quoted in forums",
        "v=spf1 mx01 mx02 ~all",
        _replaced(r"(?<= )a:([a-z0-9]+)[^ ]*", r"\1"),
        lossy=True,
    ),
    Mistake(
        "im",
        "dmarcly.com/blog/ru/what-can-cause-spf-permerror",
        "v=spf1 a im -all",
        _replaced(r"(?<= )mx(?= )", "im"),
        lossy=True,
    ),
)
