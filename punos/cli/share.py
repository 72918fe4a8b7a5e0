"""``punos share PLAN --park PARK``: what tenants save together, shares, one tariff, and who would rather leave."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.figures import short_number
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption, PlanArgument, QuietOption, WorkersOption
from punos.cli.paths import existing_plan, new_file
from punos.cli.sheets import write_sheets
from punos.cli.solves import SolvesLine
from punos.cli.status import ExitStatus
from punos.cli.tornado import KEPT, SHOWN
from punos.errors import WrongUse

if TYPE_CHECKING:
    from polars import DataFrame

    from punos.analysis.share import Share
    from punos.plan import Plan

Names = list[str] | None
TenantOption = Annotated[
    Names, typer.Option("--tenant", metavar="NAME", help="Only this one; others are always there. Repeatable.")
]
CompanyOption = Annotated[
    str | None,
    typer.Option("--company", metavar="OPERATOR", help="Whose plants serve all; so do plants without an operator."),
]
FinanceOption = Annotated[
    Names,
    typer.Option(
        "--finance",
        metavar="NAME=NUMBER",
        help="A figure of the company's books instead of that in operators: debt_share, interest, loan_years, "
        "repayment, vacancy, reserve, reserve_target, uplift. Repeatable.",
    ),
]
TablesOption = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write all tables (.xlsx).")]
PageOption = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Write the plan's report too (.html).")
]
MethodOption = Annotated[
    str | None,
    typer.Option("--method", help="Groups planned: all, generated (those that complain most), or sampled.",
                 show_default="all, above 12 tenants generated"),
]  # fmt: skip

_SCALES = ((1e7, "million "), (1e4, "thousand "))
"""Sizes from which sums are told in millions or thousands."""


@guarded
def share(
    plan: PlanArgument,
    park: Annotated[Names, typer.Option("--park", metavar="PLACE", help="The park. Repeatable with places.")] = None,
    players: Annotated[
        str, typer.Option("--players", metavar="KIND", help="operators, plants, or places (cities that pool).")
    ] = "operators",
    tenant: TenantOption = None,
    company: CompanyOption = None,
    service: Annotated[
        Names, typer.Option("--service", metavar="GOOD", help="Only this common service. Repeatable.")
    ] = None,
    leaves: Annotated[
        Names, typer.Option("--leaves", metavar="TENANT", help="Tell what happens if it leaves. Repeatable.")
    ] = None,
    comes: Annotated[
        Names, typer.Option("--comes", metavar="TECHNOLOGY=SIZE", help="Tell what happens if it comes. Repeatable.")
    ] = None,
    fails: Annotated[
        Names, typer.Option("--fails", metavar="GOOD=PERIOD", help="Tell what happens if a service fails. Repeatable.")
    ] = None,
    weight: Annotated[
        Names, typer.Option("--weight", metavar="NAME=NUMBER", help="For the weighted Shapley value. Repeatable.")
    ] = None,
    union: Annotated[
        Names, typer.Option("--union", metavar="NAME,NAME", help="Speak with one voice (Owen value). Repeatable.")
    ] = None,
    finance: FinanceOption = None,
    method: MethodOption = None,
    orders: Annotated[int | None, typer.Option("--orders", min=2, help="Draw so many pairs of orders.")] = None,
    gap: Annotated[float | None, typer.Option("--gap", help="Gap of each plan.", show_default="the plan's")] = None,
    output: TablesOption = None,
    page: PageOption = None,
    workers: WorkersOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Plan every group of a park's tenants, the others away, and tell how to share what they save together.

    Up to 12 tenants every group is planned, of more those that complain most of what they are given. What was
    solved is kept in the plan's folder and not solved again, Ctrl-C or not; what was found is shown in its report.
    """
    from punos.plan import load_plan

    folder = existing_plan(plan)
    file = new_file(output, force, ".xlsx") if output else None
    paper = new_file(page, force, ".html") if page else None
    loaded, weights, unions = load_plan(folder), _weights(weight), [u.split(",") for u in union or ()] or None
    said = _finance(finance)
    with SolvesLine(quiet) as progress:
        found = loaded.share(
            park, players, tenants=tenant, company=company, services=tuple(service or ()), weights=weights,
            unions=unions, orders=orders, gap=gap, finance=said, method=method, keep=folder / KEPT, workers=workers,
            progress=progress,
        )  # fmt: skip
    if not found.complete:
        console.results().print(Text(str(found)))
        raise typer.Exit(ExitStatus.STOPPED)
    _keep(found, folder)
    _tell(found, leaves or ())
    _events(loaded, found, company, comes or (), fails or ())
    if file:
        write_sheets(found.tables(), file)
    if paper:
        _report(loaded, found, folder, paper)


def _report(plan: Plan, found: Share, folder: Path, paper: Path) -> None:
    """Write the report, the first park in front."""
    from punos.analysis.findings import Findings
    from punos.pages.report import write_report

    place = found.frame["park"][0].split(", ")[0]
    write_report(plan, paper, place=place, findings=Findings.read(folder, plan))
    console.show_written(paper)


def _events(plan: Plan, found: Share, company: str | None, comes: Sequence[str], fails: Sequence[str]) -> None:
    """Tell what happens if somebody comes, or a service fails."""
    from punos.analysis.share.coming import coming
    from punos.analysis.share.failing import failing

    park = found.frame["park"][0]
    for word in comes:
        technology, size = _pair(word, "--comes", "technology and a size, for example cam_plant=30000")
        arrival = coming(plan, park, technology, _number(size), company, found.tariff)
        console.results().print(Text(f"\n{arrival}"))
        _rows(arrival.displaced, ("plant", "place"), ("before", "after"))
    for word in fails:
        service, period = _pair(word, "--fails", "good and a period, for example steam=2031")
        failure = failing(plan, park, service, period, company)
        console.results().print(Text(f"\n{failure}"))
        _rows(failure.short, ("demand", "place", "commodity", "unit"), ("before", "after"))


def _pair(word: str, option: str, form: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise WrongUse(f"{option} {word}: write a {form}.")
    return name, value


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise WrongUse(f"'{word}' is no number.") from None


def _rows(frame: DataFrame, words: Sequence[str], figures: Sequence[str]) -> None:
    if frame.height:
        console.show_table((*words, *figures), figures, (
            [*(row[w] or "" for w in words), *(short_number(row[f]) or "" for f in figures)]
            for row in frame.head(SHOWN).iter_rows(named=True)
        ))  # fmt: skip


def _weights(told: Names) -> dict[str, float] | None:
    weights = {}
    for word in told or ():
        name, number = _pair(word, "--weight", "tenant and a number, for example umicore=2")
        weights[name] = _number(number)
    return weights or None


def _finance(told: Names) -> dict[str, str | float]:
    return dict(_pair(word, "--finance", "figure and a number, for example debt_share=0.6") for word in told or ())


def _keep(found: Share, folder: Path) -> None:
    """Lay it beside what was found about other parks."""
    from punos.analysis.findings import Findings
    from punos.plan import load_plan

    loaded = load_plan(folder)
    Findings(share=found.beside(Findings.read(folder, loaded).share)).keep(folder, loaded)


def _tell(found: Share, leaves: Sequence[str]) -> None:
    results = console.results()
    results.print(Text(str(found)))
    _shares(found)
    if found.tariff.height:
        _tariff(found)
    _books(found)
    for leaver in leaves:
        _exit(found, leaver)


def _shares(found: Share) -> None:
    """What each tenant brings and is given by each rule, and who would rather leave."""
    rules = found.shares["rule"].unique(maintain_order=True).to_list()
    given = {(row["rule"], row["tenant"]): row["share"] for row in found.shares.iter_rows(named=True)}
    largest = max((abs(v) for v in given.values()), default=0.0)
    scale, word = next(((size / 10, w) for size, w in _SCALES if largest >= size), (1.0, ""))
    heads = (f"{word}{found.currency}", "by itself", *rules)
    console.show_table(heads, heads[1:], (
        [row["tenant"], *(f"{v / scale:,.1f}" for v in (row["alone"], *(given[r, row["tenant"]] for r in rules)))]
        for row in found.tenants.iter_rows(named=True)
    ))  # fmt: skip
    if found.rules.height:
        console.show_table(("rule", "would leave", "for"), ("for",), map(_stays, found.rules.iter_rows(named=True)))


def _stays(row: dict[str, Any]) -> list[str]:
    if row["remark"]:
        return [row["rule"], f"no answer: {row['remark']}", ""]
    return [row["rule"], row["group"] or "nobody", short_number(row["excess"]) or ""]


def _tariff(found: Share) -> None:
    money = found.currency
    parts = ("connection", "booked", "used")
    heads = ["service", "unit", f"connection, {money} a year", "booked, a unit and year", "use, a unit"]
    console.show_table(heads, heads[2:], (
        [row["service"], row["unit"], *(short_number(row[n]) or "" for n in parts)]
        for row in found.tariff.iter_rows(named=True)
    ))  # fmt: skip
    sums = ("yearly", "pays", "most", "gains", "account")
    heads = ["tenant", f"pays {money} a year", "in all", "could be asked for", "gains", "earns before"]
    console.show_table(heads, heads[1:], (
        [row["tenant"], *(short_number(row[n]) or "" for n in sums)] for row in found.payments.iter_rows(named=True)
    ))  # fmt: skip


def _books(found: Share) -> None:
    """The company's books by period, and what building ahead costs."""
    names = ("operating", "empty", "investment", "drawn", "interest", "repaid", "set_aside", "cash", "cumulated")
    shown = [n for n in names if (found.books[n] != 0).any()]
    if shown:
        heads = ("period", *(n.replace("_", " ") for n in shown))
        console.show_table(heads, heads[1:], (
            [row["period"], *(short_number(row[n]) or "" for n in shown)] for row in found.books.iter_rows(named=True)
        ))  # fmt: skip
    if found.ahead.height:
        heads = ("plant", "for", "in", "instead of", "earlier costs", "later costs", "pays from a chance of", "")
        console.show_table(heads, heads[4:7], map(_ahead, found.ahead.iter_rows(named=True)))


def _ahead(row: dict[str, Any]) -> list[str]:
    chance = "" if row["chance"] is None else f"{row['chance']:.0%}"
    costs = (short_number(row[n]) or "" for n in ("early", "late"))
    return [row["plant"], row["services"], row["earlier"], row["period"] or "never", *costs, chance, row["remark"]]


def _exit(found: Share, leaver: str) -> None:
    rows = found.exits.filter(leaver=leaver)
    if rows.is_empty():
        there = ", ".join(found.tenants["tenant"])
        raise WrongUse(f"Nothing is known of {leaver} leaving. Tenants are: {there}; they must share services, and "
                       "every group must be planned.")  # fmt: skip
    console.results().print(Text(found.left(leaver)))
    heads = ("tenant", "", "earns before", "after", "pays before", "after leaving")
    names = ("account_before", "account_after", "pays_before", "pays_after")
    console.show_table(heads, heads[2:], (
        [row["tenant"], row["why"] or "stays", *(short_number(row[n]) or "" for n in names)]
        for row in rows.iter_rows(named=True)
    ))  # fmt: skip
