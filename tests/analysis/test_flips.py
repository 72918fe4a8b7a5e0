from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from punos.analysis.flips import Flips, ForcedSize, flips
from punos.errors import WrongUse
from punos.runner import many
from tests.analysis.chain import IMPORT, chain


def only(found: Flips) -> dict[str, object]:
    assert found.complete
    assert found.frame.height == 1
    return found.frame.to_dicts()[0]


def test_a_plant_refused_by_hand() -> None:
    """At a capex of 20 a unit all is imported; forced in, 100 units cost 3400: 400 too much, which capex 16 saves."""
    row = only(flips(chain(capex=20.0).plan()))
    assert (row["plant"], row["decision"], row["size"], row["opening"]) == ("s1", "refused", 100, "2025")
    assert row["worth"] == pytest.approx(-400)
    assert row["grant"] == pytest.approx(400)
    assert row["capex_factor"] == pytest.approx(0.8, rel=0.01)
    assert row["main_product"] == "metal"
    assert row["price_change"] == pytest.approx(4)
    assert row["used"] == pytest.approx(1)
    assert row["remark"] is None


def test_a_plant_built_by_hand() -> None:
    """At a capex of 10 it saves 600 of 3000, until capex is 16 a unit, or metal 6 cheaper."""
    row = only(flips(chain(capex=10.0).plan()))
    assert (row["decision"], row["size"]) == ("built", 100)
    assert row["worth"] == pytest.approx(600)
    assert row["capex_factor"] == pytest.approx(1.6, rel=0.01)
    assert row["price_change"] == pytest.approx(-6)


def test_what_its_owner_gets_by_hand() -> None:
    """Metal may be had at a for 27: the owner of a smelter of 20 a unit, who pays 11 a unit to run, would need 31."""
    supplies = [
        {"supply": "mine", "commodity": "ore", "place": "a", "price": 5},
        {"supply": "import", "commodity": "metal", "place": "a", "price": 27},
    ]
    row = only(flips(chain(capex=20.0, supplies=supplies).plan()))
    assert (row["decision"], row["price_unit"]) == ("refused", "EUR / t")
    assert row["price"] == pytest.approx(27)
    assert row["break_even_price"] == pytest.approx(31)
    assert row["npv"] == pytest.approx(100 * (27 - 31))
    assert row["worth"] == pytest.approx(-400)


def test_an_idle_plant_by_hand() -> None:
    """Restarted for 2000, 100 units cost 1400 more: 400 above imports. For 1000 it saves 600."""

    def idle(cost: float) -> dict[str, object]:
        plant = {"plant": "s1", "place": "a", "technology": "smelter", "status": "idle", "capacity": 100}
        return only(flips(chain(plants=[{**plant, "restart_cost": cost}]).plan()))

    dear, cheap = idle(2000), idle(1000)
    assert (dear["decision"], dear["worth"], dear["opening"]) == ("idle", pytest.approx(-400), "2025")
    assert dear["grant"] == pytest.approx(400)
    assert (cheap["decision"], cheap["worth"]) == ("restarted", pytest.approx(600))


def test_what_cannot_be_built_says_so() -> None:
    """A rule forbids it: no grant helps."""
    rules = [{"policy": "none", "rule": "build[plant=s1] <= 0"}]
    row = only(flips(chain(capex=20.0, policies=rules).plan()))
    assert row["worth"] is None
    assert row["grant"] is None
    assert "cannot be built at 100" in str(row["remark"])


def test_what_would_stand_unused_says_so() -> None:
    """Metal smelted at 14 a unit is dearer than imports at 10, even in a smelter for nothing."""
    supplies = [
        {"supply": "mine", "commodity": "ore", "place": "a", "price": 5},
        {"supply": "import", "commodity": "metal", "place": "b", "price": 10},
    ]
    row = only(flips(chain(capex=20.0, supplies=supplies).plan()))
    assert row["worth"] == pytest.approx(-2000)
    assert row["used"] == pytest.approx(0)
    assert "unused" in str(row["remark"])


def test_the_least_opening() -> None:
    """The least opening of 10 units costs 40 too much, the whole 400: the grant a unit is the same."""
    technologies = [{"technology": "smelter", "unit": "t/a", "capex": 20, "min_capacity": 10}]
    plan = chain(technologies=technologies).plan()
    row = only(flips(plan, size=ForcedSize.LEAST))
    assert (row["size"], row["worth"]) == (10, pytest.approx(-40))
    assert only(flips(plan))["worth"] == pytest.approx(-400)


def test_only_the_plants_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = {"place": "a", "technology": "smelter", "status": "candidate", "max_capacity": 100}
    plan = chain(capex=20.0, plants=[{"plant": "s1", **site}, {"plant": "s2", **site}]).plan()
    keep = tmp_path / "flips.jsonl"
    one = flips(plan, ["s2"], keep=keep)
    assert one.frame["plant"].to_list() == ["s2"]
    with pytest.raises(WrongUse, match="s1, s2"):
        flips(plan, ["s3"])
    monkeypatch.setattr(many.Base, "session", lambda self: pytest.fail("solved again"))
    assert flips(plan, ["s2"], keep=keep).frame.equals(one.frame)


def test_nothing_to_turn() -> None:
    plant = {"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 100}
    made = flips(chain(plants=[plant]).plan())
    assert made.frame.is_empty()
    assert "no plant" in str(made)


def test_in_words() -> None:
    text = str(flips(chain(capex=20.0).plan()))
    assert "s1 (refused), worth -400 EUR" in text
    assert "1 refused" in text


def test_a_charge_and_two_periods_by_hand() -> None:
    """A charge of 9000 and two years of 100 units: forced in at once, 9000 + 2 × 1400 against 2 × 3000."""
    technologies = [{"technology": "smelter", "unit": "t/a", "fixed_capex": 9000}]
    periods = [{"period": str(y), "start": y, "years": 1.0} for y in (2025, 2026)]
    row = only(flips(chain(technologies=technologies, periods=periods).plan()))
    assert row["worth"] == pytest.approx(2 * IMPORT - (9000 + 2 * 1400))
    assert (row["first"], row["worth_first"]) == ("2025", pytest.approx(row["worth"]))
    assert row["capex_factor"] == pytest.approx((2 * (IMPORT - 1400)) / 9000, rel=0.01)
    assert pl.Series([row["opening"]]).to_list() == ["2025"]


def test_later_may_cost_less() -> None:
    """Ore costs 5 in the second year only, 20 before: at any time 20 of capex are lost on 16 a unit of the last year.

    Forced into the first year it stands two years but runs in one: with a life of two years, at 10 per cent a year, it
    is paid a year earlier. Capex 2000: 2000 - 1600 in the first year's money, discounted once where it is built late.
    """
    supplies = [
        {"supply": "mine", "period": None, "commodity": "ore", "place": "a", "price": 20},
        {"supply": "mine", "period": "2026", "commodity": None, "place": None, "price": 5},
        {"supply": "import", "period": None, "commodity": "metal", "place": "b", "price": 30},
    ]
    periods = [
        {"period": "2025", "start": 2025, "years": 1.0, "weight": 1.0},
        {"period": "2026", "start": 2026, "years": 1.0, "weight": 1 / 1.1},
    ]
    study = chain(capex=20.0, supplies=supplies, periods=periods)
    discounted = replace(study, settings=study.settings.model_copy(
        update={"time": study.settings.time.model_copy(update={"discount_rate": 0.1})}
    ))  # fmt: skip
    row = only(flips(discounted.plan()))
    assert (row["opening"], row["first"]) == ("2026", "2025")
    assert row["worth"] == pytest.approx(-(2000 - 1600) / 1.1)
    assert row["grant"] == pytest.approx(400)
    assert row["worth_first"] == pytest.approx(-(2000 - 1600 / 1.1))
    assert row["grant_first"] == pytest.approx(2000 - 1600 / 1.1)


def test_cheap_capital_makes_it_larger_sooner() -> None:
    """What costs nothing is built in both years: the factor at which it turns is above what the late plan alone says.

    A charge of 5000 for a smelter that lives one year, saving 1600 a year of 100 units: even two of them never pay
    unless the charge falls to 1600 each; forced in once, the plan turns at the factor 0.32.
    """
    technologies = [{"technology": "smelter", "unit": "t/a", "fixed_capex": 5000, "lifetime": 1}]
    periods = [{"period": str(y), "start": y, "years": 1.0} for y in (2025, 2026)]
    row = only(flips(chain(technologies=technologies, periods=periods).plan()))
    assert row["worth"] == pytest.approx(-(5000 - 1600))
    assert row["capex_factor"] == pytest.approx(1600 / 5000, rel=0.01)


def test_not_even_for_nothing() -> None:
    """Smelting at 14 a unit, against imports at 10."""
    supplies = [
        {"supply": "mine", "commodity": "ore", "place": "a", "price": 5},
        {"supply": "import", "commodity": "metal", "place": "b", "price": 10},
    ]
    technologies = [{"technology": "smelter", "unit": "t/a", "capex": 2, "fixed_om": 1}]
    row = only(flips(chain(supplies=supplies, technologies=technologies).plan()))
    assert row["worth"] == pytest.approx(-300)
    assert row["capex_factor"] is None


def test_sizes_there_are_not() -> None:
    with pytest.raises(WrongUse, match="announced or least"):
        flips(chain().plan(), size="huge")
