"""Prices that spread: by hand, and against the enumeration of every way without circles."""

from __future__ import annotations

from itertools import pairwise, permutations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.plan.economics.spread import spread_prices

Arc = tuple[str, str, float, float]


def spread(arcs: list[Arc], seeds: dict[str, float], outward: bool = False) -> dict[str, float | None]:
    names = sorted({n for a in arcs for n in a[:2]} | set(seeds))
    nodes = pl.DataFrame({"at": names})
    rows = pl.DataFrame(arcs, schema=["at_tail", "at_head", "cost", "kept"], orient="row", schema_overrides={
        "cost": pl.Float64, "kept": pl.Float64
    })  # fmt: skip
    begun = pl.DataFrame({"at": list(seeds), "price": list(seeds.values()), "source": [f"from {s}" for s in seeds]})
    found = spread_prices(nodes, rows, begun, outward=outward, longest=len(names))
    return dict(zip(found["at"], found["price"], strict=True))


def test_cheapest_way_in_takes_the_detour_and_counts_the_loss() -> None:
    arcs = [("sea", "port", 10.0, 1.0), ("port", "town", 5.0, 0.5), ("sea", "town", 111.0, 1.0)]
    # by the port: (100 + 10 + 5) / 0.5 = 230 a tonne that arrives; straight: 211
    assert spread(arcs, {"sea": 100.0}) == {"sea": 100.0, "port": 110.0, "town": 211.0}
    dearer = [*arcs[:2], ("sea", "town", 131.0, 1.0)]
    assert spread(dearer, {"sea": 100.0})["town"] == 230.0


def test_best_way_out_counts_what_arrives() -> None:
    arcs = [("town", "port", 5.0, 0.5), ("port", "sea", 10.0, 1.0)]
    # 100 at sea, 90 in port, and of a tonne from town half arrives: 45 less the 5 for all of it
    assert spread(arcs, {"sea": 100.0}, outward=True) == {"sea": 100.0, "port": 90.0, "town": 40.0}


def test_freight_may_be_negative() -> None:
    arcs = [("a", "b", -30.0, 1.0), ("b", "c", 10.0, 1.0)]
    assert spread(arcs, {"a": 20.0}) == {"a": 20.0, "b": -10.0, "c": 0.0}


def test_unreached_is_blank() -> None:
    assert spread([("a", "b", 1.0, 1.0)], {"b": 5.0}) == {"a": None, "b": 5.0}


def test_a_circle_that_pays_gives_no_price_to_what_it_feeds() -> None:
    arcs = [("a", "b", -3.0, 1.0), ("b", "a", 1.0, 1.0), ("b", "c", 1.0, 1.0)]
    assert spread(arcs, {"a": 20.0, "d": 7.0}) == {"a": None, "b": None, "c": None, "d": 7.0}


def test_nothing_arrives_where_everything_is_lost() -> None:
    assert spread([("a", "b", 1.0, 0.0)], {"a": 5.0}) == {"a": 5.0, "b": None}


def test_source_is_the_seed_whose_price_it_is() -> None:
    nodes = pl.DataFrame({"at": ["a", "b", "c"]})
    arcs = pl.DataFrame({"at_tail": ["a", "c"], "at_head": ["b", "b"], "cost": [5.0, 1.0], "kept": [1.0, 1.0]})
    seeds = pl.DataFrame({"at": ["a", "c"], "price": [10.0, 13.0], "source": ["near", "far"]})
    found = spread_prices(nodes, arcs, seeds, outward=False, longest=3)
    assert found.rows() == [("a", 10.0, "near"), ("b", 14.0, "far"), ("c", 13.0, "far")]


PLACES = "abcd"


def every_way(arcs: list[Arc], seeds: dict[str, float], outward: bool) -> dict[str, float | None]:
    """The best price over all ways without circles, tried one by one."""
    best: dict[str, float | None] = dict.fromkeys(PLACES)
    better = max if outward else min
    for size in range(1, len(PLACES) + 1):
        for way in permutations(PLACES, size):
            start, end = (way[-1], way[0]) if outward else (way[0], way[-1])
            for price in carried(arcs, way, seeds.get(start), outward):
                best[end] = price if best[end] is None else better(best[end], price)
    return best


def carried(arcs: list[Arc], way: tuple[str, ...], price: float | None, outward: bool) -> list[float]:
    if price is None:
        return []
    prices = [price]
    pairs = list(pairwise(way))
    for tail, head in reversed(pairs) if outward else pairs:
        links = [a for a in arcs if a[:2] == (tail, head)]
        prices = [p * k - c if outward else (p + c) / k for p in prices for _, _, c, k in links]
    return prices


arcs_strategy = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), st.integers(0, 20), st.sampled_from([0.5, 0.8, 1.0])),
    max_size=8,
).map(lambda rows: [(a, b, float(c), k) for a, b, c, k in rows if a != b])


@settings(max_examples=150, deadline=None)
@given(arcs_strategy, st.dictionaries(st.sampled_from(PLACES), st.integers(0, 50), min_size=1), st.booleans())
def test_same_as_trying_every_way(arcs: list[Arc], seeds: dict[str, int], outward: bool) -> None:
    found = spread([*arcs, *((p, p, 0.0, 1.0) for p in PLACES)], {k: float(v) for k, v in seeds.items()}, outward)
    for place, price in every_way(arcs, {k: float(v) for k, v in seeds.items()}, outward).items():
        assert found[place] == (None if price is None else pytest.approx(price, rel=1e-8, abs=1e-8))
