"""Small and top-down: no file of 400 lines, no function of 40 (its docstring not counted)."""

from __future__ import annotations

import ast
from pathlib import Path

SRC = Path(__file__).parents[2] / "src"


def test_files_are_under_400_lines():
    sizes = {path.relative_to(SRC): len(path.read_text().splitlines()) for path in SRC.rglob("*.py")}
    assert {path: lines for path, lines in sizes.items() if lines >= 400} == {}


def test_functions_are_under_40_lines():
    sizes = {
        f"{path.relative_to(SRC)}:{node.lineno} {node.name}": lines(node)
        for path in SRC.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: size for name, size in sizes.items() if size >= 40} == {}


def lines(function):
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if documented else 0)
