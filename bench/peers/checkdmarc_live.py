"""checkdmarc over the network, for latency: ``host port ip sender helo``; it evaluates no address."""

from __future__ import annotations

import json
import sys
from time import perf_counter

import dns.resolver
from checkdmarc.spf import check_spf


def main() -> None:
    """Print the seconds of one look at the tree of records."""
    host, port, _, sender, _ = sys.argv[1:]
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [host], int(port)
    begun = perf_counter()
    found = check_spf(sender.partition("@")[2], resolver=resolver)
    taken = perf_counter() - begun
    if not found.get("valid"):
        sys.exit(f"checkdmarc: {found.get('error')}")
    print(json.dumps({"seconds": taken, "lookups": found["dns_lookups"]}))


if __name__ == "__main__":
    main()
