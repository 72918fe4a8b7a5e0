"""``punos hindcast PLAN``: the model of a year that has passed beside what is known of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.figures import short_number
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption, PlanArgument
from punos.cli.paths import existing_plan, new_file

if TYPE_CHECKING:
    from punos.analysis.hindcast import Hindcast


@guarded
def hindcast(
    plan: PlanArgument,
    year: Annotated[
        int | None, typer.Option("--year", help="The year.", show_default="that of most observations")
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", metavar="NAME", help="Its prices and demands.", show_default="year_YEAR, if any"),
    ] = None,
    tolerance: Annotated[
        float, typer.Option("--tolerance", help="Share by which the model may be off unexplained.")
    ] = 0.15,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write all of it (.csv).")
    ] = None,
    force: ForceOption = False,
    debug: DebugOption = False,
) -> None:
    """Plan a year that has passed with what stood then, and hold it against the study's table `observations`.

    What was found is kept in the plan's folder, for its report.
    """
    from punos.analysis.findings import Findings
    from punos.plan import load_plan

    folder = existing_plan(plan)
    file = new_file(output, force, ".csv") if output else None
    loaded = load_plan(folder)
    found = loaded.hindcast(year, scenario, tolerance)
    Findings(hindcast=found).keep(folder, loaded)
    _tell(found)
    if file:
        found.frame.write_csv(file)
        console.show_written(file)


def _tell(found: Hindcast) -> None:
    console.results().print(Text(str(found)))
    heads = ("known figure", "year", "known", "model", "unit", "ratio", "verdict", "why")
    console.show_table(heads, ("known", "model", "ratio"), map(_cells, found.frame.iter_rows(named=True)))


def _cells(row: dict[str, Any]) -> list[str]:
    numbers = [short_number(row[name]) or "" for name in ("known", "model")]
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
    words = [row["verdict"], row["remark"] or row["why"] or ""]
    return [row["name"] or row["observation"], str(row["year"]), *numbers, row["unit"] or "", ratio, *words]
