"""``punos match PLAN``: who could use what a plan throws away or gives away."""

from __future__ import annotations

from collections.abc import Sequence
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
    from polars import DataFrame

    from punos.analysis.matches import Matches

SHOWN = 30
"""Rows of a table on the terminal; the file has all."""


@guarded
def match(
    plan: PlanArgument,
    place: Annotated[
        list[str] | None,
        typer.Option("--place", "-p", metavar="PLACE", help="Only what is left over there; may be given again."),
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="The period to show; the last one by default.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write all periods (.csv).")
    ] = None,
    force: ForceOption = False,
    debug: DebugOption = False,
) -> None:
    """Find who could use by-products and waste, in the park or elsewhere, with transport and treatment cost."""
    from punos.plan import load_plan

    folder = existing_plan(plan)
    file = new_file(output, force, ".csv") if output else None
    found = load_plan(folder).matches(place or ())
    _tell(found, period or found.periods[-1])
    if file:
        found.frame.write_csv(file)
        console.show_written(file)


def _tell(found: Matches, period: str) -> None:
    console.results().print(Text(found.told(period)))
    rows = found.frame.filter(period=period)
    _could(rows.filter((rows["left_over"] > 0) & (rows["need"] > 0)), found.currency)
    _does(rows.filter(rows["planned"] > 0))


def _could(rows: DataFrame, currency: str) -> None:
    """What is left over and who could use it, with what a unit saves and costs."""
    heads = ("left over", "of", "amount", "unit", "could replace", "in", "treated by", "km", "saved", "replaced",
             "transport", "treatment", f"gain, {currency} a unit", "best exchange", "gain a year", "could be planned",
             )  # fmt: skip
    if rows.height:
        console.show_table(heads, ("amount", *heads[7:15]), map(_match, rows.head(SHOWN).iter_rows(named=True)))
    _cut(rows)


def _match(row: dict[str, Any]) -> list[str]:
    names = ("distance_km", "disposal_saved", "replaced_value", "transport_cost", "treatment_cost", "gain_a_unit",
             "chosen", "gain")  # fmt: skip
    words = [_good(row), row["from"], short_number(row["left_over"]) or "", row["unit"]]
    return [*words, row["replaces"], _user(row), row["treatment"] or "", *_figures(row, names), row["could"]]


def _does(rows: DataFrame) -> None:
    """What the plan brings to whom already."""
    heads = ("the plan uses", "of", "as", "in", "treated by", "unit", "amount", "km", "gain a unit")
    names = ("planned", "distance_km", "gain_a_unit")
    if rows.height:
        console.show_table(heads, heads[6:], (
            [_good(row), row["from"], row["replaces"], _user(row), row["treatment"] or "", row["need_unit"],
             *_figures(row, names)]
            for row in rows.head(SHOWN).iter_rows(named=True)
        ))  # fmt: skip
    _cut(rows)


def _cut(rows: DataFrame) -> None:
    if rows.height > SHOWN:
        console.results().print(f"{rows.height - SHOWN} rows more; -o FILE writes all.")


def _figures(row: dict[str, Any], names: Sequence[str]) -> list[str]:
    return [short_number(row[name]) or "" for name in names]


def _good(row: dict[str, Any]) -> str:
    return f"{row['commodity']}, {row['slice']}" if row["slice"] != "year" else str(row["commodity"])


def _user(row: dict[str, Any]) -> str:
    return f"{row['to']} ({row['user']})" if row["user"] else str(row["to"])
