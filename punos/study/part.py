"""A part of a study: what lives at some of its places, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

import polars as pl

from punos.errors import WrongUse
from punos.indicators import formula_faults, parse_formula, parse_rule, parse_selection, price_selection, rule_faults
from punos.study.change import Rows, finds, follow_of, rows_of
from punos.study.faults import did_you_mean
from punos.study.frames import full_frame
from punos.study.raw import ROW
from punos.study.reading import in_reading_order
from punos.study.settings import PoliciesSection
from punos.study.study import Study
from punos.tables import KEY_TABLES, TABLES

Kept = dict[str, pl.Series]
"""For each table, the names that stay."""

_HERE = ("plants", "supplies", "demands")


def part(study: Study, places: Iterable[str]) -> Study:
    """Return the study of some places: plants, supplies and demands there, routes between them, and what those use.

    Rows of policies, objectives, changes and evidence stay if everything they name stays, actions with their objective.

    Raises
    ------
    WrongUse
        If there is no such place, or none is named.
    """
    kept: Kept = {"places": _places(study, places)}
    for name in _HERE:
        kept[name] = _keys(study, name, pl.col("place").is_in(kept["places"]))
    kept["technologies"] = _used(study, "plants", "technology", kept["plants"])
    kept["processes"] = _processes(study, kept["technologies"])
    kept["commodities"] = _commodities(study, kept)
    kept["routes"] = _routes(study, kept)
    kept["modes"] = _used(study, "routes", "mode", kept["routes"])
    kept["contracts"] = _contracts(study, kept)
    owners = [_used(study, name, "operator", kept[name]) for name in ("plants", "routes")]
    owners += [study.table(name)["owner"].drop_nulls() for name in ("objectives", "actions")]
    kept["operators"] = pl.concat(owners).unique()
    tables = {name: _rows(study, name, kept) for name in study.tables}
    tables |= _impacts(study, kept)
    smaller = _with_policies(_with(study, tables))
    smaller = _with_observations(_with_strategy(_with_selections(smaller, "changes")))
    smaller = _with_selections(smaller, "evidence")
    named = f"{study.name}: {', '.join(kept['places'])}"
    return replace(smaller, settings=smaller.settings.named(named))


def _with(study: Study, tables: Mapping[str, pl.DataFrame]) -> Study:
    return replace(study, tables=MappingProxyType(in_reading_order({**study.tables, **tables})), source=None)


def _places(study: Study, places: Iterable[str]) -> pl.Series:
    there = study.table("places")["place"]
    wanted = list(dict.fromkeys(places))
    if not wanted:
        raise WrongUse("Name the places of the part, e.g. --places kokkola,harjavalta.")
    for place in wanted:
        if place not in there:
            raise WrongUse(f"There is no place '{place}'. {did_you_mean(place, there.to_list())}".rstrip())
    return pl.Series("place", wanted, pl.String)


def _written(study: Study, name: str) -> pl.DataFrame:
    """Return all rows, those switched off too: they may be wanted again."""
    return full_frame(name, study.tables.get(name))


def _keys(study: Study, name: str, where: pl.Expr) -> pl.Series:
    """Return the names of which some row fulfils a condition."""
    return _written(study, name).filter(where)[TABLES[name].keys[0]].drop_nulls().unique()


def _used(study: Study, name: str, column: str, keys: pl.Series) -> pl.Series:
    rows = _written(study, name)
    return rows.filter(pl.col(TABLES[name].keys[0]).is_in(keys))[column].drop_nulls().unique()


def _processes(study: Study, technologies: pl.Series) -> pl.Series:
    """Processes whose technologies, further ones too, all have a plant in the part."""
    processes = _keys(study, "processes", pl.col("technology").is_in(technologies))
    lacking = _keys(study, "uses", pl.col("technology").is_in(technologies).not_())
    return processes.filter(~processes.is_in(lacking))


def _commodities(study: Study, kept: Kept) -> pl.Series:
    flows = _used(study, "flows", "commodity", kept["processes"])
    trade = [_used(study, name, "commodity", kept[name]) for name in ("supplies", "demands")]
    stored = _written(study, "stocks").filter(pl.col("place").is_in(kept["places"]))["commodity"].drop_nulls()
    return pl.concat([flows, *trade, stored]).unique()


def _routes(study: Study, kept: Kept) -> pl.Series:
    """Routes between the places, of modes that can still be loaded, for goods that are still there."""
    inside = pl.col("from").is_in(kept["places"]) & pl.col("to").is_in(kept["places"])
    goods = pl.col("commodity").is_null() | pl.col("commodity").is_in(kept["commodities"])
    terminals = study.table("terminals")
    served = terminals.filter(pl.col("place").is_in(kept["places"]))["mode"].unique()
    unserved = terminals.filter(~pl.col("mode").is_in(served))["mode"].unique()
    return _keys(study, "routes", inside & goods & pl.col("mode").is_in(unserved).fill_null(value=False).not_())


def _contracts(study: Study, kept: Kept) -> pl.Series:
    goods = pl.col("commodity").is_in(kept["commodities"])
    both = pl.col("seller").is_in(kept["plants"]) & pl.col("buyer").is_in(kept["plants"])
    return _keys(study, "contracts", goods & both)


def _rows(study: Study, name: str, kept: Kept) -> pl.DataFrame:
    """Keep the rows whose key and qualifiers all stay."""
    table, frame = TABLES[name], study.tables[name]
    columns = [table.column(key) for key in table.keys] + [table.column(q.value) for q in table.qualifiers]
    tests = [pl.lit(value=True)]
    for column in columns:
        owner = name if column.name == table.keys[0] and name in kept else column.refers
        if owner in kept and column.name in frame.columns:
            tests.append(pl.col(column.name).is_null() | pl.col(column.name).is_in(kept[owner]))
    return frame.filter(tests)


def _impacts(study: Study, kept: Kept) -> dict[str, pl.DataFrame]:
    """Keep the factors of what stays, and the impacts that still arise."""
    if "impacts" not in study.tables:
        return {}
    factors = _written(study, "impact_factors")
    arises = pl.any_horizontal(
        (pl.col("of") == source.value) & pl.any_horizontal(pl.col("key").is_in(kept[owner]) for owner in owners)
        for source, owners in KEY_TABLES.items()
    )
    rows = factors.filter(arises)[ROW]
    impacts = factors.filter(arises)["impact"].unique()
    frames = {name: study.tables[name] for name in ("impacts", "impact_caps", "impact_factors") if name in study.tables}
    left = {name: frame.filter(pl.col("impact").is_in(impacts)) for name, frame in frames.items()}
    if "impact_factors" in left:
        left["impact_factors"] = left["impact_factors"].filter(pl.col(ROW).is_in(rows))
    if "impact_caps" in left:
        left["impact_caps"] = left["impact_caps"].filter(pl.col("place").is_in(kept["places"]))
    return left


def _with_policies(study: Study) -> Study:
    """Leave out rules that name what is gone; narrow rows go with their policy."""
    if "policies" not in study.tables:
        return study
    rules = _written(study, "policies").filter(pl.col("rule").is_not_null())
    good = [_resolves(study, rule, each or "") for rule, each in rules.select("rule", "each").iter_rows()]
    names = rules.filter(pl.Series(good, dtype=pl.Boolean))["policy"]
    off = [name for name in study.settings.policies.off if name in names]
    settings = study.settings.model_copy(update={"policies": PoliciesSection(off=tuple(off))})
    frame = study.tables["policies"].filter(pl.col("policy").is_in(names))
    return replace(_with(study, {"policies": frame}), settings=settings if off else study.settings)


def _resolves(study: Study, rule: str, each: str) -> bool:
    columns = [column.strip() for column in each.split(",") if column.strip()]
    try:
        return not rule_faults(parse_rule(rule), follow_of(study), columns)
    except WrongUse:
        return False


def _with_selections(study: Study, name: str) -> Study:
    """Leave out rows of `changes` or `evidence` that find nothing any more.

    A loop over rows, each with a selection of its own to read: these tables are written by hand.
    """
    if name not in study.tables:
        return study
    rows = _written(study, name).select("table", "select")
    tables = {table: rows_of(study, table) for table in rows["table"].unique() if table in study.tables}
    good = [table in tables and _finds(tables[table], selection) for table, selection in rows.iter_rows()]
    return _with(study, {name: study.tables[name].filter(pl.Series(good, dtype=pl.Boolean))})


def _finds(rows: Rows, selection: str | None) -> bool:
    try:
        return finds(rows, parse_selection(selection or ""))
    except WrongUse:
        return False


def _with_observations(study: Study) -> Study:
    """Leave out what is known of what is gone."""
    if "observations" not in study.tables:
        return study
    told = _written(study, "observations")["indicator"]
    good = [text is not None and _measurable(study, text) for text in told]
    return _with(study, {"observations": study.tables["observations"].filter(pl.Series(good, dtype=pl.Boolean))})


def _with_strategy(study: Study) -> Study:
    """Leave out objectives that speak of what is gone, and actions that served them; changes that are gone unsaid."""
    objectives, actions = study.tables.get("objectives"), study.tables.get("actions")
    if objectives is not None:
        good = [text is None or _measurable(study, text) for text in full_frame("objectives", objectives)["indicator"]]
        objectives = objectives.filter(pl.Series(good, dtype=pl.Boolean))
        study = _with(study, {"objectives": objectives})
    if actions is None:
        return study
    whole = full_frame("actions", actions)
    left = study.table("objectives")["objective"].to_list()
    serves = whole["objective"].is_null() | whole["objective"].is_in(left)
    known = pl.col("scenario").is_in(study.table("changes")["scenario"].to_list())
    return _with(study, {"actions": whole.with_columns(pl.when(known).then("scenario")).filter(serves)})


def _measurable(study: Study, indicator: str) -> bool:
    try:
        priced = price_selection(indicator)
        formula = parse_formula(
            indicator if priced is None else f"discard[{priced}]"
        )  # of goods at places, as prices are
        return not formula_faults(formula, follow_of(study))
    except WrongUse:
        return False
