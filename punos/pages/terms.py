"""The words for what the tables name by a fixed word: kinds of money, status, basis, indicators."""

from __future__ import annotations

from collections.abc import Mapping

from punos.pages.words import N_
from punos.plan.economics import Remark

MONEY: Mapping[str, str] = {
    "capex": N_("Investment"),
    "fixed": N_("Fixed running costs"),
    "opening": N_("Yearly cost of openings"),
    "restart": N_("Restarting"),
    "conversion": N_("Converting plants"),
    "running": N_("Variable running costs"),
    "supply": N_("Purchases"),
    "freight": N_("Freight"),
    "handling": N_("Loading and unloading"),
    "impact": N_("Prices of impacts"),
    "disposal": N_("Disposal"),
    "shortfall": N_("Demand not met"),
    "storage": N_("Storage"),
    "sales": N_("Sales"),
    "salvage": N_("Value left at the end"),
}
STATUS: Mapping[str, str] = {
    "operating": N_("operating"),
    "committed": N_("decided"),
    "idle": N_("idle"),
    "candidate": N_("candidate"),
    "cancelled": N_("cancelled"),
    "closed": N_("closed"),
}
BASIS: Mapping[str, str] = {
    "read": N_("read in the source"),
    "recalled": N_("recalled, to be checked"),
    "computed": N_("computed"),
    "assumed": N_("assumed"),
}
BASIS_SHORT: Mapping[str, str] = {
    "read": N_("Read in a source"),
    "recalled": N_("Recalled from memory"),
    "computed": N_("Computed from others"),
    "assumed": N_("Assumed"),
}
MODES: Mapping[str, str] = {
    "road": N_("road"),
    "rail": N_("rail"),
    "sea": N_("sea"),
}
STAGES: Mapping[str, str] = {
    "mine": N_("mine"),
    "intermediate": N_("intermediate"),
    "refining": N_("refining"),
    "precursor": N_("precursor"),
    "cathode": N_("cathode"),
    "anode": N_("anode"),
    "cell": N_("cell"),
    "pack": N_("pack"),
    "recycling": N_("recycling"),
    "chemical": N_("chemical"),
    "utility": N_("utility"),
    "by_product": N_("by-product"),
}
"""Stages that studies name often; a study may name others, which are shown as it says them."""
CHECKS: Mapping[str, str] = {
    "balances": N_("In every place, as much of a good comes as goes."),
    "capacity": N_("No plant runs beyond its available capacity."),
    "demands": N_("What must be delivered is delivered or counted as short."),
    "signs": N_("Nothing is built, run, shipped or traded less than not at all."),
    "costs": N_("Each kind of money in the tables is what the solver counted."),
    "objective": N_("The money in the tables adds up to the objective."),
}
SOLVED: Mapping[str, str] = {
    "optimal": N_("optimal"),
    "gap": N_("stopped with a plan"),
    "stopped": N_("stopped"),
}


REMARKS: Mapping[str, str] = {
    Remark.UNPRICED: N_("a good that it makes or needs has no traded price"),
    Remark.NOTHING_INVESTED: N_("nothing is invested in it"),
    Remark.STANDS: N_("it stands already, so what is added has no return of its own here"),
    Remark.ANNUITY: N_("capital is paid as an annuity"),
    Remark.NEVER: N_("what is invested never earns anything"),
    Remark.SEVERAL: N_("invested in more than once, so there is no single return"),
    Remark.EXTREME: N_("its return is beyond all measure"),
    Remark.NOT_PAID_BACK: N_("not paid back within the horizon"),
}


def remark_word(remark: str) -> str:
    """Give the message for why a figure of a plant's economics is blank."""
    return REMARKS.get(remark, remark)


def money_word(kind: str) -> str:
    """Give the message for a kind of spending or earning."""
    return MONEY.get(kind, kind)


def status_word(status: str) -> str:
    """Give the message for the status of a plant."""
    return STATUS.get(status, status)


def basis_word(basis: str) -> str:
    """Give the message for how a figure came about."""
    return BASIS.get(basis, basis)
