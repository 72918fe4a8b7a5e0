from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from punos.lp import Blank, Expression, LpError, Options, Program, Status
from tests.lp.frames import MARKETS, PLANTS, ROUTES, by_label, transport

SITES = pl.DataFrame({"place": ["a", "b"], "period": [1, 1]})


def test_published_transport_problem() -> None:
    program, ship = transport()
    solution = program.solve()
    assert solution.status is Status.OPTIMAL
    assert solution.objective == pytest.approx(153.675, rel=1e-12)
    assert solution.cost("freight") == pytest.approx(153.675, rel=1e-12)
    # published marginals of the demands, in thousand dollars a case
    assert by_label(solution.dual("demand"), "dual") == pytest.approx(
        {"new-york": 0.225, "chicago": 0.153, "topeka": 0.126}
    )
    assert by_label(solution.value(ship.over("market")), "value") == pytest.approx(
        {"new-york": 325.0, "chicago": 300.0, "topeka": 275.0}
    )
    assert solution.value(ship.over())["value"].to_list() == pytest.approx([900.0])
    solution.check()
    assert program.violations(solution).is_empty()


def test_two_goods_by_hand_with_duals_of_both_signs() -> None:
    """Minimise −3x − 2y with x + y ≤ 4, x + 3y ≤ 12, x ≤ 3: x = 3, y = 1, cost −11.

    One more unit on the first side lets y grow by one: −2. The bound x ≤ 3 is worth −3 + 2 = −1.
    """
    program = Program()
    x = program.variables("x", pl.DataFrame({"good": ["x"]}), upper=3.0)
    y = program.variables("y", pl.DataFrame({"good": ["y"]}))
    rows = pl.DataFrame({"row": ["first", "second"], "side": [4.0, 12.0]})
    weights = pl.DataFrame(
        {"good": ["x", "x", "y", "y"], "row": ["first", "second"] * 2, "weight": [1.0, 1.0, 1.0, 3.0]}
    )
    both = (x + y).times(weights, "weight").over("row")
    program.constraint("limit", rows, both, upper="side")
    program.cost("gain", x.scaled(-3.0) + y.scaled(-2.0))
    solution = program.solve()
    assert solution.objective == pytest.approx(-11.0)
    assert by_label(solution.dual("limit"), "dual") == pytest.approx({"first": -2.0, "second": 0.0})
    assert by_label(solution.reduced_cost("x"), "reduced_cost") == pytest.approx({"x": -1.0})


@pytest.mark.parametrize("step", [0.5, -0.5])
def test_duals_are_the_change_of_the_objective(step: float) -> None:
    base = transport()[0].solve()
    for name, frame, column, label in (
        ("demand", MARKETS, "demand", "market"),
        ("supply", PLANTS, "capacity", "plant"),
    ):
        for which in frame[label]:
            moved = frame.with_columns(
                pl.when(pl.col(label) == which).then(pl.col(column) + step).otherwise(pl.col(column))
            )
            changed = transport(**{"markets" if name == "demand" else "plants": moved})[0].solve()
            dual = by_label(base.dual(name), "dual")[which]
            if name == "supply":  # not binding: 900 of 950 are used
                assert dual == 0.0
            assert changed.objective - base.objective == pytest.approx(step * dual, abs=1e-9)


def test_entries_of_one_place_add_up() -> None:
    program = Program()
    x = program.variables("x", SITES)
    double = x + x + x.where(pl.col("place") == "b")
    program.constraint("sum", pl.DataFrame({"period": [1], "need": [5.0]}), double.over("period"), lower="need")
    program.cost("cost", x + x)
    arrays = program.arrays()
    assert arrays.value.tolist() == [2.0, 3.0]
    assert arrays.index.tolist() == [0, 1]
    assert arrays.cost.tolist() == [2.0, 2.0]
    assert program.solve().objective == pytest.approx(2 * 5 / 3)


def test_entries_that_cancel_are_gone() -> None:
    program = Program()
    x = program.variables("x", SITES)
    nothing = x.scaled(0.1) + x.scaled(0.2) - x.scaled(0.3)  # 5.6e-17 in floating point
    rows = SITES.select("place")
    with pytest.raises(LpError, match="no variable occurs in the rows place=a; place=b"):
        program.constraint("none", rows, nothing.over("place"), upper=1.0)
    program.constraint("none", rows, nothing.over("place"), upper=1.0, blank=Blank.CONSTANT)
    assert program.arrays().nonzeros == 0
    assert program.arrays().rows == 2


def test_a_lost_row_is_an_error_in_both_directions() -> None:
    program = Program()
    x = program.variables("x", SITES)
    with pytest.raises(LpError, match=r"no such labels in 'cap': place=b\."):
        program.constraint("cap", pl.DataFrame({"place": ["a"]}), x.over("place"), upper=1.0)
    with pytest.raises(LpError, match="no variable occurs in the rows place=c"):
        program.constraint("cap", pl.DataFrame({"place": ["a", "b", "c"]}), x.over("place"), upper=1.0)
    with pytest.raises(LpError, match="only one has period"):
        program.constraint("cap", pl.DataFrame({"place": ["a", "b"]}), x, upper=1.0)
    assert not program.rows
    program.constraint("cap", pl.DataFrame({"place": ["a", "b"]}), x.over("place"), upper=1.0)
    assert program.rows["cap"].count == 2


@pytest.mark.parametrize("side", [0.0, 1.0])
def test_an_empty_row_says_nought_between_its_sides(side: float) -> None:
    program = Program()
    x = program.variables("x", SITES)
    program.cost("cost", x)
    need = pl.DataFrame({"place": ["c"], "need": [side]})
    program.constraint("need", need, Expression.empty(("place",)), lower="need", blank=Blank.CONSTANT)
    solution = program.solve()
    assert solution.status is (Status.OPTIMAL if side == 0.0 else Status.INFEASIBLE)
    if side:
        assert program.iis().select("name", "side", "label", "bound").rows() == [("need", "lower", "place=c", 1.0)]


def test_bounds_by_column_and_by_number() -> None:
    program = Program()
    limits = SITES.with_columns(least=pl.Series([1.0, 2.0]), most=pl.Series([float("inf"), 7.0]))
    x = program.variables("x", limits, lower="least", upper="most")
    program.cost("cost", x.times(pl.DataFrame({"place": ["a", "b"], "c": [1.0, -1.0]}), "c"))
    assert program.solve().values.tolist() == [1.0, 7.0]


@pytest.mark.parametrize(
    ("index", "words"),
    [
        (pl.DataFrame({"place": ["a", "b", "a"]}), "several times: place=a"),
        (pl.DataFrame({"place": ["a"], "most": [None]}, schema_overrides={"most": pl.Float64}), "blank.*place=a"),
        (pl.DataFrame({"place": ["a"], "most": [float("nan")]}), "'most' is blank or not a number at place=a"),
        (pl.DataFrame({"place": ["a"]}), "no column most"),
        (pl.DataFrame({"place": ["a"], "share": [0.5], "most": [1.0]}), "'share'.*no label"),
        (pl.DataFrame({"column": ["a"], "most": [1.0]}), "reserved"),
        (pl.DataFrame({"place": [["a"]], "most": [1.0]}), "no label"),
    ],
)
def test_variables_refuse(index: pl.DataFrame, words: str) -> None:
    upper = 1.0 if words.startswith("several") else "most"
    with pytest.raises(LpError, match=words):
        Program().variables("x", index, upper=upper)


def test_names_are_used_once_and_known() -> None:
    program, ship = transport()
    with pytest.raises(LpError, match="block of variables 'ship' already"):
        program.variables("ship", ROUTES.select("plant"))
    with pytest.raises(LpError, match="constraint 'supply' already"):
        program.constraint("supply", PLANTS, ship.over("plant"), upper="capacity")
    with pytest.raises(LpError, match="cost 'freight' already"):
        program.cost("freight", ship)
    solution = program.solve()
    with pytest.raises(LpError, match="no constraint 'suply'; there are supply, demand"):
        solution.dual("suply")
    with pytest.raises(LpError, match="no cost 'fright'"):
        solution.cost("fright")


def test_variables_of_another_program_are_refused() -> None:
    _, ship = transport()
    other = Program()
    other.variables("x", SITES)
    with pytest.raises(LpError, match="not of this program"):
        other.cost("freight", ship)


@pytest.mark.parametrize("number", [1e-13, 1e16])
def test_figures_no_solver_can_take_are_named(number: float) -> None:
    program = Program()
    x = program.variables("x", SITES)
    with pytest.raises(LpError, match=r"of a size no solver can take.*place=a.*units"):
        program.constraint("cap", SITES, x.scaled(number), upper=1.0)


def test_sides_that_nothing_meets_are_refused() -> None:
    program = Program()
    x = program.variables("x", SITES)
    wishes = pl.DataFrame({"place": ["a", "b"], "need": [1.0, float("inf")]})
    with pytest.raises(LpError, match=r"'need': lower is infinite .* place=b"):
        program.constraint("need", wishes, x.over("place"), lower="need")
    program.constraint("need", wishes.select("place"), x.over("place"), lower=1.0)
    with pytest.raises(LpError, match=r"'need': lower is infinite .* place=b"):
        program.set_row_bounds("need", pl.DataFrame({"place": ["b"], "lower": [float("inf")]}))
    with pytest.raises(LpError, match="upper minus infinite"):
        program.variables("y", SITES, upper=-float("inf"))


def test_infinite_coefficients_are_refused() -> None:
    program = Program()
    x = program.variables("x", SITES)
    price = pl.DataFrame({"place": ["a"], "price": [float("inf")]})
    with pytest.raises(LpError, match=r"must be finite.*place=a"):
        program.cost("price", x.times(price, "price"))


def test_several_costs_add_up_and_can_be_pursued_apart() -> None:
    program = Program()
    x = program.variables("x", SITES, upper=10.0)
    program.constraint("need", pl.DataFrame({"period": [1], "need": [8.0]}), x.over("period"), lower="need")
    program.cost("money", x.times(pl.DataFrame({"place": ["a", "b"], "c": [1.0, 3.0]}), "c"))
    program.cost("carbon", x.times(pl.DataFrame({"place": ["a", "b"], "c": [4.0, 1.0]}), "c"))
    both = program.solve()
    assert both.values.tolist() == [0.0, 8.0]  # 5 a unit at a, 4 at b
    assert (both.objective, both.cost("money"), both.cost("carbon")) == (32.0, 24.0, 8.0)
    assert both.value(program.total_cost())["value"].to_list() == [32.0]
    program.pursue("money")
    money = program.solve()
    money.check()
    assert (money.objective, money.values.tolist(), money.cost("carbon")) == (8.0, [8.0, 0.0], 32.0)
    program.pursue()
    assert program.solve().objective == 32.0
    with pytest.raises(LpError, match="no cost jobs"):
        program.pursue("jobs")


def test_a_copy_goes_its_own_way() -> None:
    program, ship = transport()
    best = program.solve()
    other = program.copy()
    cheap = pl.DataFrame({"limit": [1.1 * best.objective]})
    other.constraint("cost", cheap, other.total_cost(), upper="limit")
    other.cost("from seattle", ship.where(pl.col("plant") == "seattle").scaled(-1.0))
    other.pursue("from seattle")
    assert other.solve().cost("freight") <= 1.1 * best.objective * (1 + 1e-9)
    assert other.solve().objective == pytest.approx(-350.0)
    assert program.solve().objective == pytest.approx(best.objective)
    assert "cost" not in program.rows


def test_a_program_without_labels() -> None:
    program = Program()
    size = program.variables("size", pl.DataFrame({"most": [6.0]}), upper="most")
    program.constraint("need", pl.DataFrame({"need": [4.0]}), size, lower="need")
    program.cost("cost", size.scaled(2.0))
    solution = program.solve()
    assert solution.objective == 8.0
    assert solution.dual("need").rows() == [(2.0,)]
    assert solution.value(size).rows() == [(4.0,)]
    with pytest.raises(LpError, match="without columns has no rows"):
        program.constraint("none", pl.DataFrame(), size, upper=1.0)


@pytest.mark.parametrize(("low", "status"), [(0.0, Status.OPTIMAL), (1.0, Status.INFEASIBLE)])
def test_a_program_without_variables(low: float, status: Status) -> None:
    program = Program()
    need = pl.DataFrame({"place": ["a"], "need": [low]})
    program.constraint("need", need, Expression.empty(("place",)), lower="need", blank=Blank.CONSTANT)
    solution = program.solve()
    assert solution.status is status
    assert solution.has_plan is (status is Status.OPTIMAL)
    if not solution.has_plan:
        assert program.iis()["label"].to_list() == ["place=a"]


def test_values_of_an_expression_with_blank_labels() -> None:
    program = Program()
    x = program.variables("x", SITES, lower=1.0)
    program.cost("cost", x)
    spend = Expression.sum([x.over("place"), x.over("period").labelled(kind="run")], ("kind", "place", "period"))
    values = program.solve().value(spend)
    assert set(values.rows()) == {(None, "a", None, 1.0), (None, "b", None, 1.0), ("run", None, 1, 2.0)}


def test_many_labels_beyond_what_a_whole_number_holds() -> None:
    """Ten label columns of 200 names: 10^23 combinations, far above 2^63."""
    count = 200
    names = [f"n{i:03d}" for i in range(count)]
    random = np.random.default_rng(0)
    frame = pl.DataFrame({f"l{k}": random.permutation(names) for k in range(10)})
    program = Program()
    x = program.variables("x", frame, lower=1.0)
    program.constraint("cap", frame.sample(fraction=1.0, shuffle=True, seed=1), x, upper=2.0)
    program.cost("cost", x)
    assert program.arrays().index.tolist() == list(range(count))
    values = program.solve(Options()).value(x)
    assert values.height == count
    stranger = frame[:1].with_columns(l0=pl.lit(frame["l0"][1]))
    with pytest.raises(LpError, match="no such labels"):
        program.set_bounds("x", stranger.with_columns(lower=0.0))
