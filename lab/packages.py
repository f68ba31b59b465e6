"""What the laboratory needs from Debian. No service of a package is started, no package of the machine is removed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The program that shows that it is there, and the package that brings it.
NEEDED = {
    "ip": "iproute2",
    "nft": "nftables",
    "knotd": "knot",
    "named": "bind9",
    "unbound": "unbound",
    "postfix": "postfix",
    "policyd-spf": "postfix-policyd-spf-python",
    "postsrsd": "postsrsd",
}
# Exim and Postfix are alternatives in Debian, so Exim is unpacked beside it; these are the libraries that it wants.
EXIM_PACKAGE = "exim4-daemon-heavy"
EXIM_LIBRARIES = (
    "libspf2-2 libpq5 libmariadb3 libidn12 libldap-2.5-0 libgnutls-dane0 libnsl2 libdb5.3 libperl5.36 libsqlite3-0 "
    "libsasl2-2 libpcre2-8-0"
).split()
POLICY = Path("/usr/sbin/policy-rc.d")


class ImpossibleError(Exception):
    """The laboratory cannot run here; the text says why, in one line."""


def provide(cache: Path) -> Path:
    """Install what is missing; the folder that Exim is unpacked in, below ``cache``. Raises ImpossibleError."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if os.geteuid() != 0:
        raise ImpossibleError("it needs root: it makes network namespaces")
    if not shutil.which("apt-get"):
        raise ImpossibleError("it needs Debian: it installs its servers with apt-get")
    missing = [package for program, package in NEEDED.items() if not shutil.which(program)]
    exim = cache / "exim"
    if missing or not _exim_runs(exim):
        print(f"lab: installing {' '.join([*missing, EXIM_PACKAGE])}", flush=True)
        _apt("update")
        with _nothing_starts():
            _apt("install", "--no-install-recommends", "--no-remove", *missing, *EXIM_LIBRARIES)
        _unpack_exim(exim)
    if not _exim_runs(exim):
        raise ImpossibleError(f"{EXIM_PACKAGE} does not run here")
    return exim


def _exim_runs(exim: Path) -> bool:
    program = exim / "usr/sbin/exim4"
    if not program.exists():
        return False
    libraries = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
    return "not found" not in libraries.stdout


def _unpack_exim(exim: Path) -> None:
    downloads = exim / "deb"
    downloads.mkdir(parents=True, exist_ok=True)
    _apt("download", EXIM_PACKAGE, folder=downloads)
    for package in downloads.glob("*.deb"):
        subprocess.run(["dpkg", "-x", package, exim], check=True)


def _apt(*words: str, folder: Path | None = None) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    ran = subprocess.run(
        ["apt-get", "-q", "-y", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        said = (ran.stderr.strip() or ran.stdout.strip()).splitlines() or ["it said nothing"]
        raise ImpossibleError(f"apt-get {words[0]} failed: {said[-1]}")


@contextmanager
def _nothing_starts() -> Iterator[None]:
    """Debian's own way to say that installing must not start a service (policy-rc.d answers 101, forbidden)."""
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            POLICY.unlink()
