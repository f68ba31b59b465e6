"""The words of the field: every term of SPF (RFC 7208), and what else stands in the answers."""

from __future__ import annotations

from mailmend.frozen import frozen


@frozen
class Term:
    """One word: how it is also spelled, what it means, an example, and what to read next."""

    name: str
    title: str
    text: str
    example: str = ""
    also: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


_MECHANISM = "A mechanism matches or does not; the first that matches decides, with its qualifier."

TERMS = (
    # -- the record
    Term(
        name="SPF",
        title="The list of who may send mail in a domain's name",
        text="A TXT record of the domain that begins with v=spf1. The receiver takes the address that hands a message "
        "over and the domain of its return path, and reads the record from left to right until a term matches (RFC "
        "7208).",
        example="v=spf1 mx include:spf.protection.outlook.com -all",
        also=("v=spf1", "record", "sender policy framework"),
        see=("mechanism", "qualifier", "MAIL FROM", "X.7.23"),
    ),
    Term(
        name="mechanism",
        title="A term of an SPF record that addresses match or do not",
        text="There are eight: all, include, a, mx, ptr, ip4, ip6, exists. " + _MECHANISM,
        also=("directive", "term"),
        see=("all", "include", "a", "mx", "ip4", "ip6", "exists", "ptr"),
    ),
    Term(
        name="qualifier",
        title="The sign before a mechanism: what a match means",
        text="+ pass (also where nothing stands), - fail, ~ softfail, ? neutral (RFC 7208 section 4.6.2).",
        example="-all",
        also=("+", "-", "~", "?"),
        see=("pass", "fail", "softfail", "neutral"),
    ),
    Term(
        name="modifier",
        title="A term of an SPF record with an equals sign",
        text="redirect= and exp= have a meaning; others are ignored, so that new ones can be invented (RFC 7208 "
        "section 6).",
        also=("unknown-modifier",),
        see=("redirect", "exp"),
    ),
    Term(
        name="all",
        title="Everybody",
        text="Matches every address, so it stands last: what comes after it is never read. -all asks receivers to "
        "refuse all others, ~all only to be suspicious of them. +all lets the whole world send as you.",
        example="-all",
        also=("-all", "~all", "?all", "+all"),
        see=("qualifier",),
    ),
    Term(
        name="include",
        title="Whoever passes the record of another domain",
        text="The record of the named domain is evaluated for the same address; only its pass is a match (RFC 7208 "
        "section 5.2). This is how a sending service is authorised. A name without a record is an error. It counts as "
        "a lookup, and so does all that is in it.",
        example="include:spf.protection.outlook.com",
        see=("lookup limit", "MM-SPF-007"),
    ),
    Term(
        name="a",
        title="The addresses of a host name",
        text="Matches when the address is one of the A or AAAA records of the name, or of the domain itself where "
        "none stands (RFC 7208 section 5.3). With a prefix length, whole networks. One lookup.",
        example="a:mail.contoso.example",
        see=("lookup limit", "void lookup"),
    ),
    Term(
        name="mx",
        title="The mail hosts of a domain",
        text="Matches when the address belongs to one of the domain's MX hosts (RFC 7208 section 5.4). It authorises "
        "who receives the mail, which is often not who sends it. One lookup, and at most ten hosts.",
        example="mx",
        see=("lookup limit",),
    ),
    Term(
        name="ip4",
        title="An IPv4 address or network",
        text="Matches without asking DNS (RFC 7208 section 5.6).",
        example="ip4:203.0.113.0/24",
        see=("ip6",),
    ),
    Term(
        name="ip6",
        title="An IPv6 address or network",
        text="Matches without asking DNS (RFC 7208 section 5.6). Many servers send over IPv6 without their owners "
        "knowing.",
        example="ip6:2001:db8::/32",
        see=("ip4",),
    ),
    Term(
        name="ptr",
        title="Hosts whose reverse name is under a domain",
        text="Slow, unreliable and not to be used any more (RFC 7208 section 5.5). Name the addresses instead.",
        example="ptr:contoso.example",
        see=("PTR",),
    ),
    Term(
        name="exists",
        title="Whether a name exists that is made from the message",
        text="A macro makes the name, for example from the client address; an A record at it is a match (RFC 7208 "
        "section 5.7). Services use it to answer for each address anew.",
        example="exists:%{i}._spf.contoso.example",
        see=("macro", "lookup limit"),
    ),
    Term(
        name="redirect",
        title="The record of another domain instead of this one",
        text="Used only where no mechanism matched, and not at all where the record has all (RFC 7208 section 6.1). "
        "The other domain's result is taken as it is, fail too.",
        example="redirect=_spf.contoso.example",
        see=("include",),
    ),
    Term(
        name="exp",
        title="An explanation for whoever is refused",
        text="Names a TXT record whose text a receiver may put into its refusal (RFC 7208 section 6.2). It is written "
        "by the sender's domain, so receivers treat it with care.",
        example="exp=explain._spf.contoso.example",
    ),
    Term(
        name="macro",
        title="A place in a record that the message fills in",
        text="%{i} is the client address, %{s} the sender, %{l} and %{o} its parts before and behind the @ sign, %{d} "
        "the domain, %{h} the HELO name, %{p} the reverse name, %{v} in-addr or ip6; only in explanations %{c}, %{r}, "
        "%{t}. A number keeps that many parts from the right, r reverses them. %% is a percent sign, %_ a space, %- "
        "an encoded space (RFC 7208 section 7).",
        example="exists:%{ir}.%{v}._spf.%{d2}",
        also=("%{i}", "%{s}", "%{l}", "%{o}", "%{d}", "%{h}", "%{p}", "%{v}", "%{c}", "%{r}", "%{t}", "%%", "%_", "%-"),
        see=("exists",),
    ),
    # -- the results
    Term(
        name="pass",
        title="The address may send for the domain",
        text="An authorisation, not a certificate of good conduct: it says nothing of the message (RFC 7208 section "
        "2.6.3).",
        see=("fail", "alignment"),
    ),
    Term(
        name="fail",
        title="The address may not send for the domain",
        text="The domain says so itself, by a term with a minus, mostly -all. Receivers may refuse such mail, and many "
        "do (RFC 7208 section 8.4).",
        also=("hardfail",),
        see=("MM-SPF-001", "softfail", "X.7.23"),
    ),
    Term(
        name="softfail",
        title="The address probably may not send for the domain",
        text="A term with a tilde matched, mostly ~all. Most receivers take the mail and mark it (RFC 7208 section "
        "8.5).",
        see=("fail",),
    ),
    Term(
        name="neutral",
        title="The domain says nothing about the address",
        text="No term matched, or one with a question mark did. To be treated like none (RFC 7208 section 8.2).",
        see=("none",),
    ),
    Term(
        name="none",
        title="There is no SPF record",
        text="Nothing could be checked (RFC 7208 section 8.1). Some receivers refuse such mail by their own policy.",
        see=("MM-SPF-002",),
    ),
    Term(
        name="permerror",
        title="The record cannot be evaluated",
        text="An error in it, two records, or too many lookups. It stays until somebody corrects the record (RFC 7208 "
        "section 8.7).",
        see=("MM-SPF-005", "MM-SPF-004", "MM-SPF-003", "lookup limit"),
    ),
    Term(
        name="temperror",
        title="DNS did not answer",
        text="The record, or one that it includes, could not be had. It may pass by itself; a server that never "
        "answers has to be mended (RFC 7208 section 8.6).",
        see=("MM-DNS-001",),
    ),
    Term(
        name="lookup limit",
        title="Ten lookups, and no more",
        text="include, a, mx, ptr, exists and redirect count, in all records that are read on the way. At the eleventh "
        "the check ends with permerror (RFC 7208 section 4.6.4). ip4, ip6 and all cost nothing.",
        also=("lookups", "lookup", "too many lookups"),
        see=("MM-SPF-004", "void lookup", "flattening"),
    ),
    Term(
        name="void lookup",
        title="A lookup that finds nothing",
        text="A name that does not exist or has no such record. After two of them many receivers stop with permerror "
        "(RFC 7208 section 4.6.4).",
        also=("void", "voids", "void lookups"),
        see=("MM-SPF-006",),
    ),
    Term(
        name="flattening",
        title="Addresses written out instead of includes",
        text="Saves lookups, and goes stale without a word: when the service changes its addresses, the record does "
        "not follow.",
        also=("flatten",),
        see=("lookup limit",),
    ),
    # -- who is checked
    Term(
        name="MAIL FROM",
        title="The return path: where bounces go",
        text="The address on the envelope (RFC 5321), not the one that readers see. SPF checks its domain. A bounce "
        "has an empty one.",
        also=("return path", "return-path", "envelope sender", "mfrom"),
        see=("HELO", "alignment"),
    ),
    Term(
        name="HELO",
        title="The name with which a mail server greets",
        text="SPF checks it too, and alone where the return path is empty (RFC 7208 section 2.3). It should be a name "
        "with an address, and the address should lead back to it.",
        also=("EHLO",),
        see=("PTR", "MAIL FROM"),
    ),
    Term(
        name="client address",
        title="The address that handed the message to the receiver",
        text="The only one that SPF looks at. It stands in the receiver's own words; the lines that other servers "
        "wrote can be forged.",
        also=("client_ip", "ip"),
        see=("MM-SPF-001",),
    ),
    Term(
        name="alignment",
        title="Whether the checked domain is that of the author",
        text="DMARC counts SPF only where the domain of the return path and the one in From belong together (RFC "
        "9989), and DKIM only where the signer's does.",
        see=("DMARC", "MM-DMARC-001"),
    ),
    Term(
        name="DMARC",
        title="What a domain asks receivers to do with mail that is not proved to be its own",
        text="A TXT record at _dmarc. It asks for SPF or DKIM to pass for the domain in From, and says what to do "
        "otherwise: none, quarantine, reject (RFC 9989).",
        example="v=DMARC1; p=reject; rua=mailto:dmarc@contoso.example",
        see=("alignment", "DKIM"),
    ),
    Term(
        name="DKIM",
        title="A signature of the sending domain in the message",
        text="The key stands in DNS under a selector (RFC 6376). Other than SPF it survives forwarding, as long as "
        "nobody changes the message.",
        see=("DMARC",),
    ),
    Term(
        name="ARC",
        title="A chain of seals by servers that pass a message on",
        text="Each says what it had seen of SPF and DKIM before it changed or forwarded the message (RFC 8617). The "
        "last receiver decides whom it believes.",
        see=("forwarding",),
    ),
    # -- on the way
    Term(
        name="forwarding",
        title="Why forwarded mail fails SPF",
        text="The forwarder's address is not in the sender's record, and cannot be. The forwarder has to use a return "
        "path of its own.",
        also=("forwarder",),
        see=("SRS", "ARC", "MM-FORWARD-001"),
    ),
    Term(
        name="SRS",
        title="A return path rewritten by the forwarder",
        text="The sender rewriting scheme packs the old address into one of the forwarder's domain, so that SPF passes "
        "and bounces still find home.",
        see=("forwarding",),
    ),
    Term(
        name="backscatter",
        title="Bounces of mail that you never sent",
        text="Somebody put your address on a forged message, and a server sent its refusal to you. Nothing is to be "
        "mended; a record with -all makes it rarer.",
        see=("MM-FORGED-001",),
    ),
    Term(
        name="relay pool",
        title="Addresses of Microsoft 365 for mail that is not surely its customer's",
        text="Forwarded mail, and mail of domains that the tenant has not accepted, leaves through it. Its addresses "
        "are not published and must not be listed: every tenant's mail could leave through them.",
        see=("MM-POOL-002", "high-risk pool"),
    ),
    Term(
        name="high-risk pool",
        title="Addresses of Microsoft 365 for mail that looks like spam",
        text="Used where an account sends what is judged to be spam. They are in no record. The cause has to be ended "
        "in Microsoft 365.",
        see=("MM-POOL-001", "relay pool"),
    ),
    Term(
        name="PTR",
        title="The name of an address",
        text="Mail servers want it, and want it to lead back to the same address. Whoever gives you the address sets "
        "it, not your own DNS.",
        also=("reverse name", "reverse DNS", "rDNS"),
        see=("HELO", "X.7.25"),
    ),
    # -- DNS
    Term(
        name="TXT",
        title="A DNS record that holds text",
        text="SPF, DMARC and DKIM stand in such records. A text is made of strings of at most 255 bytes, joined "
        "without a space. Several may stand at one name; of SPF only one.",
        see=("MM-SPF-003",),
    ),
    Term(
        name="RRset",
        title="All records of one name and type together",
        text="DNS changes them only as a whole: whoever replaces an SPF record must keep the other TXT records.",
        see=("TXT",),
    ),
    Term(
        name="TTL",
        title="For how long an answer of DNS may be kept",
        text="In seconds. After a change the old answer may be given for that long by every resolver that had asked "
        "before.",
        see=("authoritative server",),
    ),
    Term(
        name="authoritative server",
        title="A DNS server that holds the zone itself",
        text="What it says is so; resolvers only repeat it. All of a zone's servers should say the same.",
        also=("name server", "nameserver"),
        see=("MM-DNS-002",),
    ),
    Term(
        name="postmaster",
        title="The address that every mail domain must have",
        text="postmaster@ the domain reaches whoever runs its mail (RFC 5321 section 4.5.1).",
    ),
    Term(
        name="enhanced status code",
        title="Three numbers that say why",
        text="Class, subject, detail (RFC 3463): 5.7.23 is for good, security, SPF. Vendors use some of them as they "
        "like, so the words beside them count too.",
        also=("status code", "DSN"),
        see=("X.7.23", "X.1.1"),
    ),
)
