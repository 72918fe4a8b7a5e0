"""Formulas of goods, and the recipes that follow from them."""

from punos.chemistry.errors import NotAFormula, NotBalanced
from punos.chemistry.formula import Formula
from punos.chemistry.reading import read_formula
from punos.chemistry.recipe import Recipe, balance

__all__ = ["Formula", "NotAFormula", "NotBalanced", "Recipe", "balance", "read_formula"]
