"""Formulas: read as they are written in the trade, weighed exactly, refused where they may be read in two ways."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import periodictable
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from punos.chemistry import Formula, NotAFormula, read_formula
from punos.chemistry.elements import NAMES, WEIGHTS
from punos.chemistry.formula import Atom, Group
from punos.chemistry.trade_names import usual_formula

ALIKE = {
    "CoSO4·7H2O": ("CoSO4.7H2O", "CoSO4*7H2O", "CoSO₄·7H₂O", "CoSO4•7H2O", "CoSO4 · 7 H2O", " CoSO4·7H2O "),
    "LiOH·H2O": ("LiOH.H2O", "LiOH*H2O", "LiOH·1H2O"),
    "LiNi0.8Co0.1Mn0.1O2": ("LiNi₀.₈Co₀.₁Mn₀.₁O₂", "LiNi0,8Co0,1Mn0,1O2", "LiNi4/5Co1/10Mn0.10O2"),
    "Ni0.8Co0.1Mn0.1(OH)2": ("Ni0.8Co0.1Mn0.1[OH]2", "Ni0.8Co0.1Mn0.1{OH}2"),
    "Ni1/3Co1/3Mn1/3(OH)2": (),
    "Li1.2Ni0.2Mn0.6O2": (),
    "LiMn1.5Ni0.5O4": ("LiMn1,5Ni0,5O4",),
    "WO68/25": ("WO2,72",),
    "Al2(SO4)3·18H2O": ("Al2(SO4)3.18H2O",),
    "(Co(NH3)6)Cl3": ("[Co(NH3)6]Cl3",),
    "CaSO4·0.5H2O": ("CaSO4·1/2H2O", "CaSO4*0,5H2O"),
    "2NiCO3·3Ni(OH)2·4H2O": (),
    "NaI·2H2O": ("NaI.2H2O",),
    "NiO2.05": (),
    "Li0.000001Ni123456789012.000001O2": (),
}


@pytest.mark.parametrize(("written", "others"), ALIKE.items())
def test_one_formula_however_it_is_written(written: str, others: tuple[str, ...]) -> None:
    for other in others:
        assert read_formula(other) == read_formula(written), other


@pytest.mark.parametrize("written", [text for text in ALIKE if text != "NiO2.05"])
def test_it_is_written_in_one_way(written: str) -> None:
    assert str(read_formula(written)) == written


def test_atoms_are_exact() -> None:
    assert read_formula("2NiCO3·3Ni(OH)2·4H2O").atoms == {"Ni": 5, "C": 2, "O": 16, "H": 14}
    third = Fraction(1, 3)
    assert read_formula("LiNi1/3Co1/3Mn1/3O2").atoms == {"Li": 1, "Ni": third, "Co": third, "Mn": third, "O": 2}
    assert sum(read_formula("Al2(SO4)3").shares.values()) == 1


# Worked by hand from the weights on the page of the standard.
@pytest.mark.parametrize(
    ("text", "mass"),
    [
        ("CoSO4.7H2O", "281.094"),  # 58.933 + 32.06 + 4 × 15.999 + 7 × (2 × 1.008 + 15.999)
        ("LiNi0.8Co0.1Mn0.1O2", "97.2795"),
        ("Ni0.8Co0.1Mn0.1(OH)2", "92.3555"),
        ("Li2CO3", "73.888"),
    ],
)
def test_molar_masses_by_hand(text: str, mass: str) -> None:
    assert read_formula(text).molar_mass == Fraction(mass)


def test_weights_are_those_of_the_standard_rounded_to_five_figures() -> None:
    """periodictable carries the full standard weights of 2021, read from another table."""
    assert list(NAMES) == [element.symbol for element in periodictable.elements if element.number]
    five = Context(prec=5, rounding=ROUND_HALF_UP)
    for symbol, weight in WEIGHTS.items():
        full = Decimal(str(getattr(periodictable, symbol).mass))
        assert five.create_decimal(full) == Decimal(weight.numerator) / Decimal(weight.denominator), symbol
    assert {"Tc", "Pm", "Po", "Rn", "Pu"}.isdisjoint(WEIGHTS)


@pytest.mark.parametrize("text", ["LiNi0.8Co0.1Mn0.1O2", "Al2(SO4)3", "Li7La3Zr2O12", "NaHCO3", "LiAlSi2O6", "LiPF6"])
def test_masses_agree_with_periodictable(text: str) -> None:
    assert float(read_formula(text).molar_mass) == pytest.approx(periodictable.formula(text).mass, rel=5e-5)


# text, words the refusal must hold: what is wrong, and what to write instead
REFUSED = {
    "LiNi.8Co.1Mn.1O2": ("'.8' may be a fraction", "Write 0.8"),
    "CoSO4.7": ("'4.7' may be", "CoSO4,7", "CoSO4·7H2O"),
    "SiO1.5": ("'1.5' may be", "SiO1,5"),
    "NiCO3.2Ni(OH)2.4H2O": ("'3.2' may be", "NiCO3·2Ni(OH)2.4H2O"),
    "CoSO4.0.5H2O": ("whole count", "CoSO4·0.5H2O"),
    "LiOH0.5H2O": ("Its water",),
    "CaSO41/2H2O": ("Its water",),
    "NMC811": ("trade name", "LiNi0.8Mn0.1Co0.1O2"),
    "ncm 523": ("trade name", "LiNi0.5Co0.2Mn0.3O2"),
    "LFP": ("trade name", "LiFePO4"),
    "COSO4": ("is Co (cobalt) meant?", "C1O"),
    "CO(OH)2": ("is Co (cobalt) meant?",),
    "CO3O4": ("is Co (cobalt) meant?",),
    "LiCOO2": ("is Co (cobalt) meant?",),
    "LiNi0.8Mn0.1CO0.1O2": ("is Co (cobalt) meant?",),
    "CUSO4": ("is Cu (copper) meant?",),
    "NISO4": ("is Ni (nickel) meant?",),
    "LIOH": ("no element L", "Li (lithium)"),
    "coSO4": ("small letter", "Co (cobalt)"),
    "nickel": ("small letter", "Ni (nickel)"),
    "Kk": ("no element Kk", "K (potassium) or Kr (krypton)"),
    "Qz": ("no element Qz",),
    "LiMeO2": ("no element Me", "Mn"),
    "LiMO2": ("no element M", "stands for any element"),
    "Tc2O7": ("no standard atomic weight",),
    "CoSO4 7H2O": ("space", "CoSO4·7H2O"),
    "2NaOH": ("amount",),
    "LixCoO2": ("'x' is an unknown count",),
    "NiSO4·nH2O": ("'n' is an unknown count",),
    "LiNi1-xCoxO2": ("unknown share",),
    "Ni2+": ("charge",),
    "Ni²⁺": ("charge",),
    "Al2(SO4": ("not closed",),
    "Al2SO4)3": ("closes nothing",),
    "Al2(SO4]3": ("closes nothing",),
    "Li2C03": ("letter O",),
    "CoSO4·7H20": ("For water write H2O",),
    "Ni0O": ("none",),
    "CoSO4.": ("full stop",),
    ".7H2O": ("full stop",),
    "Ni(OH)2·": ("too early",),
    "()": ("closes nothing",),
    "": ("nothing",),
    "Co;": ("no meaning",),
    "Ni1/0O": ("no meaning",),
    "(" * 150 + "H" + ")" * 150: ("longer than 200",),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), REFUSED.items())
def test_what_is_refused_and_what_to_write(text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(NotAFormula) as refused:
        read_formula(text)
    for word in words:
        assert word in str(refused.value)
    assert text in str(refused.value)


@pytest.mark.parametrize(
    "text", ["CO", "CO2", "K2CO3", "NiCO3", "H2CO3", "NH4HCO3", "Ni(CO)4", "HF", "LiPF6", "C1O(NH2)2"]
)
def test_carbon_and_oxygen_where_they_can_be_meant(text: str) -> None:
    assert str(read_formula(text)) == text


def test_every_trade_name_leads_to_a_formula_that_can_be_read() -> None:
    for name in ("NMC111", "NMC532", "NCM622", "NMC955", "pNMC811", "NCA", "LMFP", "LNMO", "LTO", "LCO", "LMO", "LNO"):
        assert read_formula(usual_formula(name)).molar_mass > 0
    assert usual_formula("NMC000") == usual_formula("CoSO4") == ""


COUNTS = st.one_of(
    st.integers(1, 30).map(Fraction),
    st.integers(1, 400).map(lambda hundredths: Fraction(hundredths, 100)),
    st.builds(Fraction, st.integers(1, 9), st.integers(1, 9)),
)
ATOMS = st.builds(Atom, st.sampled_from([*WEIGHTS, *"HOCNSPFI" * 3]), COUNTS | st.just(Fraction(1)))
ITEMS = st.recursive(
    ATOMS, lambda inner: st.builds(Group, st.lists(inner, min_size=1, max_size=3).map(tuple), COUNTS), max_leaves=6
)
PARTS = st.builds(Group, st.lists(ITEMS, min_size=1, max_size=4).map(tuple), COUNTS)
WATER = Group((Atom("H", Fraction(2)), Atom("O")), Fraction(7))


@st.composite
def formulas(draw: st.DrawFn) -> Formula:
    first = draw(PARTS)
    others = draw(st.lists(PARTS | st.just(WATER), max_size=2))
    formula = Formula((first if others else Group(first.items), *others))
    assume(len(str(formula)) <= 200)
    return formula


@given(formulas())
def test_what_is_written_reads_back_the_same(formula: Formula) -> None:
    assume(all(part.items != (Atom("H", Fraction(20)),) for part in formula.parts))  # a slip for water
    assume(not usual_formula(str(formula)))
    assert read_formula(str(formula)) == formula


@given(formulas(), st.sampled_from("·*•"))
def test_mass_is_that_of_its_parts(formula: Formula, dot: str) -> None:
    assume(all(part.items != (Atom("H", Fraction(20)),) for part in formula.parts))
    again = read_formula(str(formula).replace("·", dot))
    assert again.molar_mass == sum(Formula((part,)).molar_mass for part in formula.parts)
    assert sum(again.shares.values()) == 1


@given(st.text(alphabet="LiNCoOHS0123456789.,·*()[]/ ", max_size=12))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        formula = read_formula(text)
    except NotAFormula as refused:
        said = refused
    else:
        assert formula.molar_mass > 0
        assert read_formula(str(formula)) == formula
        return
    assert said.reason.endswith((".", "?"))
    assert said.remedy
