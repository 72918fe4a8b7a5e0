"""Pages made from the code itself, so that they cannot fall behind it.

A page says ``<!-- made: indicators -->`` where the function of that name below writes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MARK = re.compile(r"<!-- made: ([a-z-]+) -->")
ROLE = re.compile(r":(?:meth|class|func|mod|attr|exc):<code>(?:~[\w.]+\.)?(\w)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill the marks of a page (mkdocs calls this for every page)."""
    return MARK.sub(lambda match: MADE[match.group(1)](), markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Take the roles of Sphinx out of docstrings (mkdocs calls this for every page)."""
    return ROLE.sub(r"<code>\1", html)


def cell(text: str) -> str:
    """Text that may stand in a cell of a Markdown table."""
    return text.replace("|", r"\|").replace("\n", " ")


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *(tuple(map(cell, row)) for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def indicators() -> str:
    """Every indicator with its sentence, unit, base and columns."""
    from punos.indicators.catalogue import INDICATORS

    return table(
        ("indicator", "what it shows", "counted in", "of the", "columns"),
        [
            (f"`{i.name}`", i.sentence, i.unit, str(i.base), ", ".join(f"`{c}`" for c in i.index))
            for i in INDICATORS.values()
        ],
    )


def indicator_columns() -> str:
    """Every column an indicator can be filtered by."""
    from punos.indicators.catalogue import COLUMNS

    def source(column: Any) -> str:
        if column.table:
            return f"names of [`{column.table}`](study-format.md#{column.table})"
        return ", ".join(f"`{word}`" for word in column.words) or "names as the tables write them"

    return table(("column", "what it is", "holds"), [(f"`{c.name}`", c.meaning, source(c)) for c in COLUMNS.values()])


def money_kinds() -> str:
    """The kinds of spend and earn, and whether they fall in the year or the period."""
    from punos.indicators.catalogue import EarnKind, SpendKind

    rows = [("`spend`", f"`{k.value}`", str(k.base)) for k in SpendKind]
    rows += [("`earn`", f"`{k.value}`", str(k.base)) for k in EarnKind]
    return table(("indicator", "kind", "of the"), rows)


def mathematics() -> str:
    """Every constraint: the sentence, the equation, the unit, the tables it reads."""
    import inspect

    from punos.model.constraints import CONSTRAINTS

    def section(constraint: Any) -> str:
        equation, _, words = inspect.cleandoc(constraint.equation).partition("\n\n")
        tables = ", ".join(f"[`{name}`](study-format.md#{name})" for name in constraint.tables)
        limit = f" A planner relaxes it at `{constraint.limit}`." if constraint.limit else ""
        return (
            f"### {constraint.name}\n\n*{constraint.sentence}*\n\n```text\n{equation}\n```\n\n{words}\n\n"
            f"In {constraint.unit}; reads {tables}.{limit}\n"
        )

    return "\n".join(section(constraint) for constraint in CONSTRAINTS.values())


def command_line() -> str:
    """Every command with its arguments and options, as `--help` tells them."""
    import typer.main

    from punos.cli.app import app

    def section(name: str, command: Any) -> str:
        rows = []
        for parameter in command.params:
            is_argument = parameter.param_type_name == "argument"
            written = parameter.metavar if is_argument else ", ".join(parameter.opts)
            takes = "" if is_argument or parameter.is_flag else f" {parameter.metavar or 'NUMBER'}"
            rows.append((f"`{written}{takes}`", (parameter.help or "").replace("\\[", "[")))
        return f"### punos {name}\n\n{command.help}\n\n{table(('argument or option', 'meaning'), rows)}"

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return "\n".join(section(name, command) for name, command in commands.items())


def exit_statuses() -> str:
    """Every exit status of the command."""
    from punos.cli.status import ExitStatus

    return table(("status", "meaning"), [(str(int(s)), s.meaning) for s in ExitStatus])


def study_format() -> str:
    """Every table of a study with its columns."""
    from punos.tables.reference import markdown

    return markdown()


def published_cases() -> str:
    """The published cases that tests solve: source, optimum, what Punos finds, how long that takes."""
    from json import loads

    from tests.reference.expected import ALL, DATA
    from tests.reference.test_published import SLOW

    kept = loads((ROOT / "benchmarks" / "cases.json").read_text(encoding="utf-8"))

    def section(folder: Path) -> str:
        title, source = (folder / "README.md").read_text(encoding="utf-8").split("\n\n")[:2]
        cases = [case for name, case in ALL.items() if name.split()[0] == folder.name]
        rows = [
            (
                " ".join(case.name.split()[1:]) or "the case",
                f"{case.objective:,.10g}",
                *_found(kept.get(case.name, {})),
                f"{case.tolerance:.0e}",
                "make test-all" if case.name in SLOW else "make test",
            )
            for case in cases
        ]
        heads = ("instance", "published", "Punos", "gap", "seconds", "must agree to", "tested by")
        return f"#{title}\n\n{source}\n\n*What it proves*: {PROVES[folder.name]}.\n\n{table(heads, rows)}"

    planned = sorted({name.split()[0] for name in ALL})  # games are told by themselves
    return "\n".join(section(DATA / name) for name in planned)


def published_scores() -> str:
    """The published scoring of a park: what each category must score, and what Punos finds."""
    from tests.reference.cases.eip_scoring import study
    from tests.reference.expected import DATA, read_expected

    folder, told = DATA / "eip-scoring", read_expected("eip-scoring")
    found = study(folder).score()
    (park,) = found.frameworks.to_dicts()
    source = (folder / "README.md").read_text(encoding="utf-8").split("\n\n")[1]
    rows = [
        (category, told["category_scores"][category]["fraction"], exact)
        for category, exact in found.categories.select("category", "exact").iter_rows()
    ]
    rows.append(("mean of items", told["overall_mean_of_items"]["fraction"], park["exact"]))
    rows.append(("mean of categories", told["overall_mean_of_categories"]["fraction"], park["by_category_exact"]))
    rows.append(("qualifies", "yes" if told["qualifies"] else "no", park["verdict"]))
    return f"{source}\n\n{table(('what', 'published', 'Punos'), rows)}\nSee [Parks side by side](score.md).\n"


def _found(row: dict[str, float]) -> tuple[str, str, str]:
    """What Punos found, its gap and how long it took; blank where it was not measured."""
    if not row:
        return ("", "", "")
    objective = f"{row['objective']:,.10g}" if "objective" in row else "not proved"
    return (objective, f"{row['gap']:.0e}" if row["gap"] else "0", f"{row['seconds']:.1f}")


PROVES = {
    "by-product-exchange": "by-products that one is paid to take, treatment with a yield, what they replace",
    "canad-network-design": "routes with a charge and a capacity that all goods share, tight forcing rows",
    "fixed-charge-network": "economies of scale on routes alone, sizes found from what is asked for",
    "gams-trnsport": "supplies, demands, freight",
    "mexls": "recipes that differ by place, by-products, shared units, losses on the way, shares as policies",
    "mexss": "several units a process, imports and exports, limits over places",
    "orlib-warehouse": "openings with charges and capacities, demands that must be met, branch and bound",
    "osemosys-utopia": "periods, vintages, residual capacity, salvage, slices of the year, a reserve margin, caps",
    "robert": "stocks with opening stock, holding cost and end value; a study that seeks profit",
    "synthetic-chain": "vintages, supply in steps, stores, a shared cap, unmet demand, annuities",
    "vietman": "a chain of two steps with charges, import as the alternative",
}
"""What reaching the optimum of a case says about the planner."""


def speed() -> str:
    """Seconds, ratios to the floor and memory of each tool, from the figures that ``make bench`` keeps."""
    from json import loads

    from benchmarks.measure import together

    results = loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    parts = []
    for size in results["sizes"].values():
        rows = []
        floor = together(size["rows"]["floor"])
        for tool, name in results["tools"].items():
            if (row := size["rows"].get(tool)) is None:
                rows.append((name, "not tried", "", "", "", "", ""))
                continue
            steps = row["seconds"]
            parts_of = (f"{steps[step]:.3f}" for step in ("build", "hand_over", "read"))
            memory = f"{row['memory']:.0f}" if size["nonzeros"] > SMALL_PROGRAM else "–"
            rows.append((name, *parts_of, f"{together(row):.3f}", f"{together(row) / floor:.1f}", memory))
        heads = ("tool", "build", "hand over", "read back", "together, s", "times the floor", "memory, MiB")
        parts.append(f"**{size['nonzeros']:,} non-zeros**\n\n{table(heads, rows)}")
    return "\n".join([*parts, f"Measured on {results['machine']}."])


SMALL_PROGRAM = 50_000
"""Non-zeros up to which a program fits into memory that was there before."""


MADE: dict[str, Callable[[], str]] = {
    "indicators": indicators,
    "indicator-columns": indicator_columns,
    "money-kinds": money_kinds,
    "mathematics": mathematics,
    "command-line": command_line,
    "exit-statuses": exit_statuses,
    "study-format": study_format,
    "published-cases": published_cases,
    "published-scores": published_scores,
    "speed": speed,
}
