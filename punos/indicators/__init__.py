"""The small language that names what a plan does, for policies, changes, objectives, charts and links."""

from __future__ import annotations

from punos.indicators.ast import (
    Change,
    Filter,
    Formula,
    Reference,
    Rule,
    Selection,
    Sense,
    Term,
)
from punos.indicators.catalogue import (
    COLUMNS,
    INDICATORS,
    Base,
    Direction,
    EarnKind,
    IndexColumn,
    Indicator,
    SpendKind,
)
from punos.indicators.check import formula_faults, rule_faults
from punos.indicators.errors import (
    LanguageError,
    MixedBases,
    MixedUnits,
    NoFigure,
    NothingFound,
    NotLinear,
    NotUnderstood,
    UnknownColumn,
    UnknownIndicator,
    UnknownName,
    UnknownWord,
    WrongEach,
    did_you_mean,
)
from punos.indicators.evaluate import evaluate, evaluate_expression
from punos.indicators.follow import Follow, along
from punos.indicators.parse import (
    parse_change,
    parse_formula,
    parse_indicator,
    parse_rule,
    parse_selection,
)
from punos.indicators.price import price_selection
from punos.indicators.quantity import Quantity
from punos.indicators.rules import RuleRows, rule_rows
from punos.indicators.selection import matches, select

__all__ = [
    "COLUMNS",
    "INDICATORS",
    "Base",
    "Change",
    "Direction",
    "EarnKind",
    "Filter",
    "Follow",
    "Formula",
    "IndexColumn",
    "Indicator",
    "LanguageError",
    "MixedBases",
    "MixedUnits",
    "NoFigure",
    "NotLinear",
    "NotUnderstood",
    "NothingFound",
    "Quantity",
    "Reference",
    "Rule",
    "RuleRows",
    "Selection",
    "Sense",
    "SpendKind",
    "Term",
    "UnknownColumn",
    "UnknownIndicator",
    "UnknownName",
    "UnknownWord",
    "WrongEach",
    "along",
    "did_you_mean",
    "evaluate",
    "evaluate_expression",
    "formula_faults",
    "matches",
    "parse_change",
    "parse_formula",
    "parse_indicator",
    "parse_rule",
    "parse_selection",
    "price_selection",
    "rule_faults",
    "rule_rows",
    "select",
]
