"""The best exchange of by-products: the published case, brute force, and what it refuses."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.analysis.exchange import Exchange, exchange
from punos.errors import WrongUse
from tests.reference.cases.by_product_exchange import read
from tests.reference.expected import DATA, read_expected

CASE = "by-product-exchange"


def test_published_case() -> None:
    expected = read_expected(CASE)
    found = exchange(*read(DATA / CASE))
    assert found.gain == pytest.approx(expected["optimum_eur_per_year"], rel=1e-9)
    assert found.diverted == pytest.approx(expected["diverted_tonnes"], rel=1e-9)
    assert found.covered == pytest.approx(expected["need_covered_tonnes"], rel=1e-9)
    told = {f"{r['offer']}->{r['need']}": r for r in found.pairs.iter_rows(named=True)}
    for name, gain in expected["unit_gain"].items():
        assert told[name]["gain_a_unit"] == pytest.approx(gain, rel=1e-9)
        assert told[name]["chosen"] == pytest.approx(expected["tonnes"][name], rel=1e-9, abs=1e-6)


def one_more(frame: pl.DataFrame, key: str, name: int) -> pl.DataFrame:
    """An offer or need with one unit more."""
    return frame.with_columns(amount=pl.col("amount") + (pl.col(key) == name).cast(pl.Int64))


def test_worth_of_one_more_is_what_one_more_gains() -> None:
    """Salt is left over, so more of it is worth nothing; all else is solved again with one more."""
    offers, needs, pairs = read(DATA / CASE)
    found = exchange(offers, needs, pairs)
    for row in found.offers.iter_rows(named=True):
        again = exchange(one_more(offers, "offer", row["offer"]), needs, pairs)
        assert row["worth"] == pytest.approx(again.gain - found.gain, abs=1e-4)
    for row in found.needs.iter_rows(named=True):
        again = exchange(offers, one_more(needs, "need", row["need"]), pairs)
        assert row["worth"] == pytest.approx(again.gain - found.gain, abs=1e-4)
    assert found.offers["worth"].to_list() == pytest.approx([0.0, 82.8, 101.0])
    # the glass works gains a tonne of sulphate for 1/0.95 tonnes of salt, the detergent maker for 1/0.9
    assert found.needs["worth"].to_list() == pytest.approx([131.4 / 0.95, 0.0, 0.0, 101.6 / 0.9])


Small = st.integers(min_value=0, max_value=3)
Money = st.lists(st.integers(-5, 9), min_size=8, max_size=8)


def brute(offers: pl.DataFrame, needs: pl.DataFrame, pairs: pl.DataFrame) -> float:
    """The most that whole units gain; with yields of 1 no fraction gains more (a transport problem)."""
    amounts = [range(int(a) + 1) for a in pairs.join(offers, on="offer", how="left", maintain_order="left")["amount"]]
    best = 0.0
    rows = pairs.rows(named=True)
    saved, price = dict(offers.select("offer", "disposal").rows()), dict(needs.select("need", "price").rows())
    limits = {("o", k): v for k, v in offers.select("offer", "amount").rows()} | {
        ("n", k): v for k, v in needs.select("need", "amount").rows()
    }
    for chosen in itertools.product(*amounts):
        taken: dict[tuple[str, int], float] = {}
        gain = 0.0
        for row, x in zip(rows, chosen, strict=True):
            for key in (("o", row["offer"]), ("n", row["need"])):
                taken[key] = taken.get(key, 0.0) + x
            gain += x * (saved[row["offer"]] + price[row["need"]] - row["treatment"] - row["transport"])
        if all(taken[k] <= limits[k] for k in taken):
            best = max(best, gain)
    return best


@settings(max_examples=40, deadline=None)
@given(
    st.lists(Small, min_size=2, max_size=2),
    st.lists(Small, min_size=2, max_size=2),
    Money,
    st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_against_every_exchange_in_whole_units(
    given_: list[int], needed: list[int], money: list[int], there: list[bool]
) -> None:
    offers = pl.DataFrame({"offer": [0, 1], "amount": given_, "disposal": money[:2]})
    needs = pl.DataFrame({"need": [0, 1], "amount": needed, "price": money[2:4]})
    every = pl.DataFrame({"offer": [0, 0, 1, 1], "need": [0, 1, 0, 1], "yield": [1.0] * 4, "treatment": money[4:],
                          "transport": [1.0] * 4})  # fmt: skip
    pairs = every.filter(pl.Series(there))
    found = exchange(offers, needs, pairs)
    assert found.gain == pytest.approx(brute(offers, needs, pairs), abs=1e-7)
    assert (found.offers["left"] >= -1e-7).all()
    assert (found.needs["open"] >= -1e-7).all()


def one(**changed: object) -> Exchange:
    """One offer and one need, with a cell changed."""
    cells = {"offer": 1.0, "disposal": 2.0, "need": 1.0, "price": 3.0, "yield": 1.0, "named": "o"} | changed
    return exchange(
        pl.DataFrame({"offer": ["o"], "amount": [cells["offer"]], "disposal": [cells["disposal"]]}),
        pl.DataFrame({"need": ["n"], "amount": [cells["need"]], "price": [cells["price"]]}),
        pl.DataFrame({"offer": [cells["named"]], "need": ["n"], "yield": [cells["yield"]], "treatment": [1.0],
                      "transport": [0.5]}),
    )  # fmt: skip


def test_refuses_in_words() -> None:
    assert one().gain == pytest.approx(3.5)
    with pytest.raises(WrongUse, match="amount below 0"):
        one(need=-1.0)
    with pytest.raises(WrongUse, match="blank in disposal"):
        one(disposal=None)
    with pytest.raises(WrongUse, match="names the offer x"):
        one(named="x")
    with pytest.raises(WrongUse, match="gains without end"):
        one(offer=float("inf"), need=float("inf"))
    offers, needs, pairs = read(DATA / CASE)
    with pytest.raises(WrongUse, match="no column price"):
        exchange(offers, needs.drop("price"), pairs)
    with pytest.raises(WrongUse, match="two rows"):
        exchange(pl.concat([offers, offers]), needs, pairs)
