"""Treatments: processes of the study that turn a by-product into a good that is used, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from punos.instance.instance import Instance, build_instance
from punos.instance.names import names_as_text
from punos.instance.year import of_year
from punos.study.study import Study
from punos.tables import CommodityKind
from punos.tables.plants import PlantStatus

if TYPE_CHECKING:
    from punos.plan.plan import Plan

MAIN = 0.5
"""Share of what goes in from which a by-product is what a process treats; below it is one ingredient of many."""

IMAGINED = "~"
"""Begins the name of a plant that the study does not have."""

_UNCOUNTED = (CommodityKind.UTILITY.value, CommodityKind.SERVICE.value)
_RUN = ["process", "plant", "period"]
_FIGURES = (
    "capex", "fixed_capex", "fixed_om", "open_om", "annuity", "availability", "min_capacity"
)  # fmt: skip


@dataclass(frozen=True)
class Treatments:
    """Processes that could treat what is left over.

    Attributes
    ----------
    frame
        As `treatments` gives it.
    segments
        plant, period, capacity, capex, capacity_next, capex_next, begins, ends: pieces of capex curves.
    """

    frame: pl.DataFrame
    segments: pl.DataFrame

    def with_cost(self, rows: pl.DataFrame, most: pl.Expr, whole: pl.Expr) -> pl.DataFrame:
        """Add `treatment`: what treating a unit costs, capital included, in a plant for an amount.

        The capital of a plant of that size: the annuity of its capex at its owner's rate, and upkeep. None where
        a plant stands idle with room for all that is left over, so that several users can share it.

        Parameters
        ----------
        rows
            Rows of `frame`, with more columns.
        most
            The amount a year, units of the by-product.
        whole
            All that is left over.
        """
        need = pl.col("takes") * pl.col("most") / pl.col("availability")
        sized = rows.with_row_index("row of costs").with_columns(most=most).with_columns(
            size=pl.max_horizontal(need, pl.col("min_capacity").fill_null(0.0))
        )  # fmt: skip
        inside = (pl.col("size") >= pl.col("begins")) & (pl.col("size") < pl.col("ends"))
        slope = (pl.col("capex_next") - pl.col("capex")) / (pl.col("capacity_next") - pl.col("capacity"))
        on_curve = (
            sized.select("row of costs", "plant", "period", "size")
            .join(self.segments, on=["plant", "period"])
            .filter(inside)
            .select("row of costs", curve=pl.col("capex") + (pl.col("size") - pl.col("capacity")) * slope)
        )
        straight = pl.col("fixed_capex").fill_null(0.0) + pl.col("capex").fill_null(0.0) * pl.col("size")
        capex = pl.coalesce("curve", straight) * pl.col("annuity").fill_null(0.0)
        upkeep = pl.col("fixed_om").fill_null(0.0) * pl.col("size") + pl.col("open_om").fill_null(0.0)
        free = (pl.col("takes") == 0) | (pl.col("takes") * whole <= pl.col("spare"))
        capital = pl.when(free).then(0.0).otherwise((capex + upkeep) / pl.col("most"))
        told = sized.join(on_curve, on="row of costs", how="left", maintain_order="left")
        costed = told.with_columns(treatment=pl.col("running") + capital, idle=free)
        return costed.drop("row of costs", "most", "size", "curve")


def treatments(
    plan: Plan, instance: Instance, offered: pl.DataFrame, wanted: pl.DataFrame, prices: pl.DataFrame
) -> Treatments:
    """Give the processes that could treat what is left over, at the places where it is and where products are wanted.

    A process treats a by-product that is at least half of the mass that goes in, utilities left out. Where no plant of
    its technology is in the study, one is imagined, with the figures of the technology. Processes that take the
    capacity of a second unit are left out, and those that need a good which has no traded price at the place.

    Parameters
    ----------
    instance
        Of the plan, slices put together.
    offered, wanted
        place, commodity, period: what is left over, what is used.
    prices
        Traded prices.

    Returns
    -------
    process, plant, treated_at, period, commodity, product, yield (units of the product a unit of the by-product),
    running (money a unit of the by-product: variable cost, other inputs at traded prices, less what other products
    earn), takes (capacity a unit of the by-product), spare (capacity of the plan that stands idle), sited (bool: the
    plan may have the plant there in that period), what the capacity costs (capex, fixed_capex, fixed_om, open_om,
    annuity, availability, min_capacity), and the capex curves.
    """
    goods = offered["commodity"].unique().to_list()
    flows = plan.study.table("flows").filter(pl.col("commodity").is_in(goods), pl.col("quantity") < 0)
    structure = plan.study.table("processes").select("process", "technology").drop_nulls().unique()
    able = structure.join(flows, on="process", how="semi")["technology"].unique()
    places = pl.concat([offered["place"], wanted["place"]]).unique()
    imagined = of_year(build_instance(_with_plants(plan.study, instance, able, places)))
    recipes = _recipes(imagined, goods, wanted)
    priced = _priced(imagined, recipes, prices)
    frame = _with_plant_figures(plan, instance, imagined, priced)
    return Treatments(frame, _segments(names_as_text(imagined.plants.curves)))


def _with_plants(study: Study, instance: Instance, technologies: pl.Series, places: pl.Series) -> Study:
    """Add a plant of each technology where there is none."""
    sites = names_as_text(instance.plants.frame).select("technology", "place").unique()
    pairs = pl.DataFrame({"technology": technologies}).join(pl.DataFrame({"place": places}), how="cross")
    new = pairs.join(sites, on=["technology", "place"], how="anti").sort("technology", "place")
    rows = new.select(
        "technology",
        "place",
        plant=pl.format("{}{} at {}", pl.lit(IMAGINED), "technology", "place"),
        status=pl.lit(PlantStatus.CANDIDATE.value),
    )
    return study.appended("plants", rows)


def _recipes(instance: Instance, goods: list[str], wanted: pl.DataFrame) -> pl.DataFrame:
    """Give processes with the by-product they treat, a product that is wanted, and the yield."""
    flows = names_as_text(instance.operation.flows)
    kinds = names_as_text(instance.commodities).select("commodity", "period", "kind", "mass")
    inputs = flows.filter(pl.col("quantity") < 0).join(kinds, on=["commodity", "period"], how="left")
    counted = inputs.filter(~pl.col("kind").is_in(_UNCOUNTED).fill_null(value=False) | pl.col("commodity").is_in(goods))
    weight = -pl.col("quantity") * pl.col("mass").fill_null(1.0)
    main = counted.with_columns(share=weight / weight.sum().over(_RUN)).filter(
        (pl.col("share") >= MAIN) & pl.col("commodity").is_in(goods)
    )
    products = flows.filter(pl.col("quantity") > 0).join(wanted, on=["commodity", "period"], how="semi")
    made = products.select(*_RUN, product="commodity", made="quantity")
    alone = _without_second_unit(instance)
    return (
        main.join(alone, on=_RUN, how="semi")
        .join(made, on=_RUN)
        .select(
            *_RUN, "commodity", "product", treats=-pl.col("quantity"), **{"yield": -pl.col("made") / pl.col("quantity")}
        )
    )


def _without_second_unit(instance: Instance) -> pl.DataFrame:
    """Give the processes that take the capacity of their own plant alone."""
    runs = names_as_text(instance.operation.runs).select(_RUN)
    other = names_as_text(instance.operation.uses).filter(pl.col("used") != pl.col("plant"))
    return runs.join(other, on=_RUN, how="anti")


def _priced(instance: Instance, recipes: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """Add what running costs, a unit of the by-product; leave out what needs a good that cannot be had."""
    runs = names_as_text(instance.operation.runs).select(*_RUN, "technology", "place", "variable_cost")
    known = prices.select("place", "commodity", "period", "input_price", "product_price")
    disposal = names_as_text(instance.commodities).select("commodity", "period", "disposal_cost")
    named = recipes.join(runs, on=_RUN).rename({"commodity": "by_product"})
    other = (
        names_as_text(instance.operation.flows)
        .join(named.select(*_RUN, "by_product", "product", "place"), on=_RUN)
        .filter((pl.col("commodity") != pl.col("by_product")) & (pl.col("commodity") != pl.col("product")))
    )
    told = other.join(known, on=["place", "commodity", "period"], how="left").join(
        disposal, on=["commodity", "period"], how="left"
    )
    worth = pl.coalesce("product_price", -pl.col("disposal_cost"), pl.lit(0.0))
    money = pl.when(pl.col("quantity") < 0).then(-pl.col("quantity") * pl.col("input_price"))
    index = [*_RUN, "by_product", "product"]
    sums = (
        told.with_columns(money=money.otherwise(-pl.col("quantity") * worth))
        .group_by(index)
        .agg(others=pl.col("money").sum(), blank=pl.col("money").is_null().any())
    )
    joined = named.join(sums, on=index, how="left")
    can = joined.filter(~pl.col("blank").fill_null(value=False))
    running = (pl.col("variable_cost").fill_null(0.0) + pl.col("others").fill_null(0.0)) / pl.col("treats")
    return can.select(
        *_RUN, "product", "yield", "treats", "technology", running=running, treated_at="place", commodity="by_product"
    )


def _with_plant_figures(plan: Plan, instance: Instance, imagined: Instance, rows: pl.DataFrame) -> pl.DataFrame:
    """Add what capacity costs, what stands idle, and whether the plan may have the plant."""
    at = ["plant", "period"]
    own = names_as_text(imagined.operation.uses).filter(pl.col("used") == pl.col("plant"))
    takes = own.select(*_RUN, "capacity_use")
    figures = names_as_text(imagined.plants.frame).select(*at, *_FIGURES)
    return (
        rows.join(takes, on=_RUN, how="left")
        .with_columns(takes=pl.col("capacity_use").fill_null(0.0) / pl.col("treats"))
        .join(figures, on=at, how="left")
        .join(_idle(plan, instance), on=at, how="left")
        .with_columns(pl.col("spare").fill_null(0.0), pl.col("sited").fill_null(value=False))
        .drop("treats", "capacity_use", "technology")
    )


def _idle(plan: Plan, instance: Instance) -> pl.DataFrame:
    """Give of each plant and period: spare (capacity that stands and is not taken), sited (stands or may be built)."""
    at = ["plant", "period"]
    stands = plan.frame("capacity").group_by(at).agg(capacity=pl.col("value").sum())
    uses = names_as_text(instance.operation.uses).select("process", "plant", "used", "period", "capacity_use")
    runs = plan.frame("run").group_by(_RUN).agg(run=pl.col("value").sum())
    taken = runs.join(uses, on=_RUN).group_by("period", plant="used").agg(
        taken=(pl.col("run") * pl.col("capacity_use")).sum()
    )  # fmt: skip
    frame = instance.plants.frame.sort("plant", "period").with_columns(
        may=pl.col("buildable").cast(pl.Int8).cum_max().over("plant") > 0
    )
    told = names_as_text(frame).join(stands, on=at, how="left").join(taken, on=at, how="left")
    capacity, used = pl.col("capacity").fill_null(0.0), pl.col("taken").fill_null(0.0)
    free = pl.max_horizontal(capacity * pl.col("availability").fill_null(1.0) - used, 0.0)
    return told.select(*at, spare=free, sited=pl.col("may") | (capacity > 0))


def _segments(curves: pl.DataFrame) -> pl.DataFrame:
    """Give the pieces of capex curves; the first and the last go on beyond their ends."""
    at = ["plant", "period"]
    following = [pl.col(c).shift(-1).over(at).alias(f"{c}_next") for c in ("capacity", "capex")]
    pieces = curves.sort(*at, "capacity").with_columns(following).drop_nulls("capacity_next")
    low, high = pl.col("capacity"), pl.col("capacity_next")
    return pieces.with_columns(
        begins=pl.when(low == low.min().over(at)).then(-float("inf")).otherwise(low),
        ends=pl.when(high == high.max().over(at)).then(float("inf")).otherwise(high),
    )
