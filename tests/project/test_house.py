"""How the code is built: short functions, one meaning for each name."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from macros.lint.links import no_dead_links
from macros.lint.run import PAGE_CHECKS, PROJECT_CHECKS
from macros.topic import SUBJECT

MODULES = sorted((ROOT / "macros").rglob("*.py"))
MOST_LINES = 30
"""From `def` to the end, docstring included."""
SHARED = {
    "PAGE_CHECKS": "the checks of one page: of every handbook, and of this one",
    "PROJECT_CHECKS": "the checks of the whole project: of every handbook, and of this one",
    "ROOT": "the project's folder",
    "define_env": "what an engine calls, and its work",
}
"""Names defined in two modules with one meaning."""


def defined(module: Path) -> Iterator[str]:
    """The public names at the top level of a module."""
    for node in ast.parse(module.read_text("utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_function_fits_on_a_screen(module: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    ]
    lines = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert not {name: count for name, count in lines.items() if count > MOST_LINES}


def test_a_name_is_defined_once() -> None:
    homes: defaultdict[str, set[Path]] = defaultdict(set)
    for module in MODULES:
        for name in defined(module):
            homes[name].add(module)
    twice = {name for name, modules in homes.items() if len(modules) > 1 and name[0] != "_"}
    assert twice == SHARED.keys()


def checks(module: Path) -> Iterator[str]:
    """The public functions of a module that find faults in a state or in the data."""
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name[0] != "_" and len(node.args.args) == 1:
            yields = ast.unparse(node.returns or ast.Constant(None))
            first = node.args.args[0].arg
            if first in ("state", "handbook") and yields.startswith(("Iterator[D", "Iterator[V")):
                yield node.name


def test_every_check_runs() -> None:
    run_ones = (*PAGE_CHECKS, *PROJECT_CHECKS, no_dead_links)
    own = (*SUBJECT.data_checks, *SUBJECT.page_checks, *SUBJECT.project_checks)
    listed = {check.__name__ for check in (*run_ones, *own)}
    folders = ("macros/lint", "macros/topic/lint")
    modules = [module for folder in folders for module in (ROOT / folder).rglob("*.py")]
    assert {name for module in modules for name in checks(module)} == listed
