"""Live DNS against real servers (knot as authoritative server, BIND as resolver in front of it), and all their faults.

They run on loopback at high ports from a temporary folder. Where they are missing and the tests run as root on Debian,
they are installed.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from mailmend import resolvers
from mailmend.embedded.dns import EmbeddedDns, Fault
from mailmend.flow import question, unavailable
from mailmend.resolvers import World
from mailmend.resolvers.live import LiveResolver
from mailmend.resolvers.spec import parse_spec

pytestmark = pytest.mark.servers

LONG = " ".join(f'"{"x" * 250}"' for _ in range(12))
CONTOSO = f"""
$ORIGIN contoso.com.
$TTL 3600
@ 900 SOA ns1 hostmaster 7 3600 600 86400 300
@ NS ns1
ns1 A 127.0.0.1
@ TXT "v=spf1 mx include:_spf.contoso.com -all"
@ TXT "\\000\\255" "" "\\"\\\\;"
@ MX 10 mail
mail 120 A 192.0.2.1
mail AAAA 2001:db8::1
www 60 CNAME mail
away 30 CNAME host.fabrikam.example.
nowhere CNAME gone.fabrikam.example.
empty CNAME mail
*.wild TXT wild
long TXT {LONG}
a\\032b A 192.0.2.9
@ CAA 0 issue "ca.example"
_sip._tcp SRV 1 2 5060 mail
"""
FABRIKAM = """
$ORIGIN fabrikam.example.
$TTL 3600
@ SOA ns1 hostmaster 7 3600 600 86400 300
@ NS ns1.contoso.com.
host 45 A 192.0.2.80
"""
WORLD = World.parse(CONTOSO + FABRIKAM, path="world.zone", read=str)


def needed(*programs):
    """Install what is missing, where that is allowed; else say so."""
    missing = [program for program, _ in programs if shutil.which(program) is None]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [package for program, package in programs if program in missing]
        subprocess.run(["apt-get", "install", "-y", "-q", *packages], check=False, capture_output=True, timeout=300)
        missing = [program for program, _ in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (Debian: apt-get install knot bind9)")


def free_port():
    while True:
        with (
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        ):
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(("127.0.0.1", tcp.getsockname()[1]))
            except OSError:
                continue
            return tcp.getsockname()[1]


@contextmanager
def running(command, port, log):
    """``command`` until it answers at ``port``, then until the end of the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            for _ in range(100):
                assert process.poll() is None, log.read_text()
                with resolvers.open(f"127.0.0.1:{port}") as probe:
                    (answer,) = probe.resolve((question("contoso.com", "SOA"),))
                    if answer.outcome == "data":
                        break
                time.sleep(0.1)
            else:
                pytest.fail(log.read_text())
            yield process
        finally:
            process.terminate()
            process.wait(10)


class Knot:
    def __init__(self, folder, port):
        self.folder, self.port = folder, port

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def counters(self):
        """Its own count of requests, by protocol."""
        command = ["knotc", "-c", str(self.folder / "knot.conf"), "stats", "mod-stats"]
        text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=10).stdout
        counts = dict(line.removeprefix("mod-stats.").split(" = ") for line in text.splitlines() if " = " in line)
        return {kind: int(counts.get(f"request-protocol[{kind}4]", 0)) for kind in ("udp", "tcp")}


@pytest.fixture(scope="module")
def knot(tmp_path_factory):
    needed(("knotd", "knot"))
    folder, port = tmp_path_factory.mktemp("knot"), free_port()
    (folder / "contoso.com.zone").write_text(CONTOSO)
    (folder / "fabrikam.example.zone").write_text(FABRIKAM)
    (folder / "knot.conf").write_text(f"""
server:
    listen: 127.0.0.1@{port}
    rundir: {folder}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: {folder}
log:
  - target: stdout
    any: info
mod-stats:
  - id: all
    request-protocol: on
template:
  - id: default
    storage: {folder}
    global-module: mod-stats/all
zone:
  - domain: contoso.com
    file: contoso.com.zone
  - domain: fabrikam.example
    file: fabrikam.example.zone
""")
    with running(["knotd", "-c", str(folder / "knot.conf")], port, folder / "log"):
        yield Knot(folder, port)


@pytest.fixture(scope="module")
def bind(knot, tmp_path_factory):
    needed(("named", "bind9"))
    folder, port = tmp_path_factory.mktemp("bind"), free_port()
    (folder / "named.conf").write_text(f"""
options {{
    directory "{folder}"; pid-file none; session-keyfile none; listen-on port {port} {{ 127.0.0.1; }};
    listen-on-v6 {{ none; }}; recursion yes; allow-query {{ any; }}; dnssec-validation no; querylog yes;
    forward only; forwarders {{ 127.0.0.1 port {knot.port}; }};
}};
controls {{ }};
""")
    with running(["named", "-g", "-n", "1", "-c", str(folder / "named.conf")], port, folder / "log"):
        yield f"127.0.0.1:{port}"


QUESTIONS = tuple(
    question(name, rtype)
    for name, rtype in [
        *(("contoso.com", rtype) for rtype in ("TXT", "MX", "NS", "SOA", "CAA", "A", "AAAA", "PTR")),
        *(("mail.contoso.com", "A"), ("mail.contoso.com", "AAAA"), ("_sip._tcp.contoso.com", "SRV")),
        *(("www.contoso.com", "A"), ("www.contoso.com", "CNAME"), ("www.contoso.com", "MX")),
        *(("away.contoso.com", "A"), ("away.contoso.com", "TXT"), ("nowhere.contoso.com", "A")),
        *(("x.y.wild.contoso.com", "TXT"), ("wild.contoso.com", "TXT"), ("gone.contoso.com", "A")),
        *(("_tcp.contoso.com", "TXT"), ("a\\032b.contoso.com", "A"), ("long.contoso.com", "TXT")),
    ]
)


def said(answers, *, ttls=True):
    return [(a.question, a.outcome, sorted(map(repr, a.data)), a.ttl if ttls else None, a.reason) for a in answers]


def test_an_authoritative_server_answers_as_the_world_does(knot):
    before = knot.counters()
    with resolvers.open(knot.address) as opened:
        answers = opened.resolve(QUESTIONS)
    after = knot.counters()
    assert said(answers) == said(WORLD.resolve(QUESTIONS))
    # Each question went over the network; three chains led out of the zone, one answer was too long for UDP.
    assert after["udp"] - before["udp"] == len(QUESTIONS) + 3
    assert after["tcp"] - before["tcp"] == 1


def test_a_resolver_answers_as_the_world_does(bind):
    with resolvers.open(bind) as opened:
        answers = opened.resolve(QUESTIONS)
        assert said(answers, ttls=False) == said(WORLD.resolve(QUESTIONS), ttls=False)
        ttls = {(a.question.name, a.question.type): a.ttl for a in answers}
    assert ttls["away.contoso.com.", "A"] <= 30
    assert 290 <= ttls["gone.contoso.com.", "A"] <= 300


def test_what_a_server_is_not_asked_for_it_refuses(knot):
    asked = question("elsewhere.example", "TXT")
    with resolvers.open(knot.address) as opened:
        assert opened.resolve((asked,)) == (unavailable(asked, "refused", knot.address),)


def test_the_authoritative_server_is_asked_past_the_resolver(bind, knot):
    asked = tuple(question("contoso.com", "TXT", server) for server in (None, "ns1.contoso.com.", "127.0.0.1"))
    before = knot.counters()["udp"]
    with LiveResolver(parse_spec(bind), allow_private=True, authoritative_port=knot.port) as opened:
        first = opened.resolve(asked)
        assert {frozenset(answer.data) for answer in first} == {frozenset(WORLD.resolve(asked[:1])[0].data)}
        assert [answer.ttl for answer in first[1:]] == [3600, 3600]
    assert knot.counters()["udp"] - before >= 2
    with LiveResolver(parse_spec(bind), authoritative_port=knot.port) as opened:
        assert [a.reason for a in opened.resolve(asked)] == [None, "private", "private"]


def test_a_resolver_asked_as_if_it_were_authoritative_is_lame(bind):
    asked = question("contoso.com", "TXT", "127.0.0.1")
    spec = parse_spec(bind)
    with LiveResolver(spec, allow_private=True, authoritative_port=spec.port) as opened:
        assert opened.resolve((asked,)) == (unavailable(asked, "lame", "127.0.0.1"),)


def test_four_hundred_questions_in_one_batch(knot):
    asked = tuple(question(f"{n}.wild.contoso.com", "TXT") for n in range(400))
    start = time.monotonic()
    with resolvers.open(knot.address) as opened:
        assert {answer.data for answer in opened.resolve(asked)} == {((b"wild",),)}
    assert time.monotonic() - start < 5


# -- faults ----------------------------------------------------------------------------------------------------------


FAULTS = {
    Fault.SILENCE: ("timeout", 6),
    Fault.GARBAGE: ("malformed", 6),
    Fault.WRONG_ID: ("malformed", 6),
    Fault.WRONG_QUESTION: ("malformed", 6),
    Fault.SERVFAIL: ("servfail", 2),
    Fault.REFUSED: ("refused", 2),
    Fault.LAME: ("lame", 2),
}


def failing(fault, server):
    """What three questions to a server with this fault bring, as the resolver or directly, and how long it takes."""
    asked = tuple(question("contoso.com", rtype, server) for rtype in ("TXT", "MX", "A"))
    with EmbeddedDns(WORLD, fault=fault) as dns:
        spec = parse_spec(dns.address)
        with LiveResolver(spec, allow_private=True, authoritative_port=dns.port) as opened:
            start = time.monotonic()
            answers = opened.resolve(asked)
            took = time.monotonic() - start
        assert len(dns.asked) >= 3
    assert answers == tuple(unavailable(q, FAULTS[fault][0], server or dns.address) for q in asked)
    return took


@pytest.mark.parametrize("server", [None, "127.0.0.1"])
def test_every_fault_ends_in_an_answer_that_names_it(server):
    with ThreadPoolExecutor() as pool:
        took = dict(zip(FAULTS, pool.map(failing, FAULTS, [server] * len(FAULTS)), strict=True))
    assert {fault: seconds for fault, seconds in took.items() if seconds > FAULTS[fault][1]} == {}


def dead(fault):
    with EmbeddedDns(WORLD, fault=fault) as dns, resolvers.open(dns.address) as opened:
        start = time.monotonic()
        for n in range(30):  # one question after the other, as an evaluation asks
            (answer,) = opened.resolve((question(f"{n}.contoso.com", "TXT"),))
            assert answer.reason == FAULTS[fault][0]
        return time.monotonic() - start


def test_a_dead_server_does_not_hold_up_a_whole_diagnosis():
    with ThreadPoolExecutor() as pool:
        assert max(pool.map(dead, [Fault.SILENCE, Fault.GARBAGE])) < 15


def test_a_truncated_answer_whose_tcp_is_blocked():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as blackhole:
        blackhole.bind(("127.0.0.1", 0))
        port = blackhole.getsockname()[1]
        with only_udp_truncated(port), resolvers.open(f"127.0.0.1:{port}") as opened:
            asked = question("contoso.com", "TXT")
            assert opened.resolve((asked,)) == (unavailable(asked, "timeout", f"127.0.0.1:{port}"),)


@contextmanager
def only_udp_truncated(port):
    """A server that says over UDP to come back over TCP, where nobody is."""
    with EmbeddedDns(WORLD, fault=Fault.TRUNCATE) as dns, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", port))
        udp.settimeout(10)

        def serve():
            wire, client = udp.recvfrom(65535)
            udp.sendto(dns.respond(wire, "udp"), client)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


# -- encrypted -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    needed(("openssl", "openssl"))
    folder = tmp_path_factory.mktemp("tls")
    names = "subjectAltName=DNS:localhost"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", names, "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def contexts(folder):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=folder / "cert.pem")


@contextmanager
def over_https(dns, context, status=200):
    """DoH: the answers of ``dns`` behind HTTPS. Counts connections."""
    connections = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self):
            connections.append(self.client_address)
            super().setup()

        def do_POST(self):
            assert (self.path, self.headers["Content-Type"]) == ("/dns-query", "application/dns-message")
            body = dns.respond(self.rfile.read(int(self.headers["Content-Length"])), "tcp")
            self.send_response(status)
            self.send_header("Content-Type", "application/dns-message")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_address[1], connections
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def over_tls(dns, context):
    """DoT: a TLS front before the TCP port of ``dns``, one connection at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        stop = threading.Event()

        def serve():
            while not stop.is_set():
                try:
                    raw, _ = listener.accept()
                    with context.wrap_socket(raw, server_side=True) as client:
                        client.settimeout(2)
                        while len(head := client.recv(2)) == 2:
                            reply = dns.respond(client.recv(int.from_bytes(head)), "tcp")
                            client.sendall(len(reply).to_bytes(2) + reply)
                except OSError:
                    continue

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        stop.set()
        thread.join()


def test_https(certificate):
    server, client = contexts(certificate)
    with EmbeddedDns(WORLD) as dns, over_https(dns, server) as (port, connections):
        with LiveResolver(parse_spec(f"https://localhost:{port}/dns-query"), context=client) as opened:
            for asked in QUESTIONS:
                assert said(opened.resolve((asked,))) == said(WORLD.resolve((asked,)))
        assert len(dns.asked) == len(QUESTIONS)
        assert len(connections) < len(QUESTIONS)


@pytest.mark.parametrize(("status", "reason"), [(429, "refused"), (503, "servfail"), (302, "malformed")])
def test_https_that_says_no(certificate, status, reason):
    server, client = contexts(certificate)
    asked = question("contoso.com", "TXT")
    with EmbeddedDns(WORLD) as dns, over_https(dns, server, status) as (port, _):
        name = f"https://localhost:{port}/dns-query"
        with LiveResolver(parse_spec(name), context=client) as opened:
            assert opened.resolve((asked,)) == (unavailable(asked, reason, name),)


def test_tls(certificate):
    server, client = contexts(certificate)
    asked = QUESTIONS[:3]
    with (
        EmbeddedDns(WORLD) as dns,
        over_tls(dns, server) as port,
        LiveResolver(parse_spec(f"tls://localhost:{port}"), context=client) as opened,
    ):
        for one in asked:
            assert said(opened.resolve((one,))) == said(WORLD.resolve((one,)))


@pytest.mark.parametrize("scheme", ["https", "tls"])
def test_a_certificate_that_does_not_verify_is_not_trusted(certificate, scheme):
    server, _ = contexts(certificate)
    asked = question("contoso.com", "TXT")
    with (
        EmbeddedDns(WORLD) as dns,
        over_tls(dns, server) as port,
        resolvers.open(f"{scheme}://localhost:{port}") as opened,
    ):
        assert opened.resolve((asked,)) == (unavailable(asked, "malformed", opened.name),)
    assert dns.asked == []


@pytest.mark.parametrize("scheme", ["https", "tls"])
def test_an_encrypted_resolver_that_is_not_there(scheme):
    asked = question("contoso.com", "TXT")
    with resolvers.open(f"{scheme}://127.0.0.1:{free_port()}") as opened:
        assert opened.resolve((asked,)) == (unavailable(asked, "timeout", opened.name),)
