"""The Finnish study makes sense: nothing larger than announced, nothing idle that runs free, no figure unfounded."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import punos
from punos.indicators import matches, parse_selection
from punos.plan import Plan
from punos.study.change import follow_of
from punos.study.study import Study
from punos.tables import PlantStatus

STUDY = Path(__file__).resolve().parents[2] / "studies" / "finland_batteries"

# What owners, permits and impact assessments say, copied from these by hand and not from the study.
ANNOUNCED = {
    "sotkamo_mine": 30_000, "sotkamo_sulphate": 170_000, "kevitsa_mine": 9_500_000, "kaustinen_concentrator": 800_000,
    "kokkola_lithium": 15_000, "kokkola_jervois": 6_250, "kokkola_pcam": 20_000, "kokkola_pcam_east": 100_000,
    "kokkola_nickel": 50_000, "kokkola_zinc": 315_000, "harjavalta_smelter": 370_000, "harjavalta_copper": 170_000,
    "harjavalta_nickel": 65_000, "harjavalta_pcam": 30_000, "harjavalta_recycling": 10_000,
    "ikaalinen_recycling": 5_000, "hamina_pcam": 60_000, "kotka_cam": 60_000, "kotka_cell": 60_000,
    "vaasa_lfp": 30_000, "vaasa_anode": 50_000, "kokkola_hycamite": 2_000,
    "kokkola_cobalt": 16_000 - 6_250,  # the whole refinery less the right of Jervois
    "harjavalta_p2x": 20 * 8000 / 52, "kokkola_flexens": 300 * 8000 / 52, "kokkola_plug": 1000 * 8000 / 52,
    "kokkola_ammonia": 700_000,
}  # fmt: skip

UNANNOUNCED = {"kokkola_salt", "hamina_salt", "harjavalta_salt"}
SIZE_UNKNOWN = {"nivala_recycling", "salo_pack", "uusikaupunki_pack", "vaasa_anode_grafintec"}


@pytest.fixture(scope="module")
def study() -> Study:
    return punos.load(STUDY)


@pytest.fixture(scope="module")
def base(study: Study) -> Plan:
    return study.plan()


def test_nothing_to_complain_of_but_the_metal_of_precursor(study: Study) -> None:
    """The inventory has 3 to 4 % less metal in the sulphates than in the precursor; the README says so."""
    faults = study.check()
    assert not faults.errors, str(faults)
    assert {fault.code for fault in faults.warnings} == {"element-out-of-nothing"}, str(faults)
    assert [fault.message.split()[1] for fault in faults.warnings] == ["make_pcam_811", "make_pcam_622"]


def test_every_plant_that_may_stand_has_a_size_of_its_own_ground(study: Study) -> None:
    """What the study allows is what was announced; a plant that nobody announced says so in its row."""
    plants = study.table("plants").filter(~pl.col("status").is_in([PlantStatus.CANCELLED, PlantStatus.CLOSED]))
    assert set(plants["plant"]) == set(ANNOUNCED) | UNANNOUNCED | SIZE_UNKNOWN
    most = dict(plants.select("plant", pl.max_horizontal("capacity", "max_capacity")).iter_rows())
    assert {p: most[p] for p, limit in ANNOUNCED.items() if most[p] > limit * 1.001} == {}
    notes = dict(plants.select("plant", "note").iter_rows())
    assert all("Not announced" in notes[p] or "permit" in notes[p] for p in UNANNOUNCED)
    assert all("size recalled" in notes[p].lower() or "assumed" in notes[p] or "taken as" in notes[p]
               for p in SIZE_UNKNOWN)  # fmt: skip


@pytest.mark.parametrize(
    ("table", "column"),
    [("technologies", "capex"), ("technologies", "fixed_om"), ("plants", "capacity"), ("plants", "max_capacity"),
     ("plants", "restart_cost"), ("impact_caps", "cap"), ("terminals", "capacity"), ("supplies", "capacity"),
     ("capex_curve", "capex")],
)  # fmt: skip
def test_figures_have_a_range_and_a_source(study: Study, table: str, column: str) -> None:
    rows = study.table(table).with_row_index("at")
    said = study.table("evidence").filter(pl.col("table") == table, pl.col("column") == column)
    assert said["source"].null_count() == said["low"].null_count() == said["high"].null_count() == 0
    found = [
        rows.filter(matches(rows.drop("at"), parse_selection(text or ""), follow_of(study)))["at"]
        for text in said["select"]
    ]
    filled = rows.filter(pl.col(column).is_not_null() & (pl.col(column) != 0))
    assert filled.filter(~pl.col("at").is_in(pl.concat(found).unique().implode())).rows() == []


def yearly(plan: Plan, plant: str) -> dict[str, float]:
    frame = plan.indicator(f"run[plant={plant}]")
    return dict(frame.select("period", "value").iter_rows())


@pytest.mark.heavy
def test_no_plant_exceeds_what_was_announced(base: Plan) -> None:
    assert base.audit.clean
    stands = base.indicator("capacity", by=["plant", "period"])
    limits = pl.DataFrame({"plant": list(ANNOUNCED), "limit": [float(v) for v in ANNOUNCED.values()]})
    over = stands.join(limits, on="plant").filter(pl.col("value") > pl.col("limit") * 1.001)
    assert over.rows() == []


@pytest.mark.heavy
def test_idle_harjavalta_pays_its_restart_and_keeps_its_permit(base: Plan, study: Study) -> None:
    """It runs only from the period of its restart, which is paid, and no more salt is let out than allowed."""
    runs = {period for period, value in yearly(base, "harjavalta_pcam").items() if value > 1}
    paid = base.indicator("spend[kind=restart, plant=harjavalta_pcam]").filter(pl.col("value") > 1)
    assert runs
    assert paid["value"].to_list() == [pytest.approx(25e6)]
    assert paid["period"][0] == min(runs) == "2027"
    salt = base.indicator("emit[impact=salt, place=harjavalta]")["value"]
    assert salt.max() <= 60_000 * 1.0001  # type: ignore[operator]
    crystals = yearly(base, "harjavalta_salt")
    assert all(crystals[period] > 1 for period in runs)
    dear = study.changed("plants[plant=harjavalta_pcam].restart_cost = 2000000000").plan(start=base)
    assert max(yearly(dear, "harjavalta_pcam").values()) == pytest.approx(0, abs=1)


@pytest.mark.heavy
def test_without_russian_matte_harjavalta_still_waits_for_its_crystallisation(base: Plan, study: Study) -> None:
    """The nickel refinery leaves room under the cap of salt; the permit of the precursor plant is another matter."""
    plan = study.scenario("matte_stop").plan(start=base)
    precursor, crystals = yearly(plan, "harjavalta_pcam"), yearly(plan, "harjavalta_salt")
    assert precursor["2025"] == precursor["2026"] == pytest.approx(0, abs=1)
    assert all(crystals[period] >= 1.4 * made * 0.9999 for period, made in precursor.items() if made > 1)


@pytest.mark.heavy
def test_sotkamo_ramps_up(base: Plan) -> None:
    """2025: between the 57 kt that the sales of 2024 amount to and the 115 kt of its last quarter's pace."""
    made = dict(base.indicator("make[commodity=ni_sulphate, plant=sotkamo_sulphate]").select("period", "value").rows())
    assert 57_000 <= made["2025"] <= 115_000
    assert made["2025"] < made["2026"] < made["2027"]
    assert dict(base.indicator("sell[commodity=ni_sulphide]").select("period", "value").rows())["2025"] > 1000


def test_parks_are_told_by_what_was_seen_and_no_more(study: Study) -> None:
    """Of the eco-industrial park framework nothing is public; of the lessons, what was seen in the parks abroad."""
    found = study.score()
    known = found.items.filter(pl.col("standing") != "not known")
    assert not known["framework"].drop_nulls().str.starts_with("Eco").any()
    lessons = found.frameworks.filter(pl.col("known") > 0)
    scores = {row["place"]: (row["exact"], row["known"]) for row in lessons.to_dicts()}
    assert scores == {
        "kokkola": ("1/1", 1), "harjavalta": ("1/2", 1), "kotka": ("1/1", 1), "hamina": ("1/1", 1),
        "vaasa": ("1/1", 1), "antwerp": ("1/1", 3), "knapsack": ("7/8", 4),
    }  # fmt: skip
    practices = study.table("practices")
    assert practices["source"].null_count() == practices["evidence"].null_count() == 0
    taken = found.takes.filter(place="kokkola", item="kok7").select("from", "here").rows()
    assert taken == [("knapsack", "not known")]


def test_jobs_a_hectare_are_jobs_by_hectares(study: Study) -> None:
    """Figures of the parks' own pages, copied by hand."""
    told = {"kokkola": 2400 / 700, "harjavalta": 1000 / 300, "knapsack": 2500 / 160}
    seen = study.table("practices").filter(practice="jobs_per_ha").select("place", "observed")
    assert {place: pytest.approx(value, rel=0.005) for place, value in seen.iter_rows()} == told
