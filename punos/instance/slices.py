"""Slices of the year: in which of them a good balances and a plant runs (Semantics 24, 25).

A good balances in every slice, or over the year where the study says so. A plant runs in every slice if anything about
it can differ between slices: a good it uses or makes balances by slice, or a figure of its recipe, its availability or
its cost is said for one. Other plants run over the year, which is the same plan with fewer columns: what they
do in a year can always be spread evenly. In results the column ``slice`` says ``year`` for what is of the year.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.names import coded
from punos.instance.resolve import structure
from punos.study.study import Study
from punos.tables import TABLES, WHOLE_YEAR, Balance


@dataclass(frozen=True)
class Slices:
    """The slices of a study; all frames are without rows in a study without slices.

    Attributes
    ----------
    frame
        slice, share (of the year), before (the slice that it follows; the first follows the last), in their order.
    goods
        commodity, slice: the slices in which the good balances, or ``year``.
    technologies
        technology, slice: the slices in which its plants run, or ``year``.
    """

    frame: pl.DataFrame
    goods: pl.DataFrame
    technologies: pl.DataFrame

    @property
    def any(self) -> bool:
        """Whether the study has slices."""
        return self.frame.height > 0

    @property
    def labels(self) -> tuple[str, ...]:
        """``slice``, or nothing: what labels of operation have beside the period."""
        return ("slice",) if self.any else ()

    @property
    def shares(self) -> pl.DataFrame:
        """slice, share: also of the year, which is 1."""
        year = pl.lit(WHOLE_YEAR, dtype=self.frame.schema["slice"]).alias("slice")
        whole = self.frame.head(1).select(year, share=pl.lit(1.0))
        return pl.concat([self.frame.select("slice", "share"), whole])

    def is_year(self) -> pl.Expr:
        """Whether a label `slice` means the year as a whole."""
        return pl.col("slice") == WHOLE_YEAR


def slices(study: Study, types: dict[str, pl.Enum]) -> Slices:
    """Slices of a study, in their order in the year."""
    rows = coded(TABLES["slices"], study.table("slices"), types).sort("slice")
    before = pl.col("slice").shift(1).fill_null(pl.col("slice").last())
    frame = rows.select("slice", "share", before=before)
    whole = pl.DataFrame({"slice": [WHOLE_YEAR]}, schema={"slice": types["slices"]})
    goods = structure(TABLES["commodities"], coded(TABLES["commodities"], study.table("commodities"), types))
    by_slice = goods.filter(pl.col("balance").fill_null(Balance.SLICE.value) == Balance.SLICE.value)
    if frame.is_empty():
        nothing = whole.clear()
        return Slices(
            frame,
            by_slice.select("commodity").clear().join(nothing, how="cross"),
            pl.DataFrame(schema={"technology": types["technologies"]}).join(nothing, how="cross"),
        )
    changing = _changing(study, types, by_slice.select("commodity"))
    every = pl.DataFrame({"technology": types["technologies"].categories.cast(types["technologies"])})
    return Slices(
        frame,
        _spread(goods.select("commodity"), by_slice.select("commodity"), frame, whole),
        _spread(every, changing, frame, whole),
    )


def _spread(every: pl.DataFrame, sliced: pl.DataFrame, frame: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """Every slice for those that are sliced, the year for the others."""
    key = every.columns[0]
    return pl.concat(
        [
            sliced.unique().join(frame.select("slice"), how="cross"),
            every.join(sliced, on=key, how="anti").join(whole, how="cross"),
        ]
    ).sort(key, "slice")


def _changing(study: Study, types: dict[str, pl.Enum], by_slice: pl.DataFrame) -> pl.DataFrame:
    """Technologies about whose plants something can differ between slices."""

    def rows(name: str) -> pl.DataFrame:
        return coded(TABLES[name], study.table(name), types)

    of = structure(TABLES["processes"], rows("processes")).select("process", "technology")
    spoken = [rows(name).drop_nulls("slice").select("process") for name in ("processes", "flows", "uses")]
    goods = rows("flows").join(by_slice, on="commodity", how="semi").select("process")
    own = of.join(pl.concat([*spoken, goods]).unique(), on="process", how="semi").select("technology")
    found = pl.concat([own, rows("technologies").drop_nulls("slice").select("technology")]).unique()
    # Plants that one process needs together run in the same slices. The longest chain of such processes is short.
    both = rows("uses").select("process", further="technology").join(of, on="process").drop("process").unique()
    ties = pl.concat([both.select("technology", "further"), both.select(technology="further", further="technology")])
    while True:
        tied = ties.join(found, on="technology", how="semi").select(technology="further")
        wider = pl.concat([found, tied]).unique()
        if wider.height == found.height:
            return wider.drop_nulls()
        found = wider


def sliced(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with a column slice: of the whole year where it has none, as in a study without slices."""
    return frame if "slice" in frame.columns else frame.with_columns(slice=pl.lit(WHOLE_YEAR))
