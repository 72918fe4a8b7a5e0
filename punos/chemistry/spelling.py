"""How people write formulas, and what of it may be read in two ways: the text made ready for the grammar.

A full stop is a decimal point in ``Ni0.8`` and a raised dot in ``CoSO4.7H2O``. It is read

- as a raised dot before a letter or bracket (``LiOH.H2O``), and before a whole count of water at the end of a part
  (``CoSO4.7H2O``);
- as a decimal point after 0 (``Ni0.8``), before 0 (``O2.05``), and after another figure where the formula holds such
  fractions elsewhere (``Li1.2Ni0.2Mn0.6O2``);
- as neither in every other place: the formula is refused, and the message shows both ways of writing it.

A comma between digits is always a decimal point, ``*`` and the other dots always raised dots.
"""

from __future__ import annotations

import re

from punos.chemistry.elements import WEIGHTS, named
from punos.chemistry.errors import NotAFormula
from punos.chemistry.trade_names import usual_formula

_LONGEST = 200
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED = str.maketrans(dict.fromkeys("•∙⋅・‧*×", "·"))
_CHARGE = re.compile(r"[\^⁺⁻⁰¹²³⁴-⁹+\-−–]")
_STOP = re.compile(r"\.")
_LOOSE = re.compile(r"(?<![\d.])0[.,]\d|\d,\d|\d/\d")
_WATER = re.compile(r"H2O(?=$|[.·])")

_PAIR = r"([A-Z])([A-Z])(?![a-z])"
_CAPITALS = (
    re.compile(rf"(?:^|·)[\d./]*{_PAIR}(?=[\d./]*[A-Z(\[{{])"),  # COSO4: the pair leads what follows
    re.compile(rf"{_PAIR}(?=\d*\.\d|\d+/\d)"),  # LiNi0.8CO0.1Mn0.1O2: shares are those of metals
    re.compile(rf"{_PAIR}[\d./]*\2(?![a-z])"),  # LiCOO2: nobody counts oxygen twice in a row
)
_FORGOTTEN_DOT = re.compile(r"(?<=[A-Za-z)\]}])\d+[./]\d+H2O(?=$|·)")


def spelled(text: str) -> str:
    """Return the text with digits on the line, every decimal sign ``.`` and every dot between parts ``·``.

    Raises
    ------
    NotAFormula
        If the text is a trade name, or may be read in more than one way.

    Examples
    --------
    >>> spelled("CoSO4.7H2O"), spelled("LiNi₀.₈Co₀.₁Mn₀.₁O₂")
    ('CoSO4·7H2O', 'LiNi0.8Co0.1Mn0.1O2')
    """
    if meant := usual_formula(text):
        raise NotAFormula(text, "It is a trade name.", f"It usually means {meant}: write the formula you mean.")
    plain = text.strip().translate(_SUBSCRIPTS).translate(_RAISED)
    plain = re.sub(r"\s*·\s*([\d.,/]*)\s*", r"·\1", plain)
    _refuse_marks(text, plain)
    plain = _STOP.sub(lambda stop: _meaning(text, plain, stop.start()), plain)
    plain = re.sub(r"(?<=\d),(?=\d)", ".", plain)
    _refuse_doubtful(text, plain)
    return plain


def _refuse_marks(text: str, plain: str) -> None:
    """Refuse what is no part of a formula: nothing, white space, charges."""
    if not plain:
        raise NotAFormula(text, "There is nothing.", "Write for example Li2CO3.")
    if len(plain) > _LONGEST:
        raise NotAFormula(text, f"It is longer than {_LONGEST} characters.", "Write one compound.")
    if re.search(r"\s", plain):
        remedy = "Write it without spaces, with · (or *) before water of crystallisation: CoSO4·7H2O."
        raise NotAFormula(text, "A space may stand for nothing or for a dot.", remedy)
    if "-" in plain and re.search(r"[xyznδ]", plain):
        raise NotAFormula(text, "It holds an unknown share.", "Write the figure: LiNi0.8Co0.2O2, not LiNi1-xCoxO2.")
    if sign := _CHARGE.search(plain):
        remedy = "Write the neutral compound, such as NiSO4."
        raise NotAFormula(text, f"'{sign[0]}' reads as a charge, and what is bought has none.", remedy)


def _meaning(text: str, plain: str, at: int) -> str:
    """Tell whether a full stop is a decimal point or a raised dot."""
    before = re.search(r"(·|^)?(\d*)$", plain[:at])
    after = re.match(r"(\d*)(.?)", plain[at + 1 :])
    assert before is not None
    assert after is not None
    whole, digits = before[2], after[1]
    if not plain[at + 1 :] or not at:
        raise NotAFormula(text, "A full stop stands at its end.", "Leave it out.")
    if not digits:
        return "·"
    if after[2] == "." and re.match(r"\.\d", plain[at + 1 + len(digits) :]):
        remedy = f"Write {plain[:at]}·{plain[at + 1 :]}."
        raise NotAFormula(text, "A full stop can stand before a whole count only.", remedy)
    if before[1] is not None and whole:
        return "."  # the count of a part
    counts = digits[0] != "0"
    if _WATER.match(plain, at + 1 + len(digits)):
        return "·" if counts and whole != "0" else "."  # the latter is refused as a forgotten dot
    if whole == "0" or (whole and not counts):
        return "."
    if not whole:
        reason = f"'.{digits}' may be a fraction without its 0, or a dot and a count."
        raise NotAFormula(text, reason, f"Write 0.{digits} for the fraction, ·{digits} for the count.")
    if _LOOSE.search(plain):
        return "."
    start, end = plain[:at], plain[at + 1 :]
    water = "" if re.search(r"[A-Z]", end) else "H2O"  # what else can be missing behind a count
    reason = f"'{whole}.{digits}' may be a fraction, or {whole}, a dot and a count."
    raise NotAFormula(
        text, reason, f"Write {start},{end} for the fraction, {start}·{end}{water} for parts side by side."
    )


def _refuse_doubtful(text: str, plain: str) -> None:
    """Refuse what can be read and is probably a slip: CO for Co, H20 for water, a dot left out."""
    if re.search(r"(^|·)[\d./]*H20($|·)", plain):
        raise NotAFormula(text, "H20 ends in a zero.", "For water write H2O, with the letter.")
    if _FORGOTTEN_DOT.search(plain):
        raise NotAFormula(text, "Its water may belong to it or stand beside it.", "Write · (or *) before the water.")
    for pattern in _CAPITALS:
        for first, second in pattern.findall(plain):
            metal = first + second.lower()
            if {first, second, metal} <= WEIGHTS.keys():
                reason = f"'{first}{second}' is {named(first)} and {named(second)}; is {named(metal)} meant?"
                raise NotAFormula(text, reason, f"Write {metal}, or {first}1{second} for the two elements.")
