"""pyspf over the network, for latency: ``host port ip sender helo``."""

from __future__ import annotations

import json
import sys
from time import perf_counter

import dns.resolver
import spf


def main() -> None:
    """Print the seconds of one check."""
    host, port, ip, sender, helo = sys.argv[1:]
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [host], int(port)
    dns.resolver.default_resolver = resolver
    begun = perf_counter()
    result = spf.query(i=ip, s=sender, h=helo, strict=True).check()
    print(json.dumps({"seconds": perf_counter() - begun, "result": result[0]}))


if __name__ == "__main__":
    main()
