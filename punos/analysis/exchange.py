"""The best exchange of by-products: who gives what to whom, so that all together gain most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, vstack

from punos.errors import WrongUse

_CLOSE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
TRACE = 1e-9
"""Share of the largest offer below which an amount is the solver's rounding."""

_OFFERS = ("offer", "amount", "disposal")
_NEEDS = ("need", "amount", "price")
_PAIRS = ("offer", "need", "yield", "treatment", "transport")


@dataclass(frozen=True)
class Exchange:
    """The exchange that gains most.

    Attributes
    ----------
    pairs : DataFrame
        The pairs as they were given, with gain_a_unit (money a unit of the offer: disposal saved + price × yield −
        treatment − transport), chosen (units of the offer), covers (units of the need), gain (money).
    offers : DataFrame
        The offers, with used, left, worth (what one more unit of it would gain).
    needs : DataFrame
        The needs, with covered, open, worth (what one more unit of it would gain).
    """

    pairs: pl.DataFrame
    offers: pl.DataFrame
    needs: pl.DataFrame

    @property
    def gain(self) -> float:
        """What all together gain, money."""
        return float(self.pairs["gain"].sum())

    @property
    def diverted(self) -> float:
        """Units of offers that find a use."""
        return float(self.offers["used"].sum())

    @property
    def covered(self) -> float:
        """Units of needs that are met by by-products."""
        return float(self.needs["covered"].sum())


def exchange(offers: pl.DataFrame, needs: pl.DataFrame, pairs: pl.DataFrame) -> Exchange:
    """Find the amounts that gain most, by a linear programme.

    maximise Σ x (disposal + price × yield − treatment − transport), where Σ x ≤ amount of each offer,
    Σ yield × x ≤ amount of each need, x ≥ 0. The worth of one more unit of an offer or need is the price of its row
    in the dual; it holds while the same pairs stay the best.

    Parameters
    ----------
    offers
        offer, amount (units, 0 or more), disposal (money a unit, saved where it finds a use).
    needs
        need, amount (units, 0 or more), price (money a unit of what is replaced).
    pairs
        offer, need, yield (units of the need a unit of the offer), treatment and transport (money a unit of the offer).
        The same offer and need may stand in several rows: ways to treat or to bring it.

    Raises
    ------
    WrongUse
        A column is missing, an offer or need is named twice or not at all, or an amount or yield is below 0.
    """
    for frame, columns, name in ((offers, _OFFERS, "offers"), (needs, _NEEDS, "needs"), (pairs, _PAIRS, "pairs")):
        _whole(frame, columns, name)
    for frame, key in ((offers, "offer"), (needs, "need")):
        _named_once(frame, pairs, key)
    gains = _gains(offers, needs, pairs)
    used, of_offer, of_need = _solved(offers, needs, pairs, gains["gain_a_unit"].to_numpy())
    chosen = gains.with_columns(pl.Series("chosen", used, dtype=pl.Float64)).with_columns(
        covers=pl.col("chosen") * pl.col("yield"),
        gain=pl.when(pl.col("chosen") > 0).then(pl.col("chosen") * pl.col("gain_a_unit")).otherwise(0.0),
    )
    return Exchange(
        chosen,
        _told(offers, chosen, "offer", "chosen", ("used", "left"), of_offer),
        _told(needs, chosen, "need", "covers", ("covered", "open"), of_need),
    )


def _whole(frame: pl.DataFrame, columns: tuple[str, ...], name: str) -> None:
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise WrongUse(
            f"The {name} of an exchange have no column {', '.join(missing)}; they need {', '.join(columns)}."
        )
    blank = [c for c in columns if frame[c].null_count()]
    if blank:
        raise WrongUse(f"The {name} of an exchange are blank in {', '.join(blank)}: write a figure in every row.")
    below = [c for c in ("amount", "yield") if c in columns and (frame[c] < 0).any()]
    if below:
        raise WrongUse(f"The {name} of an exchange have {', '.join(below)} below 0; it must be 0 or more.")


def _named_once(frame: pl.DataFrame, pairs: pl.DataFrame, key: str) -> None:
    twice = frame.filter(pl.col(key).is_duplicated())
    if twice.height:
        raise WrongUse(f"The {key} {twice[key][0]} stands in two rows; each {key} has one.")
    unknown = pairs.join(frame, on=key, how="anti")
    if unknown.height:
        raise WrongUse(f"A pair names the {key} {unknown[key][0]}, which is not among the {key}s.")


def _gains(offers: pl.DataFrame, needs: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Give the pairs with what a unit gains."""
    saved = offers.select("offer", _saved="disposal")
    worth = needs.select("need", _worth="price")
    joined = pairs.join(saved, on="offer", how="left", maintain_order="left").join(
        worth, on="need", how="left", maintain_order="left"
    )
    gain = pl.col("_saved") + pl.col("_worth") * pl.col("yield") - pl.col("treatment") - pl.col("transport")
    return joined.with_columns(gain_a_unit=gain).drop("_saved", "_worth")


Numbers = npt.NDArray[np.float64]


def _solved(
    offers: pl.DataFrame, needs: pl.DataFrame, pairs: pl.DataFrame, gains: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Give the amounts of the pairs and the prices of the rows of offers and needs."""
    if not pairs.height:
        return np.zeros(0), np.zeros(offers.height), np.zeros(needs.height)
    rows = vstack([_rows(offers, pairs, "offer", pl.lit(1.0)), _rows(needs, pairs, "need", pl.col("yield"))])
    ends = np.concatenate([offers["amount"].cast(pl.Float64).to_numpy(), needs["amount"].cast(pl.Float64).to_numpy()])
    # amounts and gains as shares of the largest, so that the solver's tolerances mean the same in grams and megatonnes
    limited = np.isfinite(ends)
    size = float(ends[limited].max(initial=0.0)) or 1.0
    money = float(np.abs(gains).max()) or 1.0
    found = linprog(
        -gains / money, A_ub=rows.tocsr()[limited], b_ub=ends[limited] / size, method="highs", options=_CLOSE
    )
    if found.status != 0:
        raise WrongUse("The exchange gains without end: an offer and a need that gain together both have no limit.")
    shares = np.where(found.x > TRACE, found.x, 0.0)
    prices = np.zeros(len(ends))
    prices[limited] = -found.ineqlin.marginals * money + 0.0  # + 0.0 turns -0 into 0
    return shares * size, prices[: offers.height], prices[offers.height :]


def _rows(frame: pl.DataFrame, pairs: pl.DataFrame, key: str, factor: pl.Expr) -> coo_matrix:
    """Give a row of the programme for each offer or need."""
    places = pairs.join(frame.select(key).with_row_index("row"), on=key, how="left", maintain_order="left")
    told = places.select(pl.col("row").cast(pl.Int64), factor.cast(pl.Float64).alias("factor"))
    columns = np.arange(pairs.height)
    return coo_matrix((told["factor"].to_numpy(), (told["row"].to_numpy(), columns)), (frame.height, pairs.height))


def _told(
    frame: pl.DataFrame, pairs: pl.DataFrame, key: str, amount: str, names: tuple[str, str], worth: Numbers
) -> pl.DataFrame:
    """Give offers or needs with what is used, what is left, and what one more would gain."""
    taken = pairs.group_by(key).agg(pl.col(amount).sum().alias(names[0]))
    joined = frame.join(taken, on=key, how="left", maintain_order="left").with_columns(pl.col(names[0]).fill_null(0.0))
    left = (pl.col("amount") - pl.col(names[0])).alias(names[1])
    return joined.with_columns(left, pl.Series("worth", worth, dtype=pl.Float64))
