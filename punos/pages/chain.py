"""The stages of a chain: which stage a technology belongs to, and in what order stages follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from punos.study.study import Study

OTHER = ""
"""The stage of what the study gives none."""

_MADE_FOR = ("material", "product", "service")


def main_products(study: Study) -> pl.DataFrame:
    """Give each technology's main product: of the goods its recipes are for, the one they yield most of.

    Returns
    -------
    technology, commodity, stage.
    """
    goods: pl.DataFrame = (
        study.table("commodities").select("commodity", "kind", "stage").unique("commodity", keep="first")
    )
    makes = study.table("flows").filter(pl.col("quantity") > 0).join(goods, on="commodity", how="left")
    processes = study.table("processes").select("process", "technology").drop_nulls().unique()
    wanted = pl.col("kind").is_null() | pl.col("kind").is_in(_MADE_FOR)
    ranked = makes.join(processes, on="process").with_columns(first=wanted, staged=pl.col("stage").is_not_null())
    ranked = ranked.sort("first", "staged", "quantity", descending=True, maintain_order=True)
    return ranked.unique("technology", keep="first", maintain_order=True).select("technology", "commodity", "stage")


@dataclass(frozen=True)
class Chain:
    """The stages of a study: technology → stage, and the stages in their order."""

    stages: Mapping[str, str]
    order: tuple[str, ...]

    def stage(self, column: str = "technology") -> pl.Expr:
        """Give a polars expression from a column of technologies to their stages."""
        return pl.col(column).replace_strict(self.stages, default=OTHER, return_dtype=pl.String)


def chain_of(study: Study) -> Chain:
    """Find the stages of a study's technologies, in the order in which its commodities first name them."""
    products = main_products(study)
    stages = dict(zip(products["technology"].to_list(), products["stage"].fill_null(OTHER).to_list(), strict=True))
    technologies = study.table("technologies")["technology"].unique().to_list()
    used = {stages.get(technology, OTHER) for technology in technologies}
    named = study.table("commodities")["stage"].drop_nulls().unique(maintain_order=True).to_list()
    order = [stage for stage in named if stage in used] + ([OTHER] if OTHER in used else [])
    return Chain(stages, tuple(order))
