"""The command line in the caller's language."""

from __future__ import annotations

import importlib
import re

import click
import pytest

from mailmend.cli import commands
from mailmend.cli.speaking import chosen
from tests.command import run

NAMES = commands.list_commands(click.Context(commands))


@pytest.mark.parametrize("name", ["", *NAMES])
def test_the_help_of_every_command_is_translated(name: str):
    out = run("--lang", "xx", *([name] if name else []), "--help").out
    # What is to be copied is said in no language.
    said = re.sub(r"(?m)^ +mailmend .*$", "", out)
    outside = re.sub(r"⟦[^⟧]*⟧", "", " ".join(said.split()))
    words = [
        word
        for word in re.findall(r"(?<![\w:|.-])[a-z]{3,}(?![\w|.:-])", outside)
        if word not in {"mailmend", *NAMES, "system", "hand", "text", "eml", "mailto", "dns", "host", "service", "user"}
    ]
    assert words == [], out


def test_the_option_comes_before_the_environment():
    assert chosen(["spf", "--lang", "ro", "x"], {"LANG": "de"}).language == "ro"
    assert chosen(["spf", "--lang=ro"], {}).language == "ro"
    assert chosen(["spf", "--lang", "tlh"], {"LANG": "ro"}).language == "ro"
    assert chosen(["spf", "--lang"], {"LANG": "ro_RO"}).language == "ro"
    assert chosen([], {}).language == "en"


def test_an_unknown_language_is_wrong_usage():
    ran = run("spf", "contoso.example", "--lang", "tlh")
    assert ran.code == 2
    assert "en, de, ro" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sfp"], "Nu există comanda 'sfp'"),
        (["spf", "x", "--lnag"], "Nu există opțiunea"),
        (["read"], "Lipsește argumentul"),
        (["fix", "x", "--way", "0"], "nu este în intervalul"),
        (["fix", "x", "--way"], "are nevoie de un argument"),
        (["schema", "nonsense"], "nu este una dintre"),
        (["spf", "a.example", "more"], "Argument în plus (more)"),
        (["spf", "a.example", "--ip", "x"], "nu este o adresă IP"),
        (["spf", "a.example", "--compare", "b.example", "--ip", "192.0.2.1"], "una dintre --ip, --ips, --compare"),
        (["diagnose", "/no/such/file"], "/no/such/file: "),
        (["explain", "permeror"], "poate ați vrut permerror sau temperror"),
        (["diagnose", "x", "--letter-lang", "tlh"], "nu se vorbește aici"),
    ],
)
def test_wrong_usage_is_said_in_the_language(arguments: list[str], said: str):
    ran = run("--lang", "ro", *arguments)
    assert ran.code == 2
    assert said in ran.err


def test_scripts_read_english_unless_they_ask(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "ro_RO.UTF-8")
    case = "tests/cases/01-own-mx-not-listed"
    assert run("diagnose", case).out.startswith("Serverul dumneavoastră")
    assert run("diagnose", case, "--json").lines[0]["answer"]["happened"].startswith("Your server")
    assert run("diagnose", case, "--json", "--lang", "ro").lines[0]["answer"]["happened"].startswith("Serverul")


def test_english_reads_no_translation(monkeypatch: pytest.MonkeyPatch):
    catalog = importlib.import_module("mailmend.render.catalog")
    monkeypatch.setattr(catalog, "parse", lambda _: pytest.fail("a .po file was read"))
    catalog.catalog.cache_clear()
    monkeypatch.setenv("LC_ALL", "C")
    assert run("--help").code == 0
