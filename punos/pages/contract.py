"""A draft contract for the common services of a park, in words: what the tariff means, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from punos.pages.blocks import Cell, Column, Row, TableBlock

if TYPE_CHECKING:
    from punos.analysis.share import Share
    from punos.pages.view import View


def contract_table(view: View, found: Share, park: str) -> TableBlock | None:
    """Give the clauses of a draft contract; None where there is no tariff."""
    tariff = found.tariff.filter(park=park)
    if tariff.is_empty():
        return None
    _ = view.gettext
    rows = tuple(Row((Cell(head, strong=True), Cell(words))) for head, words in _clauses(view, found, park))
    heads = (Column(_("Clause")), Column(_("Draft")))
    note = _("A draft to begin talks with, made of the plan's figures; it is no legal text.")
    return TableBlock(f"park-{park}-contract", _("Draft contract"), heads, rows, note, folded=True)


def _clauses(view: View, found: Share, park: str) -> Iterator[tuple[str, str]]:
    _ = view.gettext
    rows = list(found.tariff.filter(park=park).iter_rows(named=True))
    place = view.name("place", park)
    yield (
        _("Parties"),
        _(
            "The company of {place} on the one side; each tenant that is connected on the other. All have the same "
            "contract."
        ).format(place=place),
    )
    for taken, head in ((False, _("What is delivered")), (True, _("What is taken"))):
        if goods := [view.name("commodity", r["service"]) for r in rows if r["taken"] is taken]:
            yield head, _("{goods}, at the fence of the tenant.").format(goods=", ".join(goods))
    for row in rows:
        yield view.name("commodity", row["service"]), _price_words(view, row)
    yield (
        _("Booking"),
        _(
            "A tenant books the most it will take in a year, for as long as it is connected. It pays for what is "
            "booked whether it takes it or not."
        ),
    )
    yield (
        _("Feeding in"),
        _("A tenant that gives a service to the others (waste heat as steam) is paid the price of use for it."),
    )
    yield (
        _("Cost cover"),
        _(
            "The tariff covers what the services cost and no more: {sum} over the years of the plan, each service "
            "its own cost. It is reckoned anew every year; what was over or short is carried to the next."
        ).format(sum=view.numbers.money(sum(r["cost"] for r in rows))),
    )
    yield (
        _("Leaving"),
        _(
            "Who leaves goes on paying for what it booked until another books it, or until the plant that serves it "
            "is paid off."
        ),
    )
    yield _("Coming"), _("Who comes pays the same tariff, and what its own connection costs.")


def _price_words(view: View, row: dict[str, Any]) -> str:
    """Say the parts of a price that are not 0."""
    _, number = view.gettext, view.numbers.number
    said = {"currency": view.currency, "unit": row["unit"]}
    parts = [
        _("{sum} {currency} a year for each plant that is connected").format(sum=number(row["connection"]), **said)
        if row["connection"] > 0
        else "",
        _("{sum} {currency} a year for each {unit} a year that is booked").format(sum=number(row["booked"]), **said)
        if row["booked"] > 0
        else "",
        _("{sum} {currency} for each {unit} that is used").format(sum=number(row["used"]), **said)
        if row["used"] > 0
        else "",
    ]
    return "; ".join(p for p in parts if p) + "."
