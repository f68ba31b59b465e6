from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.command import run

BOUNCE = (
    "550 5.7.23 <info@museum.example>: Message rejected due to: SPF fail - not authorized. Please see "
    "http://www.openspf.net/Why?s=mfrom;id=mara@tailor.example;ip=203.0.113.10;r=mx.museum.example\n"
)
WORLD = ";! asked-at 2026-11-18T08:00:00Z\n$TTL 300\nmuseum.example. IN MX 10 mx.museum.example.\n"
STRANGER = WORLD + 'tailor.example. IN TXT "v=spf1 ip4:198.51.100.1 -all"\n'
MENDED = WORLD + 'tailor.example. IN TXT "v=spf1 ip4:203.0.113.10 -all"\n'
DOWN = WORLD + ";! unavailable tailor.example. TXT servfail\n"


@pytest.fixture
def world(tmp_path: Path):
    def written(text: str) -> str:
        (tmp_path / "world.zone").write_text(text, encoding="utf-8")
        return f"zone:{tmp_path / 'world.zone'}"

    return written


@pytest.fixture
def bounce(tmp_path: Path) -> Path:
    path = tmp_path / "bounce.txt"
    path.write_text(BOUNCE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "dns", "code"),
    [
        (BOUNCE, MENDED, 0),
        (BOUNCE, STRANGER, 1),
        (BOUNCE.replace("203.0.113.10", "192.168.1.1"), STRANGER, 3),
        (BOUNCE, DOWN, 3),
        ("550 5.7.23 SPF fail\n", STRANGER, 4),
        ("Subject: Lunch\nFrom: a@b.example\n\nAt noon?\n", STRANGER, 0),
    ],
    ids=["mended", "sender", "receiver", "dns-host", "not-enough", "no-bounce"],
)
def test_the_exit_code_says_who_acts(text: str, dns: str, code: int, world):
    assert run("diagnose", "--dns", world(dns), "-", stdin=text.encode()).code == code


def test_exit_5_where_no_resolver_answers():
    # Nobody listens on the discard port of this machine.
    ran = run("diagnose", "--dns", "127.0.0.1:9", "-", stdin=BOUNCE.encode())
    assert ran.code == 5
    assert "127.0.0.1" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-file.eml"],
        ["--dns", "zone:no-such-world"],
        ["--dns", "gopher://192.0.2.1"],
        ["--ip", "999.1.1.1"],
        ["--mine", "my-server"],
        ["--at", "yesterday"],
        ["--no-such-option"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(arguments: list[str]):
    ran = run("diagnose", *arguments, stdin=BOUNCE.encode())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("mailmend: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("dns", [MENDED, STRANGER, DOWN])
def test_json_keeps_to_its_schema(dns: str, world, bounce: Path):
    (line,) = run("diagnose", "--json", "--dns", world(dns), bounce).lines
    jsonschema.validate(line, json.loads(run("schema", "diagnosis").out))
    assert line["bounce"]["file"] == str(bounce)
    assert line["asked_at"] == "2026-11-18T08:00:00Z"


def test_the_verdict_comes_first_then_who_then_what(world, bounce: Path):
    lines = run("diagnose", "--dns", world(STRANGER), bounce).out.splitlines()
    assert "203.0.113.10" in lines[0]
    asked = [next(i for i, line in enumerate(lines) if word in line) for word in ("who must act", "do this", "why")]
    assert asked == sorted(asked)
    assert max(map(len, lines[: asked[-1]])) <= 100


def test_what_the_asker_knows_counts(world, bounce: Path):
    ran = run("diagnose", "--json", "--mine", "203.0.113.0/28", "--dns", world(STRANGER), bounce)
    (edit,) = ran.lines[0]["plan"]["edits"]
    assert edit["after"] == ["v=spf1 ip4:198.51.100.1 ip4:203.0.113.10 -all"]
    told = run("diagnose", "--json", "--ip", "198.51.100.1", "--dns", world(STRANGER), bounce).lines[0]
    assert (told["identities"]["client_ip"], told["spf"]["result"]) == ("198.51.100.1", "pass")
    other = run("diagnose", "--json", "--sender", "x@museum.example", "--dns", world(STRANGER), bounce).lines[0]
    assert other["spf"]["domain"] == "museum.example"


def test_an_address_fills_the_gap_of_a_bounce_without_one(world):
    text = b"550 5.7.23 The message was rejected because of Sender Policy Framework violation\n"
    ran = run(
        "diagnose",
        "--json",
        "--ip",
        "203.0.113.10",
        "--sender",
        "mara@tailor.example",
        "--dns",
        world(STRANGER),
        stdin=text,
    )
    assert ran.code == 1
    assert ran.lines[0]["answer"]["owner"] == "sender-admin"


def test_letter_prints_the_letter_alone(world):
    nat = BOUNCE.replace("203.0.113.10", "192.168.1.1").encode()
    ran = run("diagnose", "--letter", "--dns", world(STRANGER), stdin=nat)
    assert ran.out.startswith("To: postmaster@museum.example\nSubject: ")
    assert "192.168.1.1" in ran.out
    none = run("diagnose", "--letter", "--dns", world(STRANGER), stdin=BOUNCE.encode())
    assert (none.out, none.err) == ("", "mailmend: no letter is called for; --letter-to writes one nevertheless\n")


def test_a_folder_is_all_the_bounces_in_it(world, tmp_path: Path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(BOUNCE, encoding="utf-8")
    ran = run("diagnose", "--json", "--dns", world(STRANGER), folder)
    assert [Path(line["bounce"]["file"]).name for line in ran.lines] == ["a.txt", "b.txt"]


def in_a_mailbox(*replies: str) -> bytes:
    heads = "From x Tue Nov 17 10:41:00 2026\nFrom: MAILER-DAEMON@x.example\nTo: mara@tailor.example\n"
    subject = "Subject: Undelivered Mail Returned to Sender\n\nYour message could not be delivered.\n\n"
    said = (f"<info@museum.example>: host mx.museum.example[192.0.2.25] said: {reply}\n\n" for reply in replies)
    return "".join(heads + subject + each for each in said).encode()


def test_several_results_give_the_exit_code_of_the_contract(world):
    unknown, receiver = "550 5.7.23 SPF fail", BOUNCE.replace("203.0.113.10", "10.0.0.1")
    for replies, code in (((receiver, BOUNCE), 1), ((receiver, BOUNCE, unknown), 4), ((receiver, receiver), 3)):
        ran = run("diagnose", "--json", "--dns", world(STRANGER), stdin=in_a_mailbox(*replies))
        assert (len(ran.lines), ran.code) == (len(replies), code)


def test_a_case_is_saved_whole_and_never_over_another(world, bounce: Path, tmp_path: Path):
    folder = tmp_path / "case"
    ran = run(
        "diagnose",
        "--mine",
        "203.0.113.10",
        "--at",
        "2026-11-17T09:41:00Z",
        "--dns",
        world(STRANGER),
        bounce,
        "--save-case",
        folder,
    )
    assert ran.code == 1
    assert {path.name for path in folder.iterdir()} == {"bounce.txt", "ask.json", "world.zone", "diagnosis.json"}
    said = json.loads((folder / "ask.json").read_text(encoding="utf-8"))
    assert (said["mine"], said["now"][:19]) == (["203.0.113.10/32"], "2026-11-18T08:00:00")
    assert (folder / "bounce.txt").read_text(encoding="utf-8") == BOUNCE
    again = run("diagnose", "--dns", world(STRANGER), bounce, "--save-case", folder)
    assert again.code == 2
    assert "not empty" in again.err


def test_a_case_is_of_one_bounce(world, tmp_path: Path):
    (tmp_path / "inbox").mkdir()
    ran = run("diagnose", "--dns", world(STRANGER), tmp_path / "inbox", "--save-case", tmp_path / "case")
    assert ran.code == 2
    assert not (tmp_path / "case").exists()


def test_a_case_asks_no_network_and_the_asker_may_say_more(world, bounce: Path, tmp_path: Path):
    folder = tmp_path / "case"
    run("diagnose", "--dns", world(STRANGER), bounce, "--save-case", folder)
    replayed = run("diagnose", "--json", folder)
    assert replayed.out == (folder / "diagnosis.json").read_text(encoding="utf-8")
    assert replayed.lines[0]["bounce"]["file"] == "bounce.txt"
    # What was not asked then is not known now: the changed question is answered as far as the recording goes.
    assert run("diagnose", "--json", "--mine", "203.0.113.10", folder).lines[0]["plan"]["edits"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"mine": 7}', '{"now": "soon"}', '{"ip": "x"}'])
def test_a_broken_ask_json_is_wrong_input(text: str, world, bounce: Path, tmp_path: Path):
    folder = tmp_path / "case"
    run("diagnose", "--dns", world(STRANGER), bounce, "--save-case", folder)
    (folder / "ask.json").write_text(text, encoding="utf-8")
    ran = run("diagnose", folder)
    assert ran.code == 2
    assert ran.err.count("\n") == 1


def test_quiet_says_nothing_beside_the_result(world, tmp_path: Path):
    large = tmp_path / "large.txt"
    large.write_bytes(BOUNCE.encode() + b"x" * 25_000_000)
    assert "25,000,000" in run("diagnose", "--dns", world(STRANGER), large).err
    assert run("diagnose", "--quiet", "--dns", world(STRANGER), large).err == ""


@pytest.mark.parametrize("text", ["", "hello,world\n1,2\n", None])
def test_a_trace_that_is_none_is_wrong_input(text: str | None, world, bounce: Path, tmp_path: Path):
    trace = tmp_path / "trace.csv"
    if text is not None:
        trace.write_text(text, encoding="utf-8")
    ran = run("diagnose", "--dns", world(STRANGER), "--trace", trace, bounce)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_a_trace_of_another_message_is_said_to_be_one(world, bounce: Path, tmp_path: Path):
    trace = tmp_path / "trace.csv"
    trace.write_text("MessageId,RecipientAddress\n<x@y>,nobody@museum.example\n", encoding="utf-8")
    ran = run("diagnose", "--dns", world(STRANGER), "--trace", trace, bounce)
    assert ran.code == 1
    assert ran.err.startswith("mailmend: the message trace holds nothing about this message")
    assert not run("diagnose", "--quiet", "--dns", world(STRANGER), "--trace", trace, bounce).err


def test_a_trace_beside_the_bounce_of_a_case_is_read():
    folder = Path(__file__).parents[2] / "cases" / "184-trace-that-names-the-relay-pool"
    assert run("diagnose", "--json", folder).lines[0]["pool"]["name"] == "relay"
