"""Formulas that cannot be read, and recipes from which more of an element comes than goes in."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.chemistry import Formula, NotAFormula, read_formula
from punos.chemistry.elements import NAMES
from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.check.weighing import CASE, masses, told_of
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import TABLES

MORE = 1.02
"""Mass of an element out for each mass in above which it comes out of nothing."""
OF_AIR_AND_WATER = ("H", "N", "O")
"""Elements that a process may take from air and water without a row."""


def check(subject: Subject) -> Iterator[Fault]:
    """Read every formula and hold what each recipe makes against what it takes, element by element."""
    rows = subject.rows("commodities").drop_nulls(["commodity", "formula"])
    if rows.is_empty():
        return
    formulas: dict[str, Formula] = {}
    for text, row in rows.group_by("formula", maintain_order=True).agg(pl.col(ROW).first()).iter_rows():
        try:
            formulas[text] = read_formula(text)
        except NotAFormula as error:
            yield _unread(error, text, row)
    goods = _goods(subject, formulas)
    yield from _weightless(goods)
    yield from _out_of_nothing(subject, goods, formulas)


def _unread(error: NotAFormula, text: str, row: int | None) -> Fault:
    message = f"'{text}' cannot be read as a formula. {error.reason}"
    return Fault("not-a-formula", Severity.ERROR, "commodities", row, "formula", text, message, "", error.remedy)


def _goods(subject: Subject, formulas: dict[str, Formula]) -> pl.DataFrame:
    """commodity, mass (of a unit, null where it has none), formula (null where not known), known (share), row."""
    mass = subject.filled("commodities").group_by("commodity", maintain_order=True).agg(pl.col("mass").first())
    goods = subject.once("commodities").join(mass, on="commodity", how="left", maintain_order="left")
    counted = pl.col("unit") == subject.settings.study.mass_unit  # a good that is not shipped weighs what it is counted
    share = pl.col("formula_share").fill_null(TABLES["commodities"].column("formula_share").default)
    read = pl.col("formula").is_in(list(formulas))
    return goods.select(
        "commodity",
        ROW,
        "formula",
        mass=pl.coalesce("mass", pl.when(counted).then(1.0)),
        known=pl.when(read).then(share).otherwise(0.0),
    )


def _weightless(goods: pl.DataFrame) -> Iterator[Fault]:
    """A formula of what has no mass says nothing."""
    found = goods.filter(pl.col("formula").is_not_null(), pl.col("mass").is_null())
    kind = Kind("without-effect", "commodities", "formula", Severity.NOTE)
    yield from tell(found, kind, "The formula of {commodity} has no effect, as a unit of it has no mass.", "a mass")


def _out_of_nothing(subject: Subject, goods: pl.DataFrame, formulas: dict[str, Formula]) -> Iterator[Fault]:
    cases = _balances(subject, goods, formulas).filter(pl.col("out") > MORE * pl.col("into"))
    named = cases.with_columns(pl.col("element").replace(NAMES), more=pl.col("out") / pl.col("into"))
    ranked = named.sort("more", "element", descending=[True, False], maintain_order=True)
    # of the cases of one process only the one furthest from balance is told, of its elements first the worst
    others = pl.col("element").slice(1).str.join(", ")
    by_case = ranked.group_by(CASE, maintain_order=True).agg(
        pl.col("element", "out", "into").first(),
        most=pl.when(pl.col("unknown").first() > 0).then(pl.lit("at most ")).otherwise(pl.lit("")),
        also=pl.when(pl.len() > 1).then(pl.format(" The same holds of {}.", others)).otherwise(pl.lit("")),
    )
    unit = subject.settings.study.mass_unit
    message = (
        f"What {{process}} makes holds {{out}} {unit} of {{element}}, and what it takes {{most}}{{into}} {unit}{{at}}."
        "{also}"
    )
    kind = Kind("element-out-of-nothing", "flows", "quantity", Severity.WARNING)
    remedy = "Check quantities and formulas, or add what brings the {element}; `punos recipe` balances it."
    told = told_of(subject, by_case.unique("process", keep="first", maintain_order=True))
    yield from tell(told, kind, message, "no more of an element out than in", remedy)


def _balances(subject: Subject, goods: pl.DataFrame, formulas: dict[str, Formula]) -> pl.DataFrame:
    """process, plant, period, element, into, out, unknown: mass units a unit of activity, where something goes in.

    What is taken and holds an unknown rest may be wholly of any element that its formula does not name, and `into`
    counts it so: more than that cannot have come in.
    """
    flows = masses(subject, goods.drop_nulls("mass").select("commodity", "mass"))
    flows = flows.join(goods.select("commodity", "formula", "known"), on="commodity", maintain_order="left")
    taken = flows.filter(pl.col("mass") < 0).with_columns(-pl.col("mass"))
    held = _held(formulas)
    made = flows.filter(pl.col("mass") > 0).join(held, on="formula", maintain_order="left")
    brought = taken.join(held, on="formula", maintain_order="left")
    amount = (pl.col("mass") * pl.col("known") * pl.col("share")).sum()
    out = made.group_by(*CASE, "element", maintain_order=True).agg(out=amount)
    # the rest of a good may be any element but those of its formula
    rest = (pl.col("mass") * (1 - pl.col("known"))).sum()
    named = brought.group_by(*CASE, "element", maintain_order=True).agg(into=amount, own=rest)
    whole = taken.group_by(CASE, maintain_order=True).agg(all=rest)
    both = out.join(whole, on=CASE, nulls_equal=True, maintain_order="left").join(
        named, on=[*CASE, "element"], how="left", nulls_equal=True, maintain_order="left"
    )
    unknown = pl.col("all") - pl.col("own").fill_null(0.0)
    return both.with_columns(unknown=unknown, into=pl.col("into").fill_null(0.0) + unknown)


def _held(formulas: dict[str, Formula]) -> pl.DataFrame:
    """formula, element, share (of its mass): what each formula holds, but for what air and water bring."""
    rows = [
        (text, element, float(share))
        for text, formula in formulas.items()
        for element, share in formula.shares.items()
        if element not in OF_AIR_AND_WATER
    ]
    return pl.DataFrame(rows, schema={"formula": pl.String, "element": pl.String, "share": pl.Float64}, orient="row")
