"""The pages of what can be said of a DMARC record."""

from __future__ import annotations

from mailmend.model import Owner, Severity
from mailmend.rules._checks._page import DnsPage

_AT = "_dmarc.contoso.example. 300 IN TXT"
_RUA = "rua=mailto:dmarc@contoso.example"
_GOOD = f'{_AT} "v=DMARC1; p=reject; {_RUA}"'


def page(kind: str) -> DnsPage:
    """The page of one kind."""
    return _BY_KIND[kind]


_BY_KIND = {
    "none": DnsPage(
        code="MM-DMARC-101",
        severity=Severity.WARNING,
        title="The domain has no DMARC record",
        said="{domain} has no DMARC record",
        why="Nothing says what receivers shall do with mail that only pretends to come from the domain, and nobody "
        "reports it. Large receivers ask bulk senders for a record and refuse or defer mail without one (Google and "
        "Yahoo since February 2024, Microsoft's consumer service since May 2025).",
        mend="Publish a TXT record at {name} that begins with v=DMARC1; p=none and names an address for reports: it "
        "changes nothing in delivery and shows who sends.",
        example='contoso.example. 300 IN TXT "v=spf1 -all"',
        near_miss=f'{_AT} "v=DMARC1; p=none; {_RUA}"',
    ),
    "several": DnsPage(
        code="MM-DMARC-102",
        severity=Severity.ERROR,
        title="There are several DMARC records at one name",
        said="{name} holds {count} DMARC records, so none of them counts",
        why="Receivers do not choose among several records: they act as if there were none (RFC 7489 section 6.6.3, "
        "RFC 9989 section 4.10).",
        mend="Keep one record and delete the others; the tags that you want go into the one that stays.",
        example=f'{_GOOD}\n{_AT} "v=DMARC1; p=none"',
        near_miss=f'{_GOOD}\n{_AT} "some-verification=1"',
    ),
    "almost": DnsPage(
        code="MM-DMARC-103",
        severity=Severity.ERROR,
        title="A text is meant to be a DMARC record and is none",
        said="what stands at {name} is no DMARC record: it has to begin with v=DMARC1;",
        why="The version stands first and is spelled exactly so; anything else is passed over as some other text.",
        mend="Write v=DMARC1; at the very beginning, in capitals, without quotes around it, and a semicolon behind it.",
        example=f'{_AT} "v=DMARC; p=reject"',
        near_miss=_GOOD,
    ),
    "misplaced": DnsPage(
        code="MM-DMARC-104",
        severity=Severity.ERROR,
        title="The DMARC record is at the wrong name",
        said="the DMARC record is at {place}, where nobody looks for it",
        why="Receivers look at the name _dmarc below the domain and nowhere else. Some DNS forms append the domain by "
        "themselves, so that a full name typed there ends up doubled.",
        mend="Move the record to {name}.",
        example='contoso.example. 300 IN TXT "v=DMARC1; p=reject"',
        near_miss=f'{_GOOD}\ncontoso.example. 300 IN TXT "v=DMARC1; p=reject"',
    ),
    "policy-invalid": DnsPage(
        code="MM-DMARC-105",
        severity=Severity.ERROR,
        title="A policy of the DMARC record is not one of the three",
        said="\u201c{detail}\u201d is no policy: it is none, quarantine or reject",
        why="A policy that cannot be read makes the record count as p=none where it asks for reports, and not at all "
        "where it does not (RFC 9989 section 4.10).",
        mend="Write none, quarantine or reject.",
        example=f'{_AT} "v=DMARC1; p=rejected; {_RUA}"',
        near_miss=f'{_AT} "v=DMARC1; p=REJECT; {_RUA}"',
    ),
    "policy-missing": DnsPage(
        code="MM-DMARC-106",
        severity=Severity.ERROR,
        title="The DMARC record has no policy",
        said="the record at {name} does not say p=",
        why="RFC 7489 requires the policy; a receiver that follows it ignores the record, or takes it as p=none where "
        "it asks for reports. RFC 9989 takes it as p=none.",
        mend="Put p=none; (or the policy that you want) right behind v=DMARC1;",
        example=f'{_AT} "v=DMARC1; {_RUA}"',
        near_miss=_GOOD,
    ),
    "repeated": DnsPage(
        code="MM-DMARC-107",
        severity=Severity.WARNING,
        title="A tag stands twice in the DMARC record",
        said="the tag \u201c{detail}\u201d stands twice",
        why="A tag list in which a name stands twice is not valid (RFC 6376 section 3.2): one receiver takes the "
        "first, another the second, a third ignores the record.",
        mend="Delete the one that is not meant.",
        example=f'{_AT} "v=DMARC1; p=reject; p=none; {_RUA}"',
        near_miss=_GOOD,
    ),
    "bad-term": DnsPage(
        code="MM-DMARC-108",
        severity=Severity.WARNING,
        title="A part of the DMARC record is no tag",
        said="\u201c{detail}\u201d is no tag: tags are written name=value",
        why="What it was meant to say is not said, and strict receivers ignore the whole record.",
        mend="Correct or delete it; a comma or space in place of a semicolon is often the reason.",
        example=f'{_AT} "v=DMARC1; p=reject; quarantine; {_RUA}"',
        near_miss=f'{_AT} "v=DMARC1; p=reject; {_RUA};"',
    ),
    "invalid": DnsPage(
        code="MM-DMARC-109",
        severity=Severity.WARNING,
        title="A tag of the DMARC record has a value that it cannot have",
        said="\u201c{detail}\u201d is not a value that this tag can have",
        why="The tag is ignored and its default holds: relaxed alignment, no testing.",
        mend="aspf and adkim are r or s, t is y or n, psd is y, n or u.",
        example=f'{_AT} "v=DMARC1; p=reject; aspf=strict; {_RUA}"',
        near_miss=f'{_AT} "v=DMARC1; p=reject; aspf=s; {_RUA}"',
    ),
    "bad-address": DnsPage(
        code="MM-DMARC-110",
        severity=Severity.WARNING,
        title="An address for reports is not written as a URI",
        said="\u201c{detail}\u201d is not an address for reports: it has to begin with mailto:",
        why="No report is sent to what is not a URI.",
        mend="Write rua=mailto:name@example.com, with a comma between several addresses.",
        example=f'{_AT} "v=DMARC1; p=reject; rua=dmarc@contoso.example"',
        near_miss=_GOOD,
    ),
    "not-allowed": DnsPage(
        code="MM-DMARC-111",
        severity=Severity.WARNING,
        title="Reports go to a domain that has not said that it takes them",
        said="{host} has not said that it takes the reports of this domain, so none are sent to {uri}",
        why="A destination outside the domain's organization must agree, with a record in its own DNS; otherwise "
        "anybody could have strangers flooded with reports (RFC 7489 section 7.1, kept by RFC 9990).",
        mend="Have {host} publish a TXT record v=DMARC1 at {name}, or use an address within your own domain.",
        example=f'{_AT} "v=DMARC1; p=reject; rua=mailto:c@reports.example"',
        near_miss=f'{_AT} "v=DMARC1; p=reject; rua=mailto:c@reports.example"\n'
        'contoso.example._report._dmarc.reports.example. 300 IN TXT "v=DMARC1"',
    ),
    "unavailable": DnsPage(
        code="MM-DMARC-112",
        severity=Severity.ERROR,
        owner=Owner.DNS_HOST,
        title="DNS gives no answer at the name of the DMARC record",
        said="DNS gives no answer for {name}",
        why="Receivers put mail off, or treat it as if there were no policy, while DNS does not answer.",
        mend="Have whoever runs the DNS of the domain repair the servers that do not answer for {name}.",
        example=";! unavailable _dmarc.contoso.example. TXT servfail",
        near_miss=_GOOD,
    ),
    "monitoring": DnsPage(
        code="MM-DMARC-201",
        severity=Severity.ADVICE,
        title="The DMARC policy is none: it stops nothing",
        said="the policy of {domain} is none, which stops no forgery",
        why="With p=none receivers deliver what fails DMARC as if there were no record. That is the right start, and "
        "no place to stay.",
        mend="Read the reports; when everything that is yours passes, go to p=quarantine and then to p=reject.",
        example=f'{_AT} "v=DMARC1; p=none; {_RUA}"',
        near_miss=f'{_AT} "v=DMARC1; p=quarantine; {_RUA}"',
    ),
    "no-reports": DnsPage(
        code="MM-DMARC-202",
        severity=Severity.ADVICE,
        title="The DMARC record asks for no reports",
        said="nobody tells {domain} who sends in its name: the record has no rua",
        why="Aggregate reports show every sender that uses the domain, and whether it passes. Without them nobody "
        "notices when a service of your own starts to fail.",
        mend="Add rua=mailto: with an address that you read, or that a report service reads for you.",
        example=f'{_AT} "v=DMARC1; p=reject"',
        near_miss=_GOOD,
    ),
    "removed": DnsPage(
        code="MM-DMARC-203",
        severity=Severity.ADVICE,
        title="A tag is used that the newest standard has removed",
        said="\u201c{detail}\u201d has been removed by RFC 9989",
        why="RFC 9989 (2026) has no pct, rf and ri any more. Receivers that follow it ignore the tag.",
        mend="Delete the tag; it changes nothing here.",
        example=f'{_AT} "v=DMARC1; p=reject; pct=100; {_RUA}"',
        near_miss=_GOOD,
    ),
    "unknown": DnsPage(
        code="MM-DMARC-204",
        severity=Severity.ADVICE,
        title="A tag of the DMARC record is not known",
        said="\u201c{detail}\u201d is not known and is ignored",
        why="Receivers ignore what they do not know; a misspelt tag is then missing.",
        mend="Correct the spelling, or delete it.",
        example=f'{_AT} "v=DMARC1; p=reject; ruo=mailto:x@contoso.example; {_RUA}"',
        near_miss=_GOOD,
    ),
    "order": DnsPage(
        code="MM-DMARC-205",
        severity=Severity.WARNING,
        title="The policy does not stand right behind the version",
        said="p= does not stand right behind v=DMARC1;",
        why="RFC 7489 section 6.4 asks for that place; RFC 9989 does not. A receiver with an old and strict reader "
        "ignores the record.",
        mend="Move p= to the second place.",
        example=f'{_AT} "v=DMARC1; {_RUA}; p=reject"',
        near_miss=_GOOD,
    ),
    "percent": DnsPage(
        code="MM-DMARC-206",
        severity=Severity.ADVICE,
        title="The policy is meant for a part of the mail only",
        said="\u201c{detail}\u201d: some receivers apply the policy to this part only, others to all mail",
        why="RFC 7489 lets a record name a percentage; RFC 9989 has removed it, so that receivers of the two kinds "
        "treat the same mail differently.",
        mend="Decide for one policy without pct; t=y is how RFC 9989 asks for a test.",
        example=f'{_AT} "v=DMARC1; p=reject; pct=20; {_RUA}"',
        near_miss=_GOOD,
    ),
    "weaker": DnsPage(
        code="MM-DMARC-207",
        severity=Severity.ADVICE,
        title="Subdomains are protected less than the domain",
        said="\u201c{detail}\u201d asks for less than the policy of the domain itself",
        why="Whoever forges takes the name that is protected least; any subdomain will do, also one that does not "
        "exist.",
        mend="Delete sp, or set it as p is; np=reject protects the names that do not exist.",
        example=f'{_AT} "v=DMARC1; p=reject; sp=none; {_RUA}"',
        near_miss=f'{_AT} "v=DMARC1; p=quarantine; sp=reject; {_RUA}"',
    ),
    "test": DnsPage(
        code="MM-DMARC-208",
        severity=Severity.ADVICE,
        title="The DMARC policy is marked as a test",
        said="t=y asks receivers to go one step below the policy",
        why="With t=y a receiver of RFC 9989 treats reject as quarantine and quarantine as none; one of RFC 7489 does "
        "not know the tag and applies the policy in full.",
        mend="Delete t=y when the test is over.",
        example=f'{_AT} "v=DMARC1; p=reject; t=y; {_RUA}"',
        near_miss=f'{_AT} "v=DMARC1; p=reject; t=n; {_RUA}"',
    ),
    "disagree": DnsPage(
        code="MM-DMARC-209",
        severity=Severity.WARNING,
        title="Receivers of the old and of the new DMARC come to different policies",
        said="by RFC 9989 the policy is {walk} (organization {walk_domain}), by RFC 7489 it is {list} (organization "
        "{list_domain})",
        why="RFC 9989 walks up the DNS tree and takes the records that it meets; RFC 7489 looks at the domain and at "
        "its organization by the public suffix list. Receivers of both kinds are in use.",
        mend="Publish a record at {domain} itself, so that both find the same; a record at an organization's top can "
        "say psd=n.",
        example=f'{_AT} "v=DMARC1; p=reject; np=rejct; {_RUA}"',
        near_miss=f'{_AT} "v=DMARC1; p=reject; np=reject; {_RUA}"',
    ),
    "size": DnsPage(
        code="MM-DMARC-210",
        severity=Severity.ADVICE,
        title="An address for reports has a size limit",
        said="\u201c{detail}\u201d carries a size limit, which RFC 9989 does not know",
        why="RFC 7489 let an address end with a limit such as !10m; receivers of RFC 9989 take it for a part of the "
        "address, and their reports come back.",
        mend="Delete the exclamation mark and what follows it.",
        example=f'{_AT} "v=DMARC1; p=reject; rua=mailto:dmarc@contoso.example!10m"',
        near_miss=_GOOD,
    ),
}
PAGES = tuple(_BY_KIND.values())
