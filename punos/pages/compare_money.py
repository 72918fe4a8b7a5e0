"""Money in two plans: which kinds differ, who gains, who pays."""

from __future__ import annotations

import polars as pl

from punos.pages.blocks import Block, Entry, Figure, FigureBlock, Section
from punos.pages.compare_answer import cost_sentence
from punos.pages.money import bar_layout
from punos.pages.pair import Pair, sides
from punos.pages.palette import GAIN, LOSS
from punos.pages.tabulate import table, text
from punos.pages.terms import money_word


def money_section(pair: Pair) -> Section:
    """Give the difference in net cost by kind of money."""
    _ = pair.after.gettext
    rows = pair.comparison.money
    if rows.is_empty():
        return Section("money", _("Money"), (_("No kind of money differs."),))
    total = pl.DataFrame(
        {
            "kind": [""],
            "before": [pair.comparison.before.summary.objective],
            "after": [pair.comparison.after.summary.objective],
            "difference": [pair.comparison.difference],
            "unit": [pair.after.currency],
        }
    )
    kind = text(_("Kind"), lambda row: _(money_word(row["kind"])) if row["kind"] else _("Net cost"))
    note = _("Kinds that do not differ are left out. Spending positive, earning negative, as in the objective.")
    caption = _("Net cost by kind, {unit}").format(unit=pair.after.money_unit)
    block = table("money-kinds", caption, rows, [kind, *sides(pair, pair.after.money_scale, 1)], total=total, note=note)
    words = {k: _(money_word(k)) for k in rows["kind"].to_list()}
    title = _("Difference in net cost by kind, {unit}").format(unit=pair.after.money_unit)
    chart = _bars(
        pair,
        "money-chart",
        title,
        [words[k] for k in rows["kind"]],
        rows["difference"].to_list(),
        Entry(_("adds to the net cost"), LOSS),
        Entry(_("takes from it"), GAIN),
    )
    return Section("money", _("Money"), (cost_sentence(pair),), (chart, block))


def owners_sections(pair: Pair) -> tuple[Section, ...]:
    """Give who gains and who pays: owners at traded prices."""
    _ = pair.after.gettext
    rows = pair.comparison.operators
    real = rows.filter(pl.col("difference").abs() > pair.comparison.tolerance)
    lead = _(
        "Net present value of each owner's plants at traded prices. Differences smaller than the solver's gaps "
        "({sum}) are called none."
    ).format(sum=pair.after.numbers.money(pair.comparison.tolerance))
    if real.is_empty():
        return (Section("who", _("Who gains, who pays"), (lead, _("No owner gains or pays."))),)
    named = [pair.name("operator", o) or _("without an owner") for o in real["operator"].to_list()]
    title = _("Difference in net present value, {unit}").format(unit=pair.after.money_unit)
    blocks: tuple[Block, ...] = (
        _bars(
            pair,
            "who-chart",
            title,
            named,
            real["difference"].to_list(),
            Entry(_("gains"), GAIN),
            Entry(_("loses"), LOSS),
        ),
        table(
            "who-table",
            _("Owners, {unit}").format(unit=pair.after.money_unit),
            real,
            [
                text(_("Owner"), lambda row: pair.name("operator", row["operator"]) or _("without an owner")),
                *sides(pair, pair.after.money_scale, 1),
            ],
        ),
    )
    return (Section("who", _("Who gains, who pays"), (lead,), blocks),)


def _bars(
    pair: Pair, anchor: str, title: str, names: list[str], values: list[float], more: Entry, less: Entry
) -> FigureBlock:
    """Draw differences as bars to either side of nothing."""
    _ = pair.after.gettext
    numbers = pair.after.numbers
    layout = bar_layout(pair.after, 50 + 26 * len(names))
    layout |= {"margin": {"l": 210, "r": 14, "t": 4, "b": 30}, "bargap": 0.3}
    layout["xaxis"] = {"fixedrange": True, "gridcolor": "#eceff2", "zerolinecolor": "#9aa4ae", "tickformat": ","}
    layout["yaxis"] = {"autorange": "reversed", "fixedrange": True, "type": "category"}
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": [round(v / pair.after.money_scale, 4) for v in values],
        "marker": {"color": [(more if v > 0 else less).colour for v in values]},
        "hovertext": [f"{n}: {numbers.money(v)}" for n, v in zip(names, values, strict=True)],
        "hoverinfo": "text",
        "textposition": "none",
    }
    narrow = {"margin": {"l": 120}, "yaxis": {"tickfont": {"size": 10}}}
    return FigureBlock(
        anchor,
        title,
        _("Right: more in the second plan than in the first. Left: less."),
        _("Bars of differences; the table below holds the figures."),
        Figure({"": [trace]}, layout, narrow=narrow),
        (more, less),
    )


def about_section(pair: Pair) -> Section:
    """Say how near to the best each plan is."""
    _ = pair.after.gettext
    numbers = pair.after.numbers
    told = [
        _("{plan}: net cost {cost}, proved to {gap}.").format(
            plan=title, cost=numbers.money(plan.summary.objective), gap=numbers.percent(plan.summary.gap, 2)
        )
        for title, plan in zip(pair.titles, (pair.comparison.before, pair.comparison.after), strict=True)
    ]
    told.append(
        _(
            "Plans of equal cost can differ in what they build. Start the second from the first to see only what "
            "the change itself moves."
        )
    )
    return Section("about", _("About these plans"), tuple(told))
