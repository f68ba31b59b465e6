"""``mailmend serve``: the web page and the HTTP API."""

from __future__ import annotations

import socket
from ipaddress import ip_network

import click

from mailmend.cli import options
from mailmend.errors import UsageError
from mailmend.web.settings import Network, Settings

_DEFAULTS = Settings()


@click.command("serve", epilog=options.examples("serve", "serve --port 8080 --dns 192.0.2.53"))
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen at.")
@click.option("--port", default=8025, show_default=True, type=click.IntRange(0, 65535), help="The port; 0: any.")
@options.dns
@options.private
@click.option(
    "--behind-proxy",
    multiple=True,
    metavar="NET",
    help="Believe the X-Forwarded-For of proxies at this address or network (repeatable).",
)
@click.option(
    "--per-minute",
    default=_DEFAULTS.per_minute,
    show_default=True,
    type=click.IntRange(0),
    help="Requests a minute of one client that ask DNS or read a mail; 0: no limit.",
)
@click.option(
    "--zone-per-minute",
    default=_DEFAULTS.zone_per_minute,
    show_default=True,
    type=click.IntRange(0),
    help="Requests a minute about one domain; 0: no limit.",
)
@click.option("--metrics", is_flag=True, help="Offer counts for Prometheus at /metrics.")
@options.quiet
def command(
    *,
    host: str,
    port: int,
    dns: str,
    allow_private: bool,
    behind_proxy: tuple[str, ...],
    per_minute: int,
    zone_per_minute: int,
    metrics: bool,
    quiet: bool,
) -> None:
    """The web page and the HTTP API, on this machine unless told otherwise.

    Nothing that is sent is stored or logged. Open http://127.0.0.1:8025 in a browser; the API is described at
    /api/v1/openapi.json. Stop with Ctrl-C: what is being answered is answered first.
    """
    settings = Settings(
        dns=dns,
        allow_private=allow_private,
        behind_proxy=tuple(_network(net) for net in behind_proxy),
        metrics=metrics,
        per_minute=per_minute,
        zone_per_minute=zone_per_minute,
    )
    _check_place(host, port)
    # The server and what it stands on take a quarter of a second to import: only who serves pays for it.
    from mailmend.web.server import serve  # noqa: PLC0415

    serve(settings, host, port, quiet=quiet)


def _check_place(host: str, port: int) -> None:
    """Raises UsageError where nobody can listen at ``host`` and ``port``: the server says it in six lines."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError("cannot listen at {host}, port {port}: {why}", host=host, port=port, why=why) from None


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise UsageError("{text} is neither an IP address nor a network such as 10.0.0.0/8", text=repr(text)) from None
