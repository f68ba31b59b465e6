"""Exim: a receiver with the SPF condition of its own ACL (libspf2)."""

from __future__ import annotations

import subprocess
from pathlib import Path

from lab.network import HOSTS
from lab.processes import Processes

HOST = "exim"
# mx.woodgrove.example refuses what fails, in its own words; mx.litware.example demands pass, in libspf2's words.
_CONF = """
exim_path = {program}
exim_user = Debian-exim
exim_group = Debian-exim
spool_directory = {home}/spool
log_file_path = {home}/%slog
pid_file_path = {home}/exim.pid
primary_hostname = mx.woodgrove.example
local_interfaces = <; {addresses}
daemon_smtp_ports = 25
smtp_banner = $primary_hostname ESMTP
tls_advertise_hosts =
never_users =
deliver_drop_privilege
host_lookup =
rfc1413_hosts =
keep_environment =
spf_guess = v=spf1 ?all
acl_smtp_rcpt = rcpt
domainlist ours = woodgrove.example : six.woodgrove.example : litware.example
begin acl
rcpt:
  deny    message = relay not permitted
          !domains = +ours
  deny    message = Unrouteable address
          local_parts = nobody
  defer   message = Temporary DNS error while checking SPF record. Please try again later.
          spf = temperror : invalid
  deny    message = SPF: $sender_host_address is not allowed to send mail from $sender_address_domain
          !domains = litware.example
          spf = fail
  deny    message = SPF $spf_result for $sender_address_domain at $sender_host_address, pass is required
          domains = litware.example
          !spf = pass
  accept  add_header = :at_start:$spf_received
begin routers
box:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  maildir_format
  directory = {home}/mail/all
  create_directory
begin retry
* * F,1m,1m
"""


def start(processes: Processes, folder: Path, unpacked: Path) -> None:
    """Start the Exim that is unpacked in ``unpacked``."""
    home = folder / HOST
    for name in ("spool", "mail"):
        (home / name).mkdir(parents=True)
    # Exim does not trust a configuration that is not installed with root's rights: it does everything as its own user.
    subprocess.run(["chown", "-R", "Debian-exim", home], check=True)
    addresses = " ; ".join(HOSTS[HOST])
    program = unpacked / "usr/sbin/exim4"
    (home / "exim.conf").write_text(_CONF.format(home=home, addresses=addresses, program=program), encoding="ascii")
    processes.start(HOST, HOST, [program, "-bdf", "-q1h", "-C", home / "exim.conf"])
    processes.await_port(HOST, HOSTS[HOST][0], 25)
