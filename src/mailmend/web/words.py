"""The words of the pages. English stands here; translations are found by it, as for all words of the edges."""

from __future__ import annotations

from collections.abc import Mapping

from mailmend.frozen import frozen
from mailmend.render.words import ENGLISH, Words, marked, words_of

# What stands between these (Unicode's private use) is English in a page of another language.
FOREIGN, HOME = "\ue000", "\ue001"


class PageWords(Words):
    """The words of a page: where a command line's words speak of its options, a page speaks of its own fields.

    What is not translated stands between FOREIGN and HOME, so that the page can say that it is English.
    """

    __slots__ = ()

    def coded(self, code: str, template: str, /, **params: object) -> str:
        """See :meth:`Words.coded`."""
        if code in ON_PAGES:
            return self.text(ON_PAGES[code], **params)
        return super().coded(code, template, **params)

    def _one(self, context: str, english: str) -> str:
        if self.language == ENGLISH.language or (context, english) in self.catalog.said:
            return super()._one(context, english)
        return FOREIGN + english + HOME


def page_words(language: str) -> PageWords:
    """The words of pages in ``language``, which is one that is spoken here."""
    plain = words_of(language)
    return PageWords(plain.language, plain.catalog)


@frozen(kw_only=False)
class Speech:
    """The words of the pages in one language."""

    words: Words

    @property
    def language(self) -> str:
        """Its code: ``en``."""
        return self.words.language

    def t(self, code: str, **params: object) -> str:
        """The sentence ``code``, its placeholders filled in."""
        return self.words.text(WORDS[code], **params)


WORDS: Mapping[str, str] = {
    # -- every page
    "site.tagline": marked("Bounced mail in, delivered mail out"),
    "site.skip": marked("Skip to the answer"),
    "site.language": marked("Language"),
    "site.nav": marked("Main"),
    "site.new": marked("New bounce"),
    "site.rules": marked("What it knows"),
    "site.api": marked("API"),
    "site.privacy": marked("Nothing you send is stored or logged."),
    "site.privacy-more": marked(
        "What you paste is read in memory and forgotten with the answer. DNS is asked about the domains in it; mail "
        "addresses are not told to DNS. Logs hold times, counts and error codes."
    ),
    # -- first page
    "home.title": marked("Why did your mail come back?"),
    "home.lead": marked(
        "Paste the bounce. You get who refused it and why, who must act, and the DNS record or the steps that mend it, "
        "proved before you change anything."
    ),
    "home.box": marked("The message that came back"),
    "home.placeholder": marked(
        "Your message to ronald@fabrikam.example couldn’t be delivered.\n"
        "550 5.7.23 The message was rejected because of Sender Policy Framework violation …"
    ),
    "home.hint": marked("Paste all of it, or the one line with the error code. Any language, any mail server."),
    "home.drop": marked("or drop a file here: .eml, .msg, .txt"),
    "home.file": marked("Choose a file"),
    "home.dropping": marked("Let go to read this file"),
    "home.go": marked("Find out why"),
    "home.working": marked("Asking DNS …"),
    "home.failed": marked("The answer did not arrive. Check the connection and try again."),
    "home.more": marked("I know more than the bounce says"),
    "home.examples": marked("No bounce at hand? Try an example"),
    "home.check": marked("Or check a domain"),
    "home.check-lead": marked("SPF, DKIM, DMARC and MX of any domain; with an address, whether it may send for it."),
    "home.domain": marked("Domain or mail address"),
    "home.ip": marked("Sending address (optional)"),
    "home.check-go": marked("Check"),
    # -- what the asker knows
    "told.ip": marked("The address that the receiver saw"),
    "told.ip-hint": marked("An IP address, from the receiver’s words or your outbound gateway."),
    "told.mine": marked("Addresses that are mine"),
    "told.mine-hint": marked("Addresses or networks of your own servers, separated by commas."),
    "told.sender": marked("Return path (MAIL FROM)"),
    "told.helo": marked("Name in the greeting (HELO)"),
    "told.again": marked("Ask again"),
    "told.title": marked("Do you know more?"),
    "told.missing": marked("One more fact would settle it"),
    # -- the answer
    "answer.title": marked("Answer"),
    "answer.stories": marked("The report tells of different refusals. Each has its own answer."),
    "answer.story": marked("Refusal {n} of {all}"),
    "answer.more": marked("There is more in this input than is answered at a time; the rest was left out."),
    "answer.happened": marked("What happened"),
    "answer.who": marked("Who must act"),
    "answer.do": marked("Do this"),
    "answer.sure": marked("How sure"),
    "answer.other": marked("As likely"),
    "answer.to": marked("To"),
    "answer.copy": marked("Copy"),
    "answer.copied": marked("Copied"),
    "answer.record": marked("Record"),
    "answer.old": marked("before"),
    "answer.new": marked("after"),
    "answer.kept": marked("stays"),
    "answer.because": marked("because {reason}"),
    "answer.forecast": marked("Forecast, by the evaluator that receivers’ rules describe"),
    "answer.paste": marked("To paste"),
    "answer.letters": marked("Letters, ready to send"),
    "answer.subject": marked("Subject"),
    "answer.evidence": marked("Evidence"),
    "answer.journey": marked("The way of the message"),
    "answer.bounce": marked("What the bounce says"),
    "answer.bounce-hint": marked("The lines that the answer rests on; the deciding words are marked."),
    "answer.line": marked("line {n}"),
    "answer.gap": marked("lines left out"),
    "answer.spf": marked("SPF, as the receiver evaluated it"),
    "answer.readings": marked("How receivers read it"),
    "answer.readings-hint": marked("Mail servers count in different ways; these are the known ones."),
    "answer.reading": marked("Reading"),
    "answer.result": marked("Result"),
    "answer.why": marked("Why"),
    "answer.not-cause": marked("not the cause"),
    "answer.against": marked("What speaks against it"),
    "answer.page": marked("About this rule"),
    "answer.asked": marked("DNS asked"),
    "answer.share": marked("Take it with you"),
    "answer.redact": marked("Replace the names in mail addresses (anna@ becomes user1@)"),
    "answer.share-hint": marked("Made anew from this page; nothing is kept on the server."),
    "answer.share-large": marked("The message is too large to be carried in this page; choose it again to download."),
    "answer.as-html": marked("Report (HTML)"),
    "answer.as-markdown": marked("For a ticket (Markdown)"),
    "answer.as-json": marked("JSON"),
    "answer.as-case": marked("Case folder (zip)"),
    "answer.print": marked("Print"),
    "answer.draft": marked("Draft for a mail program (.eml)"),
    "answer.mailto": marked("Write it in my mail program"),
    "answer.mailto-empty": marked("Address a mail, then paste the letter"),
    "answer.all-evidence": marked("Evidence for this refusal"),
    "answer.list": marked("All refusals of this report"),
    "answer.more-recipients": marked("{names} and {n} more"),
    "how.replace": marked(
        "At your DNS host, open the {type} record of {name} that is marked −, and put the new value in its place. "
        "Leave the other records as they are."
    ),
    "how.add": marked(
        "At your DNS host, add a {type} record for {name} with this value. Leave the other records as they are."
    ),
    "how.remove": marked(
        "At your DNS host, delete the {type} record of {name} that is marked −. Leave the other records as they are."
    ),
    "how.after": marked("When it is published, see whether it passes"),
    "sure.certain": marked("certain"),
    "sure.likely": marked("likely"),
    "sure.possible": marked("possible"),
    "chip.act": marked("You can mend this"),
    "chip.other": marked("Somebody else must act"),
    "chip.calm": marked("Nothing to do"),
    "chip.open": marked("Not enough to say"),
    "way.publish": marked("Publish this record"),
    "way.or": marked("Or, perhaps"),
    "way.perhaps": marked("Perhaps, if it is yours"),
    "way.possible": marked("One way to mend it"),
    "applicable.safe": marked("safe to publish"),
    "applicable.review": marked("look at it first"),
    "applicable.manual": marked("by hand"),
    "forecast.gained": marked("start to pass"),
    "forecast.lost": marked("stop passing"),
    "forecast.others": marked("everybody else"),
    "forecast.uncounted": marked("DNS decides for each address"),
    "forecast.lookups": marked("DNS lookups"),
    "forecast.of-ten": marked("{n} of 10"),
    "forecast.none": marked("nobody"),
    "forecast.range": marked("a large IPv6 range"),
    "letter.refused-too": marked(
        "A mail from the refused domain would be refused too: send this from another domain, or telephone."
    ),
    "letter.postmaster": marked("To their postmaster"),
    "letter.dns-host": marked("To my DNS host"),
    "letter.service": marked("To the sending service"),
    "letter.user": marked("To my user"),
    "letter.helpdesk": marked("From the helpdesk"),
    "journey.sender": marked("Sender"),
    "journey.server": marked("Sent from"),
    "journey.service": marked("Sent by"),
    "journey.forwarder": marked("Forwarded by"),
    "journey.receiver": marked("Receiver"),
    "journey.refused": marked("refused"),
    "journey.delayed": marked("put off"),
    "journey.must-act": marked("must act"),
    "pool.regular": marked("regular pool"),
    "pool.high-risk": marked("high-risk pool"),
    "pool.relay": marked("relay pool"),
    "pool.relay-high-risk": marked("high-risk relay pool"),
    "pool.consumer": marked("Outlook.com"),
    "pool.acs": marked("Communication Services"),
    "place.asker": marked("you said"),
    "place.bounce": marked("the bounce"),
    "place.line": marked("line {n} of the bounce"),
    "place.line-by": marked("line {n} of the bounce, said by {host}"),
    "place.at": marked("{place} at {server}"),
    "spf.line": marked("{result} for {ip} and {domain}: {lookups} of 10 lookups, {voids} of 2 void"),
    "spf.unknown-address": marked("The record of {domain}; the bounce does not say which address was refused."),
    "asked.now": marked("{when}"),
    "reading.rfc7208": marked("RFC 7208, to the letter"),
    "reading.mx-hosts-counted": marked("The hosts of mx counted too"),
    "reading.lenient": marked("Lenient: no limit of void lookups, errors only where they are met"),
    # -- a domain
    "spf.title": marked("SPF of {domain}"),
    "spf.evaluated": marked("SPF of {domain} for {ip}"),
    "spf.none": marked("{domain} has no SPF record."),
    "spf.valid": marked("The record is valid."),
    "spf.invalid": marked("Receivers meet an error in this record."),
    "spf.unasked": marked("DNS did not answer for {domain}; try again."),
    "spf.passes": marked("{ip} may send mail for {domain}."),
    "spf.fails": marked("{ip} may not send mail for {domain}."),
    "spf.softfails": marked("{ip} is probably not allowed to send mail for {domain}."),
    "spf.neutrals": marked("{domain} says neither yes nor no about {ip}."),
    "spf.nones": marked("{domain} has no SPF record that says anything about {ip}."),
    "spf.permerrors": marked("The SPF record of {domain} has an error, so receivers cannot use it for {ip}."),
    "spf.temperrors": marked("DNS did not answer, so nobody can say whether {ip} may send for {domain}."),
    "spf.tree": marked("The tree of the record"),
    "spf.problems": marked("Problems"),
    "spf.advice": marked("Advice"),
    "spf.instead": marked("Publish instead"),
    "spf.who": marked("Whom it passes"),
    "spf.v4": marked("IPv4 addresses"),
    "spf.v6": marked("IPv6 addresses"),
    "spf.result": marked("Result"),
    "spf.lookups": marked("lookups"),
    "spf.voids": marked("void lookups"),
    "spf.of-ten": marked("{n} of 10"),
    "spf.of-two": marked("{n} of 2"),
    "spf.ttl": marked("TTL"),
    "spf.seconds": marked("{n} s"),
    "spf.dynamic": marked("Decided by asking DNS for each address: {terms}"),
    "spf.meant": marked("Perhaps {suggestion} is meant."),
    "spf.try": marked("Ask about an address"),
    "spf.postmaster": marked("The local part of the sender was not told to DNS: postmaster stands for it."),
    "spf.proved": marked("Evaluated for every address: nobody who passes now is lost."),
    "spf.unproved": marked("Not proved: errors remain, or DNS decides for each address."),
    # -- checks, rules, errors
    "check.title": marked("Mail DNS of {domain}"),
    "check.clean": marked("Nothing to mend."),
    "check.spf": marked("The SPF record in detail"),
    "check.error": marked("mail fails"),
    "check.warning": marked("mail may fail"),
    "check.advice": marked("could be better"),
    "rules.title": marked("What mailmend knows"),
    "rules.lead": marked("Each cause that it can tell apart, each error of a record, each status code: with its page."),
    "pages.rules": marked("Why mail comes back"),
    "pages.checks": marked("What a check of a domain finds"),
    "pages.records": marked("What can be wrong with an SPF record"),
    "pages.status-codes": marked("Enhanced status codes"),
    "pages.terms": marked("Words of the field"),
    "pages.see": marked("Read next"),
    "error.title": marked("That did not work"),
    "error.back": marked("Back to the first page"),
    "error.id": marked("Request {id}"),
    "examples.title": marked("Example"),
    "examples.note": marked(
        "This is an example: a made-up company, its bounce, and its DNS, all shipped with mailmend."
    ),
    "examples.input": marked("The bounce that was given"),
}

# By the code of the phrase. The fields of the form have the names that stand in "told.…", above.
ON_PAGES: Mapping[str, str] = {
    "MM-BOUNCE-024.do.unseen": marked(
        "Find out from which address the message came, fill it in on this page and ask again: then the SPF record that "
        "passes is shown. Have the service that sends sign with DKIM, and publish a DMARC record for the From domain."
    ),
    "MM-DKIM-006.do": marked(
        "See whether such a message carries a signature (DKIM-Signature in its header). The check of {domain} on the "
        "first page looks for its keys."
    ),
    "MM-DKIM-006.do.unnamed": marked(
        "See whether such a message carries a signature (DKIM-Signature in its header). The check of a domain on the "
        "first page looks for its keys."
    ),
    "MM-DKIM-101.mend": marked(
        "Turn on DKIM signing for {domain} where your mail is sent and publish the records that you get there. If you "
        "sign already, nothing is wrong: DNS does not tell all the names of keys."
    ),
    "MM-DNS-003.do": marked("Try again in some minutes."),
    "MM-DNS-101.mend": marked(
        "Judge by what the authoritative servers say, and correct the zone inside if it is to say the same."
    ),
    "MM-EVIDENCE-001.do": marked("Find out what is missing, fill it in on this page and ask again."),
    "MM-RECEIVER-001.do": marked(
        "Send the letter to their postmaster, from another domain: the same check would refuse it too. If {client_ip} "
        "is an address of your own network, fill it in under “Addresses that are mine” and ask again."
    ),
    "MM-SPF-001.do": marked(
        "Find out whose address {client_ip} is. If it is yours, fill it in under “Addresses that are mine”, ask again, "
        "and you get the exact record; if not, change nothing: listing it would let its owner send mail in your name."
    ),
    "MM-SPF-004.do": marked(
        "Remove includes that you no longer use until at most 10 lookups are left: the tree of {domain}, below, shows "
        "the cost of each term."
    ),
    "MM-SPF-006.do": marked("Remove the terms whose names are gone: the tree of {domain}, below, marks them."),
    "collect_evidence.client_ip": marked(
        "The address that the receiver saw. Ask the receiver’s postmaster, look at a DMARC report of that day, or at "
        "the headers of a message of yours that reached the same receiver."
    ),
    "collect_evidence.mail_from": marked(
        "The return path of the message. It is found where you give the whole bounce, as an .eml file."
    ),
    "collect_evidence.helo": marked(
        "The name with which your mail server greets (HELO); it stands in the log of that server."
    ),
    "collect_evidence.dns": marked("A DNS resolver that answers: try again in some minutes."),
    "dmarc_publish_record.later.1": marked(
        "Read the reports for two to four weeks: every sender of yours has to pass SPF or DKIM for {domain}."
    ),
    "microsoft_message_trace.give": marked(
        "Give the file to whoever has mailmend as a program, and it draws the conclusions: "
        "mailmend diagnose BOUNCE --trace trace.json"
    ),
}
