"""The books of a park's company: by hand, against plant economics, and what always balances."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.analysis.share import PlayerKind
from punos.analysis.share.books import Books
from punos.analysis.share.desk import desk_of
from punos.analysis.share.finance import Finance, finance_of
from punos.analysis.share.loans import Debt, loans
from punos.analysis.share.park import park_of
from punos.analysis.share.platform import Line, platform_lines
from punos.analysis.share.reading import Desk
from punos.analysis.share.solving import Planner
from punos.analysis.share.tariff import Price, tariff_of
from punos.errors import WrongUse
from punos.plan.plan import Plan
from punos.tables.actors import Repayment
from tests.analysis import boiler

BOILER = [
    {"technology": "boiler", "unit": "MWh/a", "fixed_capex": 880},
    *({"technology": f"works_{t}", "unit": "t/a"} for t in boiler.NEEDS),
]
FOUR_YEARS = [{"period": "2025", "start": 2025, "years": 2}, {"period": "2027", "start": 2027, "years": 2}]
AT_COST = (Price("steam", connection=0, booked=2, used=10, cost=5280, lasting=880),)
"""110 booked in 4 years at 2 are the 880 of the boiler, 10 is what a unit costs to raise."""


def _desk(plan: Plan, company: str | None = None) -> Desk:
    return desk_of(plan, park_of(plan.study, plan.instance, ["park"], PlayerKind.OPERATORS, company=company))


@pytest.fixture(scope="module")
def four() -> Plan:
    """The park with the boiler for four years in two periods, at no interest."""
    return boiler.planned(periods=FOUR_YEARS, technologies=BOILER)  # type: ignore[arg-type]


def _books(plan: Plan, **said: Any) -> Books:
    return Books.of(plan, _desk(plan), AT_COST, finance_of(plan.study, None, said))


def test_books_by_hand(four: Plan) -> None:
    """Income is 220 by booking and 1100 by use a year, running costs 1100, so 220 a year are left of it.

    Half of the 880 is borrowed at 10 %: 110 are repaid a year, interest is 44, 33, 22, 11. Of income 5 % are set aside,
    66 a year, until there are 150: 66, 66, 18. In 2025-26: 440 - 880 + 440 - 77 - 220 - 132 = -429; in 2027-28:
    440 - 33 - 220 - 18 + 150 = 319.
    """
    books = _books(four, debt_share=0.5, interest=0.1, loan_years=4, repayment="straight", reserve=0.05,
                   reserve_target=150)  # fmt: skip
    first, last = books.by_period("park").to_dicts()
    told = {"booked": 440, "use": 2200, "connection": 0, "running": 2200, "operating": 440, "repaid": 220}
    for row, own in (
        (first, {"investment": 880, "drawn": 440, "interest": 77, "set_aside": 132, "returned": 0, "cash": -429,
                 "cumulated": -429, "debt": 220, "in_reserve": 132, "cover": 440 / 297}),
        (last, {"investment": 0, "drawn": 0, "interest": 33, "set_aside": 18, "returned": 150, "cash": 319,
                "cumulated": -110, "debt": 0, "in_reserve": 0, "cover": 440 / 253}),
    ):  # fmt: skip
        assert {n: row[n] for n in {**told, **own}} == pytest.approx({**told, **own})
    row = books.summary("park", None)
    # the tariff covers cost, so all that is lost is the interest of 110
    assert (row["npv"], row["npv_owner"], row["invested"]) == pytest.approx((0, -110, 880), abs=1e-9)
    # 440 of its own at the start, and in 2025 220 - 110 - 44 - 66 = 0 are left
    assert (row["lowest_year"], row["put_in"]) == (2025, pytest.approx(440))
    assert (row["cover"], row["cover_period"]) == (pytest.approx(440 / 297), "2025")
    assert row["said"] == "interest, debt_share, loan_years, repayment, reserve, reserve_target"


def test_what_may_stay_empty_by_hand(four: Plan) -> None:
    """Booking brings 880 in four years, use 4400, and both together are the cost of 5280."""
    row = _books(four, vacancy=0.1).summary("park", None)
    assert row["npv"] == pytest.approx(-88)
    assert row["uplift_even"] == pytest.approx(5280 / (0.9 * 880 + 4400) - 1)
    assert row["vacancy_even"] == pytest.approx(0, abs=1e-9)
    row = _books(four, vacancy=0.1, uplift=0.05).summary("park", None)
    assert row["npv"] == pytest.approx(0.05 * 5280 - 0.1 * 880 * 1.05)
    assert row["vacancy_even"] == pytest.approx(0.05 * 5280 / (880 * 1.05))
    # set aside without interest at no discount costs nothing
    assert _books(four, vacancy=0.1, reserve=0.2).summary("park", None)["uplift_owner"] == pytest.approx(
        row["uplift_even"]
    )


def test_a_loan_without_years_is_paid_back_at_the_end(four: Plan) -> None:
    first, last = _books(four, debt_share=1, interest=0.1).by_period("park").to_dicts()
    assert [r["interest"] for r in (first, last)] == pytest.approx([176, 176])
    assert (first["repaid"], last["repaid"], last["debt"], last["settled"]) == pytest.approx((0, 0, 880, 880))


def test_without_figures_there_is_no_debt_and_it_is_said() -> None:
    """880 + 120 a connection: the tariff of the hand example, from the command's own way."""
    found = boiler.planned().share("park")
    (row,) = found.company.to_dicts()
    assert (row["operator"], row["said"], row["debt_share"]) == (None, "", 0)
    assert (row["npv"], row["uncovered"]) == pytest.approx((0, 0), abs=1e-3)
    (book,) = found.books.to_dicts()
    assert (book["connection"], book["booked"], book["use"], book["investment"]) == pytest.approx(
        (120, 880, 1100, 1000), rel=1e-5
    )
    assert (book["drawn"], book["interest"], book["set_aside"], book["cover"]) == (0, 0, 0, None)
    assert found.book_lines.filter(line="booked")["present"].to_list() == [pytest.approx(880, rel=1e-5)]


def test_figures_of_the_company_are_those_of_the_table_unless_others_are_said() -> None:
    operators = [*({"operator": t} for t in boiler.NEEDS),
                 {"operator": "park_company", "discount_rate": 0.08, "debt_share": 0.6, "vacancy": 0.2}]  # fmt: skip
    plants = [
        {"plant": "boiler", "place": "park", "technology": "boiler", "operator": "park_company",
         "status": "candidate", "max_capacity": 200},
        *({"plant": f"plant_{t}", "place": "park", "technology": f"works_{t}", "operator": t, "status": "operating",
           "capacity": need} for t, need in boiler.NEEDS.items()),
    ]  # fmt: skip
    plan = boiler.planned(operators=operators, plants=plants)
    found = plan.share("park", company="park_company", finance={"vacancy": 0.1}).company.to_dicts()[0]
    assert (found["operator"], found["rate"], found["interest"]) == ("park_company", 0.08, 0.08)
    assert (found["debt_share"], found["vacancy"]) == (0.6, 0.1)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"debt": 0.5}, "no figure 'debt'; there are: interest, debt_share"),
        ({"debt_share": 1.5}, "debt_share 1.5: it must be at least 0 and at most 1"),
        ({"uplift": -1}, "uplift -1: it must be above -1"),
        ({"loan_years": "ten"}, "loan_years ten: that is no number"),
        ({"interest": float("inf")}, "interest inf: it must be at least 0"),
        ({"repayment": "never"}, "repayment never: choose annuity or straight"),
    ],
)
def test_figures_that_cannot_be(four: Plan, said: dict[str, str | float], words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        finance_of(four.study, None, said)


def _discounted(**time: Any) -> Plan:
    """Ten years at 6 %, a boiler that lasts 15 with upkeep, bought power for boiler and tenants, a neighbour."""
    flows = [
        {"process": "raise", "commodity": "steam", "quantity": 1},
        {"process": "raise", "commodity": "power", "quantity": -0.2},
        {"process": "raise", "commodity": "fuel", "quantity": -0.5},
        *({"process": f"make_{t}", "commodity": "steam", "quantity": -1} for t in boiler.NEEDS),
        {"process": "make_t2", "commodity": "power", "quantity": -0.3},
        *({"process": f"make_{t}", "commodity": f"good_{t}", "quantity": 1} for t in boiler.NEEDS),
    ]
    return boiler.planned(
        time={"discount_rate": 0.06, "base_year": 2023, "salvage": "annuity", **time},  # type: ignore[arg-type]
        periods=[{"period": "a", "start": 2025, "years": 3}, {"period": "b", "start": 2028, "years": 7}],
        slices=[{"slice": "winter", "share": 0.25, "order": 1}, {"slice": "summer", "share": 0.75, "order": 2}],
        technologies=[
            {"technology": "boiler", "unit": "MWh/a", "fixed_capex": 900, "capex": 2, "fixed_om": 0.5, "lifetime": 15},
            *({"technology": f"works_{t}", "unit": "t/a"} for t in boiler.NEEDS),
        ],
        flows=flows,
        more={
            "commodities": [{"commodity": "power", "unit": "MWh", "kind": "utility"},
                            {"commodity": "fuel", "unit": "t", "mass": 1}],
            "supplies": [{"supply": "grid", "commodity": "power", "place": "park", "price": 5},
                         {"supply": "wood", "commodity": "fuel", "place": "park", "price": 8}],
            "demands": [{"demand": "houses", "commodity": "steam", "place": "park", "kind": "may", "quantity": 15,
                         "price": 21}],
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    "time",
    [{}, {"running_at": "end", "salvage": "straight-line"}, {"running_at": "start", "salvage": "none"},
     {"capital": "annuity", "salvage": "none"}],
)  # fmt: skip
def test_a_tariff_that_covers_cost_earns_the_rate_of_the_study(time: dict[str, str]) -> None:
    """Books are read of the plan's tables, what a tariff must cover of the model's columns: two ways to one sum."""
    plan = _discounted(**time)
    desk = _desk(plan)
    everybody = frozenset(boiler.NEEDS)
    groups = [everybody, *(everybody - {t} for t in boiler.NEEDS), *(frozenset([t]) for t in boiler.NEEDS), frozenset()]
    planner = Planner(plan, desk, workers=1)
    planner.know(groups)  # type: ignore[arg-type]
    values = planner.values
    tariff = tariff_of(desk.park, values, everybody)
    books = Books.of(plan, desk, tariff.prices, finance_of(plan.study, None))
    row, total = books.summary("park", None), sum(p.cost for p in tariff.prices)
    assert row["uncovered"] == pytest.approx(0, abs=1e-6 * total)
    assert row["npv"] == pytest.approx(0, abs=1e-6 * total)
    paid = books.by_line("park").filter(~pl.col("line").is_in(["connection", "booked", "use"]))
    by_service = dict(paid.group_by("service").agg(-pl.col("present").sum()).iter_rows())
    assert by_service == pytest.approx(values[everybody].cost_of)
    assert by_service["power"] > 0
    assert set(paid["line"]) >= {"goods", "bought", "outsiders", "upkeep", "running"}
    if "capital" in time:
        assert row["irr"] is None
        assert "annuity" in row["irr_remark"]
    else:
        assert row["irr"] == pytest.approx(0.06, abs=1e-6)


def test_costs_are_those_of_plant_economics() -> None:
    plan = _discounted()
    desk = _desk(plan)
    lines = platform_lines(plan, desk, ())
    books = Books(plan, finance_of(plan.study, None), lines)
    ours = dict(books.by_line("park").filter(service="steam").group_by("line").agg(pl.col("present").sum()).iter_rows())
    boilers = plan.economics().filter(plant="boiler").to_dicts()[0]
    assert -ours["investment"] == pytest.approx(boilers["capex"])
    assert ours["left"] == pytest.approx(boilers["salvage"])
    assert -ours["running"] == pytest.approx(boilers["running"])
    assert -ours["upkeep"] == pytest.approx(boilers["fixed"] + boilers["opening"])
    grid = plan.ledger().filter(plant="boiler", item="inputs", commodity="power")["money"].sum()
    assert -ours["goods"] == pytest.approx(boilers["inputs"] * (1 - grid / plan.ledger().filter(
        plant="boiler", item="inputs")["money"].sum()), rel=1e-6)  # fmt: skip


def test_a_loan_at_the_rate_of_the_company_changes_no_worth() -> None:
    plan = _discounted()
    plain = Books.of(plan, _desk(plan), AT_COST, finance_of(plan.study, None))
    for said in ({"loan_years": 4, "repayment": "straight"}, {"loan_years": 25}, {}):
        books = Books(plan, finance_of(plan.study, None, {"debt_share": 0.7, "interest": 0.06, **said}), plain.lines)
        assert books.present(books.owner) == pytest.approx(plain.present(plain.platform), rel=1e-9)


rates = st.floats(0, 0.3)
shares = st.floats(0, 1)
money = st.floats(0.01, 1e6)


@given(
    st.lists(money, min_size=2, max_size=2), shares, rates, st.one_of(st.none(), st.floats(0.5, 12)),
    st.sampled_from(Repayment), st.floats(0.25, 9),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_loans_balance(
    invested: list[float], share: float, rate: float, years: float | None, how: Repayment, last: float
) -> None:
    """What is drawn is repaid or settled, and at its own interest a loan is worth nothing."""
    periods = pl.DataFrame({"period": ["a", "b"], "start": [2025.0, 2029.0]})
    finance = Finance(rate, rate, debt_share=share, loan_years=years, repayment=how)
    rows = loans(periods.with_columns(invested=pl.Series(invested)), finance, periods, 2029.0 + last, 2020.0)
    sums = dict(rows.group_by("line").agg(pl.col("money").sum()).iter_rows())
    drawn = sums.get(Debt.DRAWN, 0.0)
    assert drawn == pytest.approx(share * sum(invested), rel=1e-9, abs=1e-12)
    assert drawn == pytest.approx(-sums.get(Debt.REPAID, 0.0) - sums.get(Debt.SETTLED, 0.0), rel=1e-9, abs=1e-9)
    worth = (rows["money"] * (1.0 + rate) ** -rows["time"].to_numpy()).sum() if rows.height else 0.0
    assert worth == pytest.approx(0.0, abs=1e-9 * max(drawn, 1.0))
    assert rows.filter(pl.col("time") > 9.0 + last + 1e-9).is_empty()  # nothing after the horizon


INCOMES = [Line.CONNECTION, Line.BOOKED, Line.USE, Line.OUTSIDERS]
COSTS = [Line.INVESTMENT, Line.UPKEEP, Line.RUNNING, Line.GOODS, Line.BOUGHT]


@st.composite
def some_lines(draw: st.DrawFn) -> pl.DataFrame:
    """Any lines of two periods."""
    rows = []
    for period in ("2025", "2027"):
        for line in (*INCOMES, *COSTS):
            when = "period" if line is Line.INVESTMENT else "year"
            sign = 1 if line in INCOMES else -1
            rows.append(("steam", period, line.value, when, sign * draw(st.floats(1, 1e4))))
    return pl.DataFrame(rows, schema=["service", "period", "line", "when", "money"], orient="row")


@given(
    some_lines(), rates, shares, st.floats(0, 0.9), shares, st.one_of(st.none(), st.floats(0, 1e4)),
    st.one_of(st.none(), st.floats(1, 9)),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_books_balance(
    four: Plan, lines: pl.DataFrame, rate: float, debt: float, vacancy: float, reserve: float,
    target: float | None, years: float | None,
) -> None:  # fmt: skip
    finance = Finance(rate, rate / 2, debt, years, vacancy=vacancy, reserve=reserve, reserve_target=target)
    books = Books(four, finance, lines)
    rows = books.by_period("park")
    near = 1e-9 * float(lines["money"].abs().sum()) * 10
    assert rows["set_aside"].sum() == pytest.approx(rows["returned"].sum(), abs=near)
    assert rows["in_reserve"].min() >= -near
    assert target is None or rows["set_aside"].sum() <= target + near
    assert rows["drawn"].sum() == pytest.approx(rows["repaid"].sum() + rows["settled"].sum(), abs=near)
    assert rows["debt"][-1] == pytest.approx(rows["settled"].sum(), abs=near)
    assert rows["cumulated"][-1] == pytest.approx(rows["cash"].sum(), abs=near)
    assert rows["cash"].sum() - rows["settled"].sum() == pytest.approx(books.owner["money"].sum(), abs=near)
    row = books.summary("park", None)
    flows = books.owner
    first = flows.group_by("year", "when").agg(pl.col("money").sum()).sort("year", "when")
    assert row["put_in"] >= -first["money"][0] - near  # what the first investment takes at least
    # what uplift and vacancy are told for does make the worth nothing
    for name, kind, value in (("uplift_even", "uplift", "npv"), ("uplift_owner", "uplift", "npv_owner"),
                              ("vacancy_even", "vacancy", "npv")):  # fmt: skip
        if row[name] is not None and not (name == "vacancy_even" and row[name] == 1.0):
            moved = Books(four, Finance(**{**vars(finance), kind: row[name]}), lines).summary("park", None)
            assert moved[value] == pytest.approx(0, abs=1e-6 * float(lines["money"].abs().sum()))


@given(some_lines())
@settings(max_examples=30, deadline=None)
def test_rates_of_return_are_roots_of_a_polynomial(ends: Plan, lines: pl.DataFrame) -> None:
    """Money falls at whole years here: with x = 1 / (1 + rate) its present value is a polynomial in x."""
    only = lines.filter((pl.col("line") != Line.INVESTMENT.value) | (pl.col("period") == "2025"))
    books = Books(ends, Finance(0.05, 0.05), only)
    irr = books.summary("park", None)["irr"]
    years = books.platform.group_by("time").agg(pl.col("money").sum()).sort("time")
    coefficients = np.zeros(5)
    coefficients[years["time"].cast(pl.Int64).to_numpy()] = years["money"].to_numpy()
    roots = np.roots(coefficients[::-1])
    real = [1 / x.real - 1 for x in roots if abs(x.imag) < 1e-9 and x.real > 0]
    if irr is not None:
        assert len(real) == 1
        assert irr == pytest.approx(real[0], rel=1e-6, abs=1e-8)


@pytest.fixture(scope="module")
def ends() -> Plan:
    """Four years whose running money falls at the end of each."""
    return boiler.planned(time={"running_at": "end"}, periods=FOUR_YEARS, technologies=BOILER)  # type: ignore[arg-type]
