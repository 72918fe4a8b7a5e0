"""Recipes: against hand calculations, conservation of every element, and refusals that say what is missing."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.chemistry import NotBalanced, Recipe, balance, read_formula

PCAM = {"pcam": "Ni0.8Co0.1Mn0.1(OH)2"}
CAM = {"cam": "LiNi0.8Co0.1Mn0.1O2"}
SULPHATES = {"ni_sulphate": "NiSO4·6H2O", "co_sulphate": "CoSO4·7H2O", "mn_sulphate": "MnSO4·H2O"}
LYE = {"caustic_soda": "NaOH"}
WATER = {"water": "H2O"}


def quantities(recipe: Recipe) -> dict[str, float]:
    return dict(recipe.flows.select("commodity", "quantity").iter_rows())


def leak(recipe: Recipe) -> dict[str, Fraction]:
    """Atoms that come out more than go in, by element, of the balance alone."""
    total: dict[str, Fraction] = {}
    for line in recipe.lines:
        for element, count in line.formula.atoms.items():
            total[element] = total.get(element, Fraction(0)) + line.moles * count
    return {element: count for element, count in total.items() if count}


def weight(recipe: Recipe) -> Fraction:
    """What comes out more than goes in, what is lost counted as coming out."""
    return sum(map(recipe.tonnes, recipe.lines), Fraction(0)) + sum(recipe.lost.values(), Fraction(0))


def test_a_precursor_from_sulphates_by_hand() -> None:
    """The page docs/recipes.md works the same figures out."""
    recipe = balance(PCAM, SULPHATES | LYE, {"sodium_sulphate": "Na2SO4"}, WATER)
    assert recipe.equation == (
        "0.8 NiSO4·6H2O + 0.1 CoSO4·7H2O + 0.1 MnSO4·H2O + 2 NaOH → Ni0.8Co0.1Mn0.1(OH)2 + Na2SO4 + 5.6 H2O"
    )
    by_hand = {
        "ni_sulphate": -0.8 * 262.839 / 92.3555, "co_sulphate": -0.1 * 281.094 / 92.3555,
        "mn_sulphate": -0.1 * 169.009 / 92.3555, "caustic_soda": -2 * 39.997 / 92.3555,
        "pcam": 1.0, "sodium_sulphate": 142.036 / 92.3555, "water": 5.6 * 18.015 / 92.3555,
    }  # fmt: skip
    assert quantities(recipe) == pytest.approx(by_hand, rel=1e-12)
    assert list(quantities(recipe)) == list(by_hand)
    assert recipe.flows.columns == ["process", "commodity", "quantity", "note"]
    assert recipe.flows["process"].unique().to_list() == ["make_pcam"]


def test_what_is_free_is_taken_where_the_balance_asks() -> None:
    recipe = balance(PCAM, SULPHATES | LYE, {"salt": "Na2SO4·10H2O"}, WATER)
    assert quantities(recipe)["water"] == pytest.approx(-4.4 * 18.015 / 92.3555)
    dry = balance({"lfp": "LiFePO4"}, {"fe": "FePO4", "li": "Li2CO3"}, {"co2": "CO2"}, WATER | {"oxygen": "O2"})
    assert "water" not in quantities(dry)


def test_a_cathode_with_more_lithium_than_it_holds() -> None:
    feeds = {"pcam": PCAM["pcam"], "lioh": "LiOH·H2O", "oxygen": "O2"}
    recipe = balance(CAM, feeds, WATER, excess={"lioh": 0.03}, yields={"pcam": 0.98}, process="make_cam_811")
    plain = balance(CAM, feeds, WATER)
    assert recipe.equation == "Ni0.8Co0.1Mn0.1(OH)2 + LiOH·H2O + 1/4 O2 → LiNi0.8Co0.1Mn0.1O2 + 5/2 H2O"
    assert quantities(recipe)["lioh"] == pytest.approx(1.03 * quantities(plain)["lioh"])
    assert quantities(recipe)["pcam"] == pytest.approx(quantities(plain)["pcam"] / 0.98)
    assert quantities(recipe)["oxygen"] == quantities(plain)["oxygen"]
    assert float(recipe.lost["lioh"]) == pytest.approx(0.03 * 41.962 / 97.2795)
    assert plain.lost == {}
    assert weight(recipe) == weight(plain) == 0
    assert "times 1.03" in recipe.flows["note"][1]


def test_excess_by_formula() -> None:
    recipe = balance(CAM, PCAM | {"lioh": "LiOH·H2O", "oxygen": "O2"}, WATER, excess={"LiOH*H2O": 0.03})
    assert set(recipe.lost) == {"lioh"}


REFUSED = [
    ((PCAM, {**SULPHATES, "x": "LiOH"}, {"s": "Na2SO4"}, WATER), ("sodium (Na) is in s", "lithium (Li) comes with x")),
    ((PCAM, {k: v for k, v in SULPHATES.items() if k[:2] != "co"} | LYE, {"s": "Na2SO4"}, WATER), ("cobalt (Co)",)),
    ((PCAM, SULPHATES | LYE, {}, WATER), ("sulphur (S) comes with ni_sulphate, co_sulphate and mn_sulphate",)),
    ((PCAM, SULPHATES | LYE, {"s": "Na2SO4·10H2O"}), ("8.8 more atoms of hydrogen", "water=H2O")),
    ((CAM, PCAM | {"li": "Li2CO3"}, WATER), ("carbon (C) comes with li", "oxygen=O2 and carbon_dioxide=CO2")),
    ((CAM, PCAM | {"li": "LiOH"}, WATER | {"o": "O2"}), ("o would have to be taken",)),
    ((CAM, PCAM | {"li": "LiOH", "o": "O2", "w": "H2O"}, {}), ("hydrogen (H) comes with",)),
    ((CAM, PCAM | {"li": "LiOH", "w": "H2O"}, {"h": "H2"}, {"o": "O2"}), ("More than one", "2 H2O (w)")),
    ((CAM, PCAM | {"li": "LiOH", "o": "O2", "w": "H2O"}, {"steam": "H2O"}), ("More than one", "w, steam")),
    (({"lfp": "LiFePO4"}, {"fe": "FePO4", "li": "Li2CO3", "o": "O2"}, {"c": "CO2"}), ("o would have to be given off",)),
    ((PCAM, SULPHATES | LYE | {"ni7": "NiSO4·7H2O"}, {"s": "Na2SO4"}, WATER), ("More than one", "ni_sulphate, ni7")),
    (
        (PCAM, SULPHATES | LYE | {"gas": "CO2"}, {"s": "Na2SO4", "cs": "CO"}, WATER),
        ("gas and cs would take no part: leave them out",),
    ),
    (({}, LYE), ("one product",)),
    ((PCAM | CAM, LYE), ("one product",)),
    ((PCAM, {}), ("Nothing is named",)),
    ((PCAM, PCAM), ("named twice",)),
    ((PCAM, {"a,b": "NaOH"}), ("may not hold ,",)),
    ((PCAM, {" ": "NaOH"}), ("may not be blank",)),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_does_not_balance(arguments: tuple[dict[str, str], ...], words: tuple[str, ...]) -> None:
    with pytest.raises(NotBalanced) as refused:
        balance(*arguments)
    for word in words:
        assert word in str(refused.value)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"excess": {"lihO": 0.1}}, "Did you mean lioh?"),
        ({"excess": {"copper": 0.1}}, "Expected one of pcam, lioh, oxygen"),
        ({"excess": {"lioh": -0.1}}, "expected 0 or more"),
        ({"yields": {"lioh": 0}}, "above 0"),
        ({"yields": {"lioh": 1.2}}, "at most 1"),
    ],
)
def test_shares_that_cannot_be(more: dict[str, dict[str, float]], words: str) -> None:
    with pytest.raises(NotBalanced) as refused:
        balance(CAM, PCAM | {"lioh": "LiOH·H2O", "oxygen": "O2"}, WATER, **more)
    assert words in str(refused.value)


METALS = ("Ni", "Co", "Mn", "Al", "Fe", "Mg")
SHARE = st.integers(1, 9)


MIXES = st.lists(st.tuples(st.sampled_from(METALS), SHARE, st.integers(0, 9)), min_size=1, unique_by=lambda m: m[0])


@given(MIXES, st.integers(0, 10), st.floats(0, 0.5), st.floats(0.5, 1))  # fmt: skip
def test_every_recipe_keeps_its_mass(
    metals: list[tuple[str, int, int]], water: int, excess: float, share: float
) -> None:
    """A precursor of any metals from sulphates with any water, and any salt."""
    whole = sum(part for _, part, _ in metals)
    product = "".join(f"{metal}{part}/{whole}" for metal, part, _ in metals) + "(OH)2"
    feeds = {metal: f"{metal}SO4" + f"·{own}H2O" * bool(own) for metal, _, own in metals} | LYE
    salt = "Na2SO4" + f"·{water}H2O" * bool(water)
    recipe = balance({"p": product}, feeds, {"salt": salt}, WATER, excess={"caustic_soda": excess},
                     yields={metals[0][0]: share})  # fmt: skip
    assert leak(recipe) == {}
    assert weight(recipe) == 0
    assert sum(quantities(recipe).values()) == pytest.approx(-sum(map(float, recipe.lost.values())), abs=1e-9)
    nickel = next(line for line in recipe.lines if line.commodity == metals[0][0])
    assert nickel.moles == -Fraction(metals[0][1], whole)


GOODS = (
    "NaOH",
    "H2O",
    "O2",
    "CO2",
    "Li2CO3",
    "LiOH",
    "NiO",
    "Ni(OH)2",
    "NiCO3",
    "Na2CO3",
    "H2",
    "NaHCO3",
    "CH4",
    "LiNiO2",
)


@given(st.lists(st.sampled_from(GOODS), min_size=2, max_size=6, unique=True))
def test_a_balance_is_the_only_one_or_refused(goods: list[str]) -> None:
    """All goods free: what is found balances, and numpy agrees that nothing else does."""
    product, *others = goods
    try:
        recipe = balance({product: product}, {}, free={good: good for good in others})
    except NotBalanced:
        return
    assert leak(recipe) == {}
    elements = sorted({e for good in others for e in read_formula(good).atoms})
    matrix = [[float(read_formula(good).atoms.get(e, 0)) for good in others] for e in elements]
    assert np.linalg.matrix_rank(np.array(matrix)) == len(others)


def test_the_order_of_goods_does_not_matter() -> None:
    there = quantities(balance(PCAM, SULPHATES | LYE, {"s": "Na2SO4"}, WATER))
    back = dict(reversed(list((SULPHATES | LYE).items())))
    assert quantities(balance(PCAM, back, {"s": "Na2SO4"}, WATER)) == there
