"""Trade names of battery materials, which are no formulas: the formula that each usually means.

The figures in NMC811 are tenths of nickel, manganese and cobalt in the order of the letters. Makers round them and add
dopants, so a trade name is never read as a formula; the formula is proposed and the planner decides.
"""

from __future__ import annotations

import re

_USUAL = {
    "LCO": "LiCoO2", "LFP": "LiFePO4", "LMO": "LiMn2O4", "LNO": "LiNiO2", "LNMO": "LiNi0.5Mn1.5O4",
    "LTO": "Li4Ti5O12", "LMFP": "LiMn0.6Fe0.4PO4", "NCA": "LiNi0.8Co0.15Al0.05O2",
    "NMC": "LiNi0.8Mn0.1Co0.1O2", "NCM": "LiNi0.8Co0.1Mn0.1O2", "PCAM": "Ni0.8Co0.1Mn0.1(OH)2",
    "CAM": "LiNi0.8Co0.1Mn0.1O2", "NMC955": "LiNi0.9Mn0.05Co0.05O2", "NCM955": "LiNi0.9Co0.05Mn0.05O2",
}  # fmt: skip
_LAYERED = re.compile(r"(P?)(NMC|NCM)[\s-]?(\d)(\d)(\d)")
_METALS = {"N": "Ni", "M": "Mn", "C": "Co"}


def usual_formula(text: str) -> str:
    """Return the formula a trade name usually means, or nothing if the text is no trade name.

    Examples
    --------
    >>> usual_formula("NMC811"), usual_formula("ncm-523"), usual_formula("LiCoO2")
    ('LiNi0.8Mn0.1Co0.1O2', 'LiNi0.5Co0.2Mn0.3O2', '')
    """
    word = text.strip().upper()
    if word in _USUAL:
        return _USUAL[word]
    if layered := _LAYERED.fullmatch(word):
        precursor, letters, *figures = layered.groups()
        shares = [int(figure) for figure in figures]
        if not sum(shares):
            return ""
        metals = "".join(_METALS[m] + _share(n, sum(shares)) for m, n in zip(letters, shares, strict=True) if n)
        return f"{metals}(OH)2" if precursor else f"Li{metals}O2"
    return ""


def _share(part: int, whole: int) -> str:
    if part == whole:
        return ""
    return f"0.{part}" if whole == 10 else f"{part}/{whole}"
