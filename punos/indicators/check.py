"""All that is wrong with the words of a rule or indicator, found without a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import polars as pl

from punos.indicators.arithmetic import tree
from punos.indicators.ast import Formula, Rule, Selection, Term, references
from punos.indicators.catalogue import INDICATORS
from punos.indicators.errors import LanguageError, NotLinear, WrongEach
from punos.indicators.follow import Follow, along
from punos.indicators.reading import carried, fixed_words, index_in, numbers, paths
from punos.indicators.selection import select


def rule_faults(rule: Rule, follow: Follow, each: Sequence[str] = ()) -> tuple[LanguageError, ...]:
    """List what a study does not know of the words of a rule.

    Parameters
    ----------
    rule : Rule
    follow : mapping from column to DataFrame
        Where columns lead to; see `punos.indicators.follow.Follow`.
    each : sequence of str
        Columns, or paths, of which every combination has its own rule.

    Returns
    -------
    tuple of LanguageError
        Unknown names, unknown columns along paths, attributes that are no numbers, columns of `each` that no
        term has; empty if all is well. Whether the rule finds anything, and in one unit, only a model can tell.
    """
    trials = [trial for term in rule.terms for trial in _trials(term, follow, each)]
    return _tried([*trials, partial(_refuse_each, rule, each)])


def formula_faults(formula: Formula, follow: Follow) -> tuple[LanguageError, ...]:
    """List what a study does not know of the words of a formula that a plan is to be measured by.

    Parameters
    ----------
    formula : Formula
    follow : mapping from column to DataFrame
        Where columns lead to; see `punos.indicators.follow.Follow`.

    Returns
    -------
    tuple of LanguageError
        As of `rule_faults`; also a formula that names no indicator, or says `value`, which only a policy has.
    """
    if not references(formula):
        return (NotLinear(f"'{formula}' names no indicator.", value=str(formula)),)
    try:
        _, terms = tree(formula)
    except LanguageError as fault:
        return (fault,)
    return _tried([trial for term in terms for trial in _trials(term, follow, ())])


def _tried(trials: Iterable[Callable[[], object]]) -> tuple[LanguageError, ...]:
    faults = []
    for trial in trials:
        try:
            trial()
        except LanguageError as fault:
            faults.append(fault)
    return tuple(faults)


def _trials(term: Term, follow: Follow, each: Sequence[str]) -> Iterator[Callable[[], object]]:
    """Give one trial for each word: it is read off an indicator that has the right columns and no rows."""
    if term.reference is None:
        return
    empty = _empty(term, each)
    for filter_ in term.reference.selection.conditions:
        yield partial(select, empty, Selection((filter_,)), follow, fixed_words(term.reference))
    for path in term.attributes:
        yield partial(numbers, empty, path, follow)
    for path in carried(term.reference, tuple(empty.columns), paths(each)):
        yield partial(along, empty, path, follow)


def _empty(term: Term, each: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(_index(term, each), pl.String))


def _index(term: Term, each: Sequence[str]) -> tuple[str, ...]:
    return index_in(term, INDICATORS[term.reference.indicator].index, paths(each)) if term.reference else ()


def _refuse_each(rule: Rule, each: Sequence[str]) -> None:
    by = paths(each)
    held = [(t.reference, carried(t.reference, _index(t, each), by)) for t in rule.terms if t.reference]
    if any(len(has) == len(by) for _, has in held):
        return
    raise WrongEach(
        f"No term of '{rule}' keeps apart all of {', '.join(each)}.",
        value=", ".join(each),
        expected="a term that has them all and sums none of them out",
        remedy=f"The terms have: {'; '.join(f'{r}: {_columns(r.indicator)}' for r, _ in held)}",
    )


def _columns(indicator: str) -> str:
    return ", ".join(INDICATORS[indicator].index)
