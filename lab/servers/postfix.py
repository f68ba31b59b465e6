"""Postfix: the sender, three receivers with policyd-spf, one of them behind NAT, and two forwarders."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from lab.network import CLIENT, HOSTS, INSIDE, inside
from lab.processes import Processes

SUBMISSION = 587
_MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/maillog
maillog_file_prefixes = /
mail_owner = postfix
setgid_group = postdrop
myhostname = {name}
mydestination =
mynetworks = {networks}
inet_interfaces = all
inet_protocols = all
smtp_host_lookup = dns
smtputf8_enable = no
biff = no
alias_maps =
local_recipient_maps =
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
maximal_queue_lifetime = 0
bounce_queue_lifetime = 0
smtp_connect_timeout = 5s
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
{more}
"""
_MASTER = """
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
virtual   unix  - n n - - virtual
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
{more}
"""
# How the receivers' policyd-spf differs from what Debian ships (policyd-spf.conf(5)).
POLICIES = {
    "usual": "",
    "demanding": (
        "HELO_reject = False\nMail_From_reject = SPF_Not_Pass\nPermError_reject = True\nTempError_Defer = True\n"
    ),
    "helo": "HELO_reject = SPF_Not_Pass\nMail_From_reject = False\nPermError_reject = True\n",
}
_POLICY = "debugLevel = 1\nHELO_reject = Fail\nMail_From_reject = Fail\nskip_addresses = 127.0.0.0/8\n"
# How the sender reaches out: from which of its addresses, and with which HELO name (else its own).
TRANSPORTS = {
    "usual": ("203.0.113.25", ""),
    "second": ("203.0.113.26", ""),
    "helo": ("203.0.113.27", "out.helo.example"),
    "null": ("203.0.113.28", "out.null.example"),
    "department": ("203.0.113.29", "out.dept.ent.example"),
}

FORWARDERS = {"forwarder": "alumni.example", "rewriter": "club.example", "guild": "guild.example"}
# The sender rewriting scheme, by postsrsd: bounces to a rewritten address find their way back.
SRS = {
    "sender_canonical_maps": "tcp:127.0.0.1:10001",
    "sender_canonical_classes": "envelope_sender",
    "recipient_canonical_maps": "tcp:127.0.0.1:10002",
    "recipient_canonical_classes": "envelope_recipient",
}


def start_sender(processes: Processes, folder: Path, domains: tuple[str, ...], transports: Mapping[str, str]) -> None:
    """The senders' server: takes mail from the client, returns bounces into one mailbox.

    ``transports``: by which of ``TRANSPORTS`` mail of a sender's (``@domain``) or to a recipient's domain leaves.
    """
    master = [f"{address}:smtp inet n - n - - smtpd" for address in _listening(HOSTS["sender"][:1])]
    master += [f"{HOSTS['sender'][0]}:{SUBMISSION} inet n - n - - smtpd"]
    for name, (address, greets) in TRANSPORTS.items():
        helo = f" -o smtp_helo_name={greets}" if greets else ""
        master += [f"smtp-{name} unix - - n - - smtp -o smtp_bind_address={address}{helo}"]
    home = folder / "sender"
    maps = "".join(f"{who} smtp-{name}:\n" for who, name in transports.items())
    _write(home / "transports", maps)
    more = {
        "virtual_mailbox_domains": " ".join(domains),
        "default_transport": "smtp-usual",
        "sender_dependent_default_transport_maps": f"texthash:{home}/transports",
        "transport_maps": f"texthash:{home}/transports",
        "notify_classes": "2bounce",
        "2bounce_notice_recipient": f"postmaster@{domains[0]}",
    }
    _start(processes, home, "sender", "mail.sender.example", more, master)


def start_receivers(processes: Processes, folder: Path) -> None:
    """One Postfix with an address for each policy."""
    home = folder / "postfix"
    usual, demanding, helo, six = HOSTS["postfix"]
    names = {usual: "mx.fabrikam.example", demanding: "mx.northwind.example", helo: "mx.tailspin.example"}
    master = [_checked(address, name, which) for (address, name), which in zip(names.items(), POLICIES, strict=True)]
    master += [_checked(six, "mx6.fabrikam.example", "usual"), *_policies(home)]
    domains = "fabrikam.example northwind.example tailspin.example six.fabrikam.example"
    _start(processes, home, "postfix", "mx.fabrikam.example", {"virtual_mailbox_domains": domains}, master)


def start_behind_nat(processes: Processes, folder: Path) -> None:
    """A receiver that sees its own gateway in place of every client."""
    home = folder / "inner"
    master = [_checked(INSIDE, "mx.adatum.example", "usual"), *_policies(home)]
    _start(processes, home, "inner", "mx.adatum.example", {"virtual_mailbox_domains": "adatum.example"}, master)


def start_forwarders(processes: Processes, folder: Path) -> None:
    """One that keeps the return path, and two that rewrite it."""
    for host, domain in FORWARDERS.items():
        home = folder / host
        _write(home / "aliases", f"@{domain} ronald@fabrikam.example\n")
        master = [f"{HOSTS[host][0]}:smtp inet n - n - - smtpd"]
        more = {"virtual_alias_domains": domain, "virtual_alias_maps": f"texthash:{home}/aliases"}
        if host != "forwarder":
            more |= SRS
            _start_srs(processes, home, host)
        _start(processes, home, host, f"mx.{domain}", more, master)


def rewrite_return_paths(processes: Processes, folder: Path, host: str) -> None:
    """Let the forwarder ``host`` rewrite return paths from now on."""
    _start_srs(processes, folder / host, host)
    settings = [f"{key}={value}" for key, value in SRS.items()]
    subprocess.run(inside(host, ["postconf", "-c", folder / host, *settings]), check=True, capture_output=True)
    subprocess.run(inside(host, ["postfix", "-c", folder / host, "reload"]), check=True, capture_output=True)


def _start_srs(processes: Processes, home: Path, host: str) -> None:
    _write(home / "secret", "laboratory\n")
    words = f"-d {FORWARDERS[host]} -l 127.0.0.1 -f 10001 -r 10002 -u nobody -s".split()
    processes.start(f"postsrsd-{host}", host, ["postsrsd", *words, home / "secret"])


def _checked(address: str, name: str, policy: str) -> str:
    checks = f"permit_mynetworks,reject_unauth_destination,check_policy_service,unix:private/policy-{policy}"
    (listening,) = _listening((address,))
    return f"{listening}:smtp inet n - n - - smtpd -o myhostname={name} -o {{smtpd_recipient_restrictions={checks}}}"


def _policies(home: Path) -> list[str]:
    for name, text in POLICIES.items():
        _write(home / f"policy-{name}.conf", _POLICY + text)
    spawn = "unix - n n - 0 spawn user=nobody argv=/usr/bin/policyd-spf"
    return [f"policy-{name} {spawn} {home}/policy-{name}.conf" for name in POLICIES]


def _listening(addresses: tuple[str, ...]) -> list[str]:
    return [f"[{address}]" if ":" in address else address for address in addresses]


def _start(processes: Processes, home: Path, host: str, name: str, more: dict[str, str], master: list[str]) -> None:
    networks = "127.0.0.0/8" + (f" {CLIENT[0]}" if host == "sender" else "")
    # Left to its default, virtual_mailbox_domains would be every domain that virtual_mailbox_maps knows: all.
    settings = "\n".join(f"{key} = {value}" for key, value in ({"virtual_mailbox_domains": ""} | more).items())
    _write(home / "main.cf", _MAIN.format(home=home, name=name, networks=networks, more=settings))
    _write(home / "master.cf", _MASTER.format(more="\n".join(master)))
    (home / "queue").mkdir()
    for folder, owner in (("data", "postfix"), ("mail", "nobody")):
        (home / folder).mkdir()
        subprocess.run(["chown", owner, home / folder], check=True)
    processes.start(host, host, ["postfix", "-c", home, "start-fg"])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
