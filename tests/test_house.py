"""The house keeps its order: size, layers, circles, docstrings, and a test for every constraint."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "punos"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LONGEST_MEDIAN = 15

# A module may import from its own floor and from those below it. The façade punos/__init__.py stands above
# all but the command line.
FLOORS = {
    "errors": 0,
    "exact": 0,
    "games": 1,
    "chemistry": 1,
    "tables": 1,
    "study": 2,
    "indicators": 2,
    "lp": 2,
    "instance": 3,
    "model": 4,
    "planner": 5,
    "plan": 5,
    "session": 5,
    "runner": 6,
    "analysis": 6,
    "pages": 6,
    "": 7,
    "cli": 8,
    "__main__": 9,
}

# Methods that hand a request on to the module that answers it (study.plan(), plan.save(), plan.report()): the only
# places outside the command line where an import may stand inside a function, and point upwards.
HANDED_ON = {
    "punos.study.study": {"punos.study.check", "punos.study.changing", "punos.planner", "punos.analysis.scoring"},
    "punos.plan.plan": {
        "punos.plan.store",
        "punos.plan.economics",
        "punos.pages.report",
        "punos.analysis.cures",
        "punos.analysis.findings",
        "punos.analysis.flips",
        "punos.analysis.tornado",
        "punos.analysis.hindcast",
        "punos.analysis.local",
        "punos.analysis.matches.matches",
        "punos.analysis.share.share",
        "punos.analysis.track",
    },
    "punos.plan.compare": {"punos.pages.compare"},
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path) for path in MODULES}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def imports(node: ast.AST, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """Modules of Punos that code imports when it runs, and whether it does so inside a function."""
    for child in ast.iter_child_nodes(node):
        if is_type_checking(child):
            continue
        if isinstance(child, ast.Import):
            yield from ((alias.name, inside) for alias in child.names if alias.name.split(".")[0] == "punos")
        elif isinstance(child, ast.ImportFrom) and child.module and child.module.split(".")[0] == "punos":
            for alias in child.names:
                full = f"{child.module}.{alias.name}"
                yield (full if full in NAMES else child.module), inside
        else:
            yield from imports(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))


def floor(module: str) -> int:
    part = module.split(".")[1] if "." in module else ""
    assert part in FLOORS, f"{module}: give punos/{part} its floor in FLOORS"
    return FLOORS[part]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree_of(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1) * documented


def test_files_stay_short() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: n for name, n in lines.items() if n > LONGEST_FILE} == {}


def test_functions_stay_short() -> None:
    lengths = {f"{name_of(p)}.{f.name}": length(f) for p in MODULES for f in functions(p)}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}
    assert median(lengths.values()) <= LONGEST_MEDIAN


def test_no_import_circles() -> None:
    graph = {
        name_of(path): {to for to, inside in imports(tree_of(path)) if not inside and to != "punos"} for path in MODULES
    }
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"import circle: {' -> '.join(error.args[1])}")


def test_nothing_is_imported_from_above() -> None:
    upward = [
        f"{name_of(path)} imports {to}"
        for path in MODULES
        for to, inside in imports(tree_of(path))
        if floor(to) > floor(name_of(path)) and not (inside and to in HANDED_ON.get(name_of(path), set()))
    ]
    assert upward == []


def test_only_the_command_line_imports_inside_functions() -> None:
    """Elsewhere an import inside a function hides a circle; the façade alone loads its parts when asked."""
    hidden = [
        f"{name_of(path)} imports {to}"
        for path in MODULES
        for to, inside in imports(tree_of(path))
        if inside and name_of(path) != "punos" and not name_of(path).startswith("punos.cli.")
        if to not in HANDED_ON.get(name_of(path), set())
    ]
    assert hidden == []


def test_no_utils() -> None:
    vague = {"utils", "util", "helpers", "misc", "common"}
    assert [name for name in NAMES if vague & set(name.split("."))] == []


def public(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            overloaded = any("overload" in ast.dump(d) for d in child.decorator_list)
            if not child.name.startswith("_") and not overloaded:
                yield f"{prefix}.{child.name}", child
                if isinstance(child, ast.ClassDef):
                    yield from public(child, f"{prefix}.{child.name}")


def test_everything_public_says_what_it_is() -> None:
    named = itertools.chain(
        ((name_of(path), tree_of(path)) for path in MODULES),
        *(public(tree_of(path), name_of(path)) for path in MODULES),
    )
    assert [name for name, node in named if not ast.get_docstring(node)] == []  # type: ignore[arg-type]


def test_nothing_is_evaluated_as_code() -> None:
    called = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec", "compile", "__import__"}
    ]
    assert called == []


CONSTRAINTS = sorted(path.stem for path in (PACKAGE / "model" / "constraints").glob("*.py") if path.stem != "__init__")


def constraint_named_by(test: str) -> str:
    """The longest constraint whose name a test begins with, so that impact_cap_place is no test of impact_cap."""
    return max((c for c in CONSTRAINTS if f"{test}_".startswith(f"test_{c}_")), key=len, default="")


def test_every_constraint_has_its_test() -> None:
    """A file or a function under tests/model says by its name which constraint it computes by hand."""
    paths = list((ROOT / "tests" / "model").rglob("test_*.py"))
    tests = [path.stem for path in paths] + [f.name for path in paths for f in functions(path)]
    assert sorted(set(CONSTRAINTS) - {constraint_named_by(test) for test in tests}) == []
