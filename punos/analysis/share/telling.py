"""What was found about a park in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from punos.analysis.share.park import Method

if TYPE_CHECKING:
    from punos.analysis.share.found import Share

MOVED = 0.01
"""Share of a unit cost below which it counts as unmoved."""

SURE = 1e-8
"""Share of what all bring that is rounding."""

ALL_RULES_NAMED = 3
"""Rules with which somebody would leave that are named one by one."""


def told(found: Share, row: dict[str, Any]) -> str:
    """Say what the tenants of one park save, whether they stay, and what the tariff does."""
    if not found.complete:
        done = row["solved"] + row["inferred"]
        return (f"{row['park']}: stopped after {done} of {row['groups']} groups of {row['tenants']} tenants. They are "
                "kept: run it again and it goes on from there.")  # fmt: skip
    said = [_together(found, row), _leaving(found, row), _tariff(found, row)]
    return " ".join(s for s in said if s)


def _together(found: Share, row: dict[str, Any]) -> str:
    bring, alone, saved = (money_text(row[n], found.currency) for n in ("together", "alone", "saved"))
    verb = "bring" if row["together"] >= 0 else "cost"
    start = f"{row['park']}: {row['tenants']} {row['players']} together {verb} {bring}"
    if abs(row["saved"]) <= row["doubt"]:
        return f"{start}, as much as each by itself: nothing is gained or lost by sharing."
    if row["saved"] > 0:
        return f"{start}, each by itself {alone}: being together saves {saved}."
    return (f"{start}, each with the park to itself {alone}: they crowd each other out of {saved}, as what they share "
            "has a limit (land, permits, feed, markets).")  # fmt: skip


def _leaving(found: Share, row: dict[str, Any]) -> str:
    if row["epsilon"] is None:
        return str(row["remark"])
    if row.get("method") == Method.GENERATED:
        return _asked(found, row)
    money = found.currency
    if not row["holds"]:
        groups = _listed(row["deciding"])
        return (f"No shares keep everybody: whatever is agreed, one of the groups {groups} would have at least "
                f"{money_text(row['epsilon'], money)} more by itself.")  # fmt: skip
    lost = found.rules.filter(pl.col("park") == row["park"], ~pl.col("holds"))
    if lost.is_empty():
        return f"By every rule all stay; the least content group has {money_text(-row['epsilon'], money)} to lose."
    first = lost.row(0, named=True)
    rules = ", ".join(lost["rule"].head(ALL_RULES_NAMED))
    return (f"There are shares with which all stay (the nucleolus is one), but not by every rule: by {rules} some "
            f"would rather leave, as {first['group']} by {first['rule']}, for {money_text(first['excess'], money)}."
            )  # fmt: skip


def _asked(found: Share, row: dict[str, Any]) -> str:
    """Say what the groups that complain most decide, and what is proved of the others."""
    money, groups = found.currency, _listed(row["deciding"])
    others = 2 ** row["tenants"] - 2
    if row["holds"]:
        first = (f"There are shares with which all stay (least core): the groups that decide it, {groups}, have "
                 f"{money_text(row['epsilon'], money)} to lose.")  # fmt: skip
    else:
        first = (f"No shares keep everybody: whatever is agreed, one of the groups {groups} would have at least "
                 f"{money_text(row['epsilon'], money)} more by itself.")  # fmt: skip
    sure = row["epsilon_most"] <= row["epsilon"] + SURE * max(abs(row["epsilon"]), abs(row["together"]))
    beyond = "" if sure else f" by more than {money_text(row['epsilon_most'] - row['epsilon'], money)}"
    return (f"{first} {row['groups']} groups were planned; that none of all {others:,} would complain more{beyond} is "
            "proved.")  # fmt: skip


def _tariff(found: Share, row: dict[str, Any]) -> str:
    if row["tariff_cost"] is None:
        return str(row["remark"]) if row["epsilon"] is not None else ""
    money, small = found.currency, row["doubt"]
    start = f"The common services cost {money_text(row['tariff_cost'], money)}."
    simple = max(0.0, row["tariff_excess"] - row["tariff_best"])
    if row["tariff_excess"] <= small:
        nobody = "no group was found that would be" if row.get("method") == Method.GENERATED else "nobody would be"
        keeps = f"One tariff, equal for all, covers that, and {nobody} better off with the park to itself"
    else:
        keeps = (f"At one tariff, equal for all, that covers it, {row['tariff_group']} would be better off with the "
                 f"park to itself by {money_text(row['tariff_excess'], money)}")  # fmt: skip
    if simple <= small:
        return f"{start} {keeps}; to charge each its own sum would not serve the worst-off better."
    return f"{start} {keeps}; that it is simple costs the worst-off {money_text(simple, money)}."


def told_exit(found: Share, leaver: str) -> str:
    """Say what it costs that a tenant leaves, what becomes of services, and who follows."""
    rows = found.exits.filter(pl.col("leaver") == leaver)
    if rows.is_empty():
        return ""
    money, first = found.currency, rows.row(0, named=True)
    said = [_exit_cost(leaver, first, money)]
    follow = rows.filter(pl.col("round") > 0)
    if follow.is_empty():
        said.append("Nobody follows.")
    else:
        words = {"stops": "is not run any more", "loses": "would lose at the new tariff"}
        each = "; ".join(f"{t} {words[why]}" for t, why in follow.select("tenant", "why").iter_rows())
        end = money_text(first["in_the_end"], money)
        said.append(f"It is followed by {follow.height}: {each}. In the end net cost is {end} higher.")
    moved = found.unit_costs.filter(
        pl.col("leaver") == leaver, (pl.col("after") - pl.col("before")).abs() > MOVED * pl.col("before").abs()
    )
    said += [_unit_cost(row, money) for row in moved.iter_rows(named=True)]
    return " ".join(said)


def _unit_cost(row: dict[str, Any], money: str) -> str:
    if row["after"] < 0:
        return f"Then {row['service']} brings in more from outside than it costs."
    unit = f"{money} / {row['unit']}"
    return f"A unit of {row['service']} then costs {row['after']:,.4g} {unit} instead of {row['before']:,.4g}."


def _exit_cost(leaver: str, row: dict[str, Any], money: str) -> str:
    cost, own = (money_text(row[n], money) for n in ("cost", "own"))
    if row["own"] < 0 <= row["cost"]:
        return f"If {leaver} leaves, net cost rises by {cost}, though by itself it would cost {own}: others live on it."
    if row["cost"] >= row["own"]:
        others = money_text(row["cost"] - row["own"], money)
        return (f"If {leaver} leaves, net cost rises by {cost}: {own} that it brings by itself, and {others} that the "
                "others have of it.")  # fmt: skip
    verb = "rises" if row["cost"] >= 0 else "falls"
    return (f"If {leaver} leaves, net cost {verb} by {cost}; it would bring {own} by itself, so it leaves room that "
            "others use.")  # fmt: skip


def _listed(groups: str) -> str:
    return ", ".join(f"({g})" for g in groups.split(" | "))


def money_text(amount: float, currency: str) -> str:
    """Write a sum without its sign: four figures and a word for the size."""
    return f"{number_text(abs(amount))} {currency}"


def number_text(number: float) -> str:
    """Write a number with four figures and a word for the size."""
    for scale, word in ((1e9, " billion"), (1e6, " million")):
        if abs(number) >= scale:
            return f"{number / scale:.4g}{word}"
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"
