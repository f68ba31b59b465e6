from __future__ import annotations

from tests.command import run


def test_help_names_every_command():
    assert run() == run("--help")
    shown = run("--help").out
    assert all(f"  {name}" in shown for name in ("diagnose", "read", "spf", "explain", "schema", "demo"))


def test_every_command_has_help():
    for name in ("diagnose", "read", "spf", "explain", "schema", "demo"):
        ran = run(name, "--help")
        assert (ran.code, ran.err) == (0, "")


def test_an_unknown_command_is_wrong_usage():
    ran = run("mend")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "mailmend: No such command 'mend' (see mailmend --help)\n"
