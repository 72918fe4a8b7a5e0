"""What is built and what stands, by stage and period; what was allowed and is not built."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from punos.pages.blocks import Block, Cell, Figure, FigureBlock, Layout, Section, TableBlock, Trace
from punos.pages.map_names import stage_name
from punos.pages.palette import QUIET, colours, plain_layout
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.terms import status_word
from punos.pages.view import View

PANEL = 165
"""Height of one panel in pixels."""
TRACE = 1e-6
"""Shares below this are the solver's rounding, not a decision."""


def capacity_section(view: View) -> Section | None:
    """Give what is built, what stands, and what is not built; None if there are no plants."""
    _ = view.gettext
    blocks: list[Block] = [*_built(view), *_panels(view), *_standing(view), *_refused(view)]
    if not blocks:
        return None
    lead = _("What the plan opens, when, and what then stands. Existing and decided plants are counted in.")
    return Section("capacity", _("What is built and what stands"), (lead,), tuple(blocks))


def openings(view: View) -> pl.DataFrame:
    """Give what is built or gained by conversion.

    Returns
    -------
    period, plant, technology, place, operator, value, unit, capex (not discounted), converted (bool).
    """
    return view.once("openings", _openings)


def _openings(view: View) -> pl.DataFrame:
    parts = []
    for indicator, kind in (("build", "capex"), ("convert", "conversion")):
        spent = view.plan.frame("spend").filter(pl.col("kind") == kind)
        capex = spent.filter(pl.col("plant").is_not_null()).group_by("period", "plant").agg(capex=pl.col("value").sum())
        held = view.frame(indicator).join(capex, on=["period", "plant"], how="left", maintain_order="left")
        parts.append(held.with_columns(pl.col("capex").fill_null(0.0), converted=pl.lit(value=kind == "conversion")))
    return pl.concat(parts)


# --- built ---


def _built(view: View) -> tuple[TableBlock, ...]:
    _ = view.gettext
    built = openings(view)
    if built.is_empty():
        return ()
    order = pl.col("period").replace_strict(list(view.periods), list(range(len(view.periods))))
    ranked = built.sort(order, "capex", "plant", descending=[False, True, False])
    shown = [
        text(_("In use from"), lambda row: row["period"]),
        Shown(_("Plant"), lambda row: plant_cell(view, row)),
        text(_("Place"), lambda row: view.name("place", row["place"])),
        text(_("What"), lambda row: view.name("technology", row["technology"])),
        quantity(view, _("Built"), "value", plant_row(view)),
        *_how(view, built),
        figure(
            _("Paid a year") if view.annuity else _("Investment"),
            "capex",
            lambda v: view.numbers.number(v, 1),
            view.money_unit,
            view.money_scale,
            technology_row(view),
        ),
    ]
    note = _("Capacity that first works in the period; money is not discounted.")
    return (table("built", _("Built, in order of time"), ranked, shown, note=note),)


def _how(view: View, built: pl.DataFrame) -> tuple[Shown, ...]:
    """Say what was converted from something else, where anything was."""
    _ = view.gettext
    if not built["converted"].any():
        return ()
    return (text(_("How"), lambda row: _("converted") if row["converted"] else _("new")),)


def plant_cell(view: View, row: Mapping[str, Any]) -> Cell:
    """Give a plant's name with its row and evidence behind it."""
    grounds = view.evidence.about("plants", plant=row["plant"])
    technology = row.get("technology")
    if technology:
        grounds = grounds + view.evidence.about("technologies", technology=technology)
    name = view.name("plant", row["plant"])
    return Cell(name, card_anchor(row["plant"]), view.evidence.tip(name, grounds))


def card_anchor(plant: str) -> str:
    """Give the anchor of a plant's card."""
    return f"card-{plant}"


def plant_row(view: View) -> Callable[[Mapping[str, Any]], str]:
    """Give the function from a row to the anchor of its plant in the study, on which its figures rest."""
    return lambda row: view.evidence.anchor("plants", plant=row["plant"])


def technology_row(view: View) -> Callable[[Mapping[str, Any]], str]:
    """Give the function from a row to the anchor of its technology, on which what it costs rests."""
    return lambda row: view.evidence.anchor("technologies", technology=row["technology"])


def quantity(view: View, title: str, column: str, href: Callable[[Mapping[str, Any]], str] | None = None) -> Shown:
    """Show a column of numbers, each with the unit of its row; `href` gives the row that it rests on."""

    def cell(row: Mapping[str, Any]) -> Cell:
        value = row[column]
        shown = view.numbers.number(value)
        told = f"{shown} {row['unit']}" if value is not None else shown
        return Cell(told, href(row) if href else "", numeric=True, value=value)

    return Shown(title, cell, numeric=True)


# --- standing ---


def _by_technology(view: View) -> pl.DataFrame:
    """Give what stands of each technology: stage, technology, unit, period, value."""
    held = view.frame("capacity").filter(pl.col("value").is_finite())
    return (
        held.group_by("technology", "unit", "period").agg(pl.col("value").sum()).with_columns(stage=view.chain.stage())
    )


def _panels(view: View) -> tuple[FigureBlock, ...]:
    """Give one small panel of bars a technology that changes, each with its own scale and unit."""
    _ = view.gettext
    held = _by_technology(view)
    rank = {stage: i for i, stage in enumerate(view.chain.order)}
    moved = held.group_by("technology", "unit", "stage").agg(
        pl.col("value").max(), changes=pl.col("value").n_unique() > 1, times=pl.len()
    )
    changing = moved.filter(pl.col("changes") | (pl.col("times") < len(view.periods)))
    kept = changing.sort(pl.col("stage").replace_strict(rank), "technology")
    if kept.is_empty():
        return ()
    wide, narrow = _grid(kept.height, 3), _grid(kept.height, 2)
    colour = colours(view.chain.order)
    traces: list[Trace] = []
    layout, phone = plain_layout(0), Layout()
    for i, row in enumerate(kept.iter_rows(named=True)):
        of = held.filter(pl.col("technology") == row["technology"], pl.col("unit") == row["unit"])
        values = dict(of.select("period", "value").iter_rows())
        traces.append(_panel(view, row, [values.get(p, 0.0) for p in view.periods], i, colour[row["stage"]]))
        layout |= _axes(view, row, i, wide[i])
        phone |= _axes(view, row, i, narrow[i])
    layout |= {"showlegend": False, "bargap": 0.25, "margin": {"l": 2, "r": 2, "t": 2, "b": 24}}
    layout["annotations"] = _titles(view, kept, wide, 12.5, 36)
    phone["annotations"] = _titles(view, kept, narrow, 11, 24)
    layout["height"], phone["height"] = PANEL * -(-kept.height // 3), PANEL * -(-kept.height // 2)
    return (
        FigureBlock(
            "capacity-panels",
            _("Capacity of each kind of plant"),
            _("Each panel has its own scale and unit; kinds whose capacity does not change are in the table only."),
            _("Small bars: the capacity of each kind of plant in each period; the table below holds the figures."),
            Figure({"": traces}, layout, narrow=phone),
        ),
    )


def _panel(view: View, row: Mapping[str, Any], values: Sequence[float], i: int, colour: str) -> Trace:
    number = "" if i == 0 else str(i + 1)
    return {
        "type": "bar",
        "x": list(view.periods),
        "y": values,
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
        "marker": {"color": colour},
        "text": [view.numbers.brief(v) if v and v != before else "" for before, v in pairwise([0.0, *values])],
        "textposition": "outside",
        "textfont": {"size": 10, "color": QUIET},
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "meta": {"pattern": 1},
        "hovertext": [
            f"{view.name('technology', row['technology'])}, {p}: {view.numbers.quantity(v, row['unit'])}"
            for p, v in zip(view.periods, values, strict=True)
        ],
        "hoverinfo": "text",
    }


def _grid(count: int, across: int) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Give the domains of panels, row by row from the top."""
    down = -(-count // across)
    gap, title = 0.06, 0.34 / down
    width, height = (1 - gap * (across - 1)) / across, 1 / down
    return [
        (
            ((i % across) * (width + gap), (i % across) * (width + gap) + width),
            (1 - (i // across + 1) * height, 1 - (i // across) * height - title),
        )
        for i in range(count)
    ]


def _axes(
    view: View, row: Mapping[str, Any], i: int, domain: tuple[tuple[float, float], tuple[float, float]]
) -> Layout:
    number = "" if i == 0 else str(i + 1)
    plain = plain_layout(0)
    x = {**plain["xaxis"], "type": "category", "domain": domain[0], "anchor": f"y{number}", "tickfont": {"size": 10}}
    if len(view.periods) > 4:
        x["tickvals"] = [view.periods[0], view.periods[-1]]
    top = row["value"] * 1.35
    y = {"domain": domain[1], "anchor": f"x{number}", "visible": False, "fixedrange": True, "range": [0, top]}
    return {f"xaxis{number}": {**x, "tickangle": 0}, f"yaxis{number}": y}


def cut(name: str, letters: int) -> str:
    """Shorten a long name."""
    return name if len(name) <= letters else name[: letters - 1].rstrip(" ,") + "…"


def _titles(view: View, kept: pl.DataFrame, grid: list[Any], size: float, letters: int) -> list[dict[str, Any]]:
    return [
        {
            "text": f"<b>{cut(view.name('technology', row['technology']), letters)}</b><br>{row['unit']}",
            "align": "left",
            "x": x[0],
            "y": y[1],
            "xref": "paper",
            "yref": "paper",
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 2,
            "showarrow": False,
            "font": {"size": size},
        }
        for row, (x, y) in zip(kept.iter_rows(named=True), grid, strict=True)
    ]


def _standing(view: View) -> tuple[TableBlock, ...]:
    """Give every plant's capacity in every period, stage by stage."""
    _ = view.gettext
    held = view.frame("capacity").filter(pl.col("value").is_finite())
    if held.is_empty():
        return ()
    keys = ["plant", "technology", "place", "unit"]
    spread = held.pivot("period", index=keys, values="value", aggregate_function="sum")
    spread = spread.with_columns(
        *(pl.lit(0.0).alias(p) for p in view.periods if p not in spread.columns), stage=view.chain.stage()
    )
    rank = {stage: i for i, stage in enumerate(view.chain.order)}
    ranked = spread.sort(pl.col("stage").replace_strict(rank), "technology", "place", "plant")
    shown = [
        Shown(_("Plant"), lambda row: plant_cell(view, row)),
        text(_("Stage"), lambda row: stage_name(view, row["stage"])),
        text(_("Place"), lambda row: view.name("place", row["place"])),
        text(_("Unit"), lambda row: row["unit"]),
        *(figure(p, p, lambda v: view.numbers.number(v or 0.0), href=plant_row(view)) for p in view.periods),
    ]
    return (table("standing", _("Capacity of every plant by period"), ranked, shown, folded=ranked.height > 25),)


# --- refused ---


def refused(view: View) -> pl.DataFrame:
    """Give the candidates that are never built, and what stands idle and is never restarted or converted."""
    plants = view.plan.study.table("plants").unique("plant", keep="first", maintain_order=True)
    stands = view.frame("capacity").select("plant").unique()
    runs = view.frame("run").select("plant").unique()
    offered = plants.filter(pl.col("status") == "candidate").join(stands, on="plant", how="anti")
    blocks = [held for name, held in view.plan.choices.items() if name in ("convert_whole", "convert_part")]
    turned = [held.filter(pl.col("value") > TRACE).select("plant") for held in blocks]
    idle = plants.filter(pl.col("status") == "idle").join(pl.concat([runs, *turned]), on="plant", how="anti")
    rank = {stage: i for i, stage in enumerate(view.chain.order)}
    both = pl.concat([offered, idle]).with_columns(stage=view.chain.stage())
    return both.sort(pl.col("stage").replace_strict(rank, default=len(rank)), "place", "plant")


def _refused(view: View) -> tuple[TableBlock, ...]:
    _ = view.gettext
    held = refused(view)
    if held.is_empty():
        return ()
    shown = [
        Shown(_("Plant"), lambda row: plant_cell(view, row)),
        text(_("Place"), lambda row: view.name("place", row["place"])),
        text(_("What"), lambda row: view.name("technology", row["technology"])),
        text(_("Status in the study"), lambda row: _(status_word(row["status"]))),
    ]
    note = _("The study allows these; in the plan of least net cost they are not worth their cost.")
    return (table("refused", _("Not built, or left idle"), held, shown, note=note),)
