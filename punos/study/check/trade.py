"""Supplies, demands, contents and contracts that contradict themselves (Semantics 8, 26, 28)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import TABLES, DemandKind

_ODD = Severity.WARNING


def check(subject: Subject) -> Iterator[Fault]:
    """Find faults of what is bought, sold and held in goods."""
    yield from _demands(subject)
    yield from _contents(subject)
    yield from _contracts(subject)
    yield from _currencies(subject)
    yield from _countries(subject)


def _demands(subject: Subject) -> Iterator[Fault]:
    """Demands that pay nothing though nobody says so, shortfall where nothing is owed."""
    once = subject.once("demands").select("demand", its="kind")
    rows = subject.rows("demands").join(once, on="demand", maintain_order="left")
    may = rows.filter(pl.col("its") == DemandKind.MAY.value)
    unpaid = may.group_by("demand", maintain_order=True).agg(pl.col(ROW).first(), n=pl.col("price").count())
    unpaid = unpaid.filter(pl.col("n") == 0).with_columns(value=pl.lit(""))
    kind = Kind("unpaid-demand", "demands", "price", _ODD)
    message = "Demand {demand} may be served, but its price is blank: nothing is earned by it."
    yield from tell(unpaid, kind, message, "a price", "Write 0 if it pays nothing.")
    idle = may.drop_nulls("shortfall_cost")
    kind = Kind("without-effect", "demands", "shortfall_cost", _ODD)
    message = "Demand {demand} may be served or not, so that its shortfall_cost has no effect."
    yield from tell(idle, kind, message, "blank", "Make its kind 'must' if it is owed.")


def _contents(subject: Subject) -> Iterator[Fault]:
    """An attribute is a commodity without mass, and not its own holder."""
    rows = subject.rows("contents").drop_nulls(["commodity", "attribute"])
    weighed = subject.filled("commodities").group_by("commodity").agg(pl.col("mass").max())
    named = rows.join(weighed, left_on="attribute", right_on="commodity", maintain_order="left")
    message = "{attribute} is held in {commodity} and has a mass of its own: an attribute has none."
    kind = Kind("attribute-with-mass", "contents", "attribute")
    remedy = "Leave its mass blank, or make it a flow of a process."
    yield from tell(named.filter(pl.col("mass") > 0), kind, message, "a commodity without mass", remedy)
    own = rows.filter(pl.col("commodity") == pl.col("attribute"))
    kind = Kind("contents-of-itself", "contents", "attribute")
    yield from tell(own, kind, "{commodity} is said to hold itself.", "an attribute")


def _contracts(subject: Subject) -> Iterator[Fault]:
    """Contracts between plants that do not make, or do not use, what is agreed."""
    contracts = subject.once("contracts").drop_nulls(["seller", "buyer", "commodity"])
    if contracts.is_empty():
        return
    itself = contracts.filter(pl.col("seller") == pl.col("buyer"))
    yield from tell(itself, Kind("contract-with-itself", "contracts", "buyer"), "{seller} sells to itself.", "a buyer")
    sites = subject.once("plants").select("plant", "technology")
    recipes = subject.once("processes").select("process", "technology").join(sites, on="technology")
    flows = subject.rows("flows").select("process", "commodity", "quantity").join(recipes, on="process")
    for column, sign, verb in (("seller", 1, "makes"), ("buyer", -1, "uses")):
        active = flows.filter(pl.col("quantity") * sign > 0).select("plant", "commodity").unique()
        idle = contracts.join(active, left_on=[column, "commodity"], right_on=["plant", "commodity"], how="anti")
        message = f"{{{column}}} {verb} no {{commodity}}: no process of its technology does."
        expected = f"a plant that {verb} {{commodity}}"
        yield from tell(idle, Kind("contract-idle", "contracts", column, _ODD), message, expected)


def _currencies(subject: Subject) -> Iterator[Fault]:
    """Currencies whose rate is not said in every period, and a rate of the study's own currency."""
    own = subject.settings.study.currency
    rates = subject.rows("currencies").drop_nulls(["currency", "rate"])
    mine = rates.filter((pl.col("currency") == own) & (pl.col("rate") != 1))
    message = "{currency} is the currency of the study, and a unit of it is said to be worth {rate} of itself."
    yield from tell(mine, Kind("own-currency", "currencies", "rate"), message, "1", "Delete the row.")
    wide = rates.filter(pl.col("period").is_null())["currency"]
    narrow = rates.drop_nulls("period").group_by("currency").agg(n=pl.col("period").n_unique())
    whole = narrow.filter(pl.col("n") >= subject.periods.height)["currency"]
    gaps = narrow.filter(~pl.col("currency").is_in(pl.concat([wide, whole]).implode()))["currency"]
    for table in TABLES.values() if gaps.len() else ():
        if "currency" in table:
            found = subject.rows(table.name).filter(pl.col("currency").is_in(gaps.implode()))
            message = "The rate of {currency} is said for some periods only."
            remedy = "Add a row to currencies with a blank period."
            severity = _ODD if table.name == "currencies" else Severity.ERROR
            kind = Kind("rate-missing", table.name, "currency", severity)
            yield from tell(found, kind, message, "a rate in every period", remedy)


def _countries(subject: Subject) -> Iterator[Fault]:
    """Countries that are no two-letter codes where nearly all others are."""
    for table, column in (("places", "country"), ("supplies", "origin")):
        rows = subject.once(table).drop_nulls(column)
        coded = rows[column].str.contains(r"^[A-Z]{2}$")
        if 0.75 * rows.height <= int(coded.sum()) < rows.height:
            kind = Kind("odd-country", table, column, _ODD)
            message = f"{{{column}}} is no two-letter code of a country, as the others of this column are."
            yield from tell(rows.filter(~coded), kind, message, "a code such as FI")
