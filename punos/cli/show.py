"""``punos show PLAN [INDICATOR]``: a plan, or one indicator of it, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from punos.cli import console
from punos.cli.figures import short_number, short_share
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, PlanArgument
from punos.cli.paths import existing_plan

if TYPE_CHECKING:
    import polars as pl

    from punos.plan import Plan


@guarded
def show(
    plan: PlanArgument,
    indicator: Annotated[
        str | None,
        typer.Argument(metavar="INDICATOR", help=r'What to show, as "make\[commodity=pcam]" or "spend".'),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="COLUMNS", help="What to tell apart, as place,period.")] = "period",
    land: Annotated[
        str | None,
        typer.Option("--land", metavar="PLACE", help="Show what a hectare of a place brings, plant by plant."),
    ] = None,
    neighbours: Annotated[
        str | None,
        typer.Option("--neighbours", metavar="PLACE", help="Show what a place bears, of its caps, and its traffic."),
    ] = None,
    residents: Annotated[
        str | None, typer.Option("--residents", metavar="PLACE", help="Show what the residents of a place get.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write CSV instead of a table.")] = False,
    debug: DebugOption = False,
) -> None:
    """Show a plan in words, an indicator of it as a table, or what it is for one place."""
    from punos.plan import load_plan

    loaded = load_plan(existing_plan(plan))
    tables = _local(loaded, land, neighbours, residents)
    if indicator is not None:
        columns = [column.strip() for column in by.split(",") if column.strip()]
        tables = {indicator: loaded.indicator(indicator, by=columns), **tables}
    if not tables:
        _show_plan(loaded)
    for number, (title, frame) in enumerate(tables.items()):
        if csv:
            typer.echo(("\n" if number else "") + frame.write_csv(), nl=False)
        elif title == indicator:
            console.results().print(table(frame, title, loaded.periods["period"].to_list()))
        else:
            console.results().print(table(frame, title, []))


def _local(plan: Plan, land: str | None, neighbours: str | None, residents: str | None) -> dict[str, pl.DataFrame]:
    """Give the tables of one place that are asked for, by title."""
    told: dict[str, pl.DataFrame] = {}
    if land:
        told[f"land of {land}"] = plan.local(land).land()
    if neighbours:
        seen = plan.local(neighbours)
        told[f"impacts at {neighbours}"] = seen.impacts()
        told[f"who causes them at {neighbours}"] = seen.causes()
        told[f"loaded vehicles a day at {neighbours}"] = seen.traffic()
    if residents:
        told[f"residents of {residents}"] = plan.local(residents).residents()
    return told


def _show_plan(plan: Plan) -> None:
    from punos.pages.report import first_paragraph

    out = console.results()
    out.print(Text(first_paragraph(plan)))
    summary = plan.summary
    out.print()
    facts = Table(show_header=False, box=None, pad_edge=False)
    facts.add_row("status", str(summary.status))
    facts.add_row("net cost", f"{short_number(summary.objective)} {plan.study.settings.study.currency}")
    facts.add_row("gap", short_share(summary.gap) or "none")
    facts.add_row("time", f"{summary.seconds:.1f} s")
    for change in summary.changes:
        facts.add_row("changed", Text(str(change)))
    facts.add_row("indicators", ", ".join(sorted(plan.quantities)))
    out.print(facts)


def table(frame: pl.DataFrame, title: str, periods: list[str]) -> Table:
    """Lay an indicator out for reading: periods, if told apart, side by side in their order."""

    if "period" in frame.columns and "value" in frame.columns and frame.height:
        index = [column for column in frame.columns if column not in ("period", "value", "unit")]
        wide = frame.pivot("period", index=[*index, "unit"], values="value")
        frame = wide.select(*index, "unit", *(period for period in periods if period in wide.columns))
    shown = Table(title=Text(title, style="bold"), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name, kind in frame.schema.items():
        shown.add_column(Text(name), justify="right" if kind.is_numeric() else "left")
    for row in frame.iter_rows():
        shown.add_row(*(Text(_cell(value)) for value in row))
    return shown


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return str(value)
