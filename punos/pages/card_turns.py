"""What turns a plant, for all together and for its owner, side by side: price, building cost, grant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from punos.analysis.flips import Differs
from punos.analysis.thresholds import DEAREST
from punos.pages.blocks import Cell, Column, Row, TableBlock
from punos.pages.turning import STANDS, UNUSED, flip_of
from punos.pages.view import View


def turns_block(view: View, plant: str) -> tuple[TableBlock, ...]:
    """Give where a plant turns, for all together and for its owner; nothing where that was not asked."""
    flip = flip_of(view, plant)
    if flip is None or flip["worth"] is None:
        return ()
    _ = view.gettext
    rows = (*_price(view, flip), *_capital(view, flip), *_grant(view, flip))
    columns = (
        Column(_("All else as it is")),
        Column(_("Today"), "", True),
        Column(_("The plan turns at"), "", True),
        Column(_("Pays its owner at"), "", True),
    )
    note = _(
        "Found by planning again, to 2 %. A dash: nowhere between a twentieth of the figure and three times it. "
        "In brackets: by how much every price of the good moves; freight stays. A grant below nothing is what could be "
        "done without."
    )
    caption = _("What turns it: for all together, and for its owner")
    return (TableBlock(f"card-{plant}-turns", caption, columns, rows, note),)


def owner_words(view: View, plant: str) -> tuple[str, ...]:
    """Say what a plant that the plan does not have would earn its owner, and where owner and plan part."""
    flip = flip_of(view, plant)
    if flip is None or flip["worth"] is None:
        return ()
    _ = view.gettext
    told = []
    if flip["decision"] not in STANDS and flip["npv"] is not None and (flip["used"] or 0.0) >= UNUSED:
        words = (
            _("Built all the same, it would earn its owner {sum}.")
            if flip["npv"] >= 0
            else _("Built all the same, it would cost its owner {sum}.")
        )
        told.append(words.format(sum=view.numbers.money(abs(flip["npv"]))))
    if flip["differs"] == Differs.NEEDED:
        told.append(_("Here the two part: it is best for all together, but does not pay its owner."))
    if flip["differs"] == Differs.WANTED:
        told.append(_("Here the two part: it would pay its owner, but is not best for all together."))
    return (" ".join(told),) if told else ()


def _price(view: View, flip: Mapping[str, Any]) -> tuple[Row, ...]:
    _, price = view.gettext, flip["price"]
    if price is None:
        return ()
    unit = f" ({flip['price_unit']})" if flip["price_unit"] else ""
    words = _("Price of {good}").format(good=view.name("commodity", flip["main_product"]) + unit)
    turns, factor = view.numbers.number(flip["turn_price"]), flip["price_factor"]
    if flip["turn_price"] is not None and factor is not None:
        share = view.numbers.percent(factor - 1)
        turns += f" (+{share})" if factor > 1 and share != view.numbers.percent(0.0) else f" ({share})"
    pays = view.numbers.number(flip["pays_price"])
    cells = zip((view.numbers.number(price), turns, pays), (price, flip["turn_price"], flip["pays_price"]), strict=True)
    return (Row((Cell(words), *(Cell(said, numeric=True, value=value) for said, value in cells))),)


def _capital(view: View, flip: Mapping[str, Any]) -> tuple[Row, ...]:
    # a factor beyond what is sought of prices is told like them: nowhere in sight
    factors = [None if f is None or f > DEAREST else f for f in (flip["capex_factor"], flip["pays_factor"])]
    if all(factor is None for factor in factors):
        return ()
    write = view.numbers.percent
    turns = (Cell("–" if f is None else write(f), numeric=True, value=f) for f in factors)
    return (Row((Cell(view.gettext("Building cost")), Cell(write(1.0), numeric=True, value=1.0), *turns)),)


def _grant(view: View, flip: Mapping[str, Any]) -> tuple[Row, ...]:
    """Show a grant at the opening; one below nothing is what could be done without."""
    _, needed = view.gettext, flip["grant"]
    society = -needed if needed is not None and flip["decision"] in STANDS else needed
    scale, opening = view.money_scale, flip["opening"] or ""
    words = _("Grant at its opening in {period}, {unit}").format(period=opening, unit=view.money_unit)
    shown = (
        Cell(
            view.numbers.number(None if v is None else v / scale, 1),
            numeric=True,
            value=None if v is None else v / scale,
        )
        for v in (0.0, society, flip["pays_grant"])
    )
    return (Row((Cell(words), *shown)),)
