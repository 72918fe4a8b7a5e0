"""A park of three tenants and a boiler, every figure computed by hand (tests/analysis/boiler.py)."""

from __future__ import annotations

from itertools import combinations
from random import Random

import polars as pl
import pytest

from punos.analysis.share import Share
from tests.analysis import boiler


@pytest.fixture(scope="module")
def found() -> Share:
    return boiler.planned().share("park")


def _by(frame: pl.DataFrame, key: str, value: str) -> dict[str, float]:
    return dict(frame.select(key, value).iter_rows())


def _rule(found: Share, rule: str, column: str = "share") -> dict[str, float]:
    return _by(found.shares.filter(pl.col("rule") == rule), "tenant", column)


def test_what_tenants_save_together(found: Share) -> None:
    """Products sell for 4400, steam for all costs 2100; each by itself pays 600 + 900 + 1600."""
    row = found.frame.row(0, named=True)
    assert (row["together"], row["alone"], row["saved"]) == pytest.approx((2300, 1300, 1000))
    assert (row["groups"], row["solved"], row["inferred"], row["sampled"]) == (8, 8, 0, False)
    assert _by(found.tenants, "tenant", "alone") == pytest.approx({"t1": 200, "t2": 300, "t3": 800})
    assert _by(found.tenants, "tenant", "adds") == pytest.approx({"t1": 600, "t2": 900, "t3": 1800})


def test_shapley_by_its_six_orders(found: Share) -> None:
    """t1 pays 600 where it comes first or after t2 alone, 200 after t3: (2 x 600 + 600 + 200 + 2 x 200) / 6 = 400."""
    assert _rule(found, "Shapley") == pytest.approx({"t1": 800 - 400, "t2": 1200 - 600, "t3": 2400 - 1100})
    assert _rule(found, "Shapley", "gains") == pytest.approx({"t1": 200, "t2": 300, "t3": 500})


def test_nucleolus_by_its_levels(found: Share) -> None:
    """t1 and t2 + t3 save 600 + 1900 - 2100 against being apart, so each half of 400; then t2 against t3."""
    assert found.frame["epsilon"][0] == pytest.approx(-200)
    assert found.frame["deciding"][0] == "t1 | t2 + t3"
    assert _rule(found, "nucleolus", "gains") == pytest.approx({"t1": 200, "t2": 300, "t3": 500})


def test_rules_of_accountants(found: Share) -> None:
    """Separable costs of steam 200, 300, 600, so 1000 of rest; remaining benefits 400, 600, 1000."""
    assert _rule(found, "separable costs, remaining benefits") == pytest.approx({"t1": 400, "t2": 600, "t3": 1300})
    rest = 1000 / 3
    assert _rule(found, "separable costs, equal rest") == pytest.approx(
        {"t1": 600 - rest, "t2": 900 - rest, "t3": 1800 - rest}
    )
    assert _rule(found, "equal") == pytest.approx(dict.fromkeys(boiler.NEEDS, 2300 / 3))
    assert _rule(found, "in proportion to alone (Moriarity)") == pytest.approx(
        {"t1": 2300 * 2 / 13, "t2": 2300 * 3 / 13, "t3": 2300 * 8 / 13}
    )


def test_who_would_rather_leave(found: Share) -> None:
    """By equal shares t2 + t3 get 1533.33, and have 3600 - 1900 by themselves."""
    rules = {row["rule"]: row for row in found.rules.iter_rows(named=True)}
    assert [rule for rule, row in rules.items() if not row["holds"]] == ["equal"]
    assert (rules["equal"]["group"], rules["equal"]["excess"]) == ("t2 + t3", pytest.approx(1700 - 4600 / 3))
    assert _by(found.tenants, "tenant", "least") == pytest.approx({"t1": 200, "t2": 300, "t3": 800})
    assert _by(found.tenants, "tenant", "most") == pytest.approx({"t1": 600, "t2": 900, "t3": 1800})


def test_the_tariff(found: Share) -> None:
    """With f a connection and g a unit, 3 f + 110 g = 2100. t1 pays f + 20 g, all others the rest of 2100; as far as
    possible below 600 and 1900 means f + 20 g = 400. So g = 18, f = 40. Of the 1000 of the boiler 120 come by
    connection, so 880 / 110 = 8 a unit booked; 10 are left to use, which is what a unit costs to make."""
    (row,) = found.tariff.iter_rows(named=True)
    assert (row["connection"], row["booked"], row["used"]) == pytest.approx((40, 8, 10), rel=1e-5)
    assert (row["cost"], row["lasting"]) == pytest.approx((2100, 1000))
    assert _by(found.payments, "tenant", "pays") == pytest.approx({"t1": 400, "t2": 580, "t3": 1120}, rel=1e-6)
    assert _by(found.payments, "tenant", "most") == pytest.approx({"t1": 600, "t2": 900, "t3": 1600})
    assert _by(found.payments, "tenant", "gains") == pytest.approx({"t1": 200, "t2": 320, "t3": 480}, rel=1e-6)
    top = found.frame.row(0, named=True)
    assert (top["tariff_excess"], top["tariff_best"]) == pytest.approx((-200, -200), rel=1e-6)


def test_the_anchor_leaves(found: Share) -> None:
    """Without t3 the boiler is worth no more than bought steam (1500 either way): the others pay 600 and 900."""
    left = found.exits.filter(pl.col("leaver") == "t3")
    assert _by(left, "tenant", "why") == {"t1": None, "t2": None, "t3": "leaves"}
    after = _by(left, "tenant", "pays_after")
    assert (after["t1"], after["t2"], after["t3"]) == (pytest.approx(600), pytest.approx(900), None)
    assert left["cost"].unique().to_list() == [pytest.approx(2400 + 1500 - 2100)]
    unit = found.unit_costs.filter(pl.col("leaver") == "t3").row(0, named=True)
    assert (unit["before"], unit["after"]) == pytest.approx((2100 / 110, 30))


def test_who_follows_the_anchor() -> None:
    """t1 and t2 earn 25 a unit: with t3 they run, without it steam for both costs 30 a unit and they stop."""
    found = boiler.planned(prices={"t1": 25.0, "t2": 25.0}).share("park")
    left = found.exits.filter(pl.col("leaver") == "t3")
    assert _by(left, "tenant", "why") == {"t1": "stops", "t2": "stops", "t3": "leaves"}
    assert left["cost"][0] == pytest.approx(20 * 25 + 30 * 25 + 2400 - 2100)
    assert left["in_the_end"][0] == left["cost"][0]
    # by itself t1 would not run, so it can be asked for all it earns: 500, not for the cost of a boiler of its own
    assert _by(found.payments, "tenant", "most")["t1"] == pytest.approx(500)
    assert found.frame["tariff_excess"][0] <= 1e-6


def test_who_follows_as_it_cannot_pay() -> None:
    """A boiler of 500, and t1 earns 15 a unit. With t3 a unit costs 1600 / 110 = 14.5: t1 pays 291 of its 300. Without
    t3 the boiler still pays for t2, and t1 would run at 10 a unit more; but its part of 1000 for 50 units is 400."""
    found = boiler.planned(
        prices={"t1": 15.0},
        technologies=[
            {"technology": "boiler", "unit": "MWh/a", "fixed_capex": 500},
            *({"technology": f"works_{t}", "unit": "t/a"} for t in boiler.NEEDS),
        ],
    ).share("park")
    rows = {row["tenant"]: row for row in found.exits.filter(pl.col("leaver") == "t3").iter_rows(named=True)}
    assert {t: (row["why"], row["round"]) for t, row in rows.items()} == {
        "t1": ("loses", 1), "t2": (None, -1), "t3": ("leaves", 0),
    }  # fmt: skip
    assert rows["t1"]["pays_before"] <= 300
    assert rows["t2"]["pays_after"] == pytest.approx(800)  # alone with the boiler: 500 + 30 x 10
    assert rows["t3"]["in_the_end"] == pytest.approx(rows["t3"]["cost"] + 300 - 200)


@pytest.mark.parametrize("seed", range(4))
def test_random_boilers(seed: int) -> None:
    """Other needs and charges, still by the formula: a group pays the cheaper of boiler and bought steam."""
    chance = Random(seed)
    charge, unit = chance.randint(200, 2500), chance.randint(2, 25)
    plan = boiler.planned(
        technologies=[
            {"technology": "boiler", "unit": "MWh/a", "fixed_capex": charge},
            *({"technology": f"works_{t}", "unit": "t/a"} for t in boiler.NEEDS),
        ],
        processes=[
            {"process": "raise", "technology": "boiler", "variable_cost": unit},
            *({"process": f"make_{t}", "technology": f"works_{t}"} for t in boiler.NEEDS),
        ],
    )
    found = plan.share("park")

    def brings(*group: str) -> float:
        need = sum(boiler.NEEDS[t] for t in group)
        return 40 * need - min(30 * need, charge + unit * need)

    names = tuple(boiler.NEEDS)
    assert found.frame["together"][0] == pytest.approx(brings(*names))
    assert _by(found.tenants, "tenant", "alone") == pytest.approx({t: brings(t) for t in names})
    shares = _rule(found, "nucleolus")
    for size in (1, 2):
        assert all(
            sum(shares[t] for t in g) >= brings(*g) + found.frame["epsilon"][0] * -1 - 1e-6
            for g in combinations(names, size)
        )
    paid = _by(found.payments, "tenant", "pays")
    assert sum(paid.values()) == pytest.approx(40 * 110 - brings(*names))  # the tariff covers the cost
