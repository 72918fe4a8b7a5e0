"""``punos recipe``: the recipe of a product that follows from formulas, as rows for the table ``flows``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption
from punos.cli.paths import existing, new_file

if TYPE_CHECKING:
    from punos.chemistry import Recipe

_FIGURES = 6  # as many as the atomic weights have, and one more
_GOOD = "[NAME=]FORMULA"
_SHARE = "NAME=SHARE"


@guarded
def recipe(
    make: Annotated[str, typer.Option("--make", metavar=_GOOD, help="The product.")],
    take: Annotated[list[str], typer.Option("--from", metavar=_GOOD, help="What it is made from. Repeatable.")],
    give: Annotated[
        list[str] | None, typer.Option("--gives", metavar=_GOOD, help="What comes out besides. Repeatable.")
    ] = None,
    free: Annotated[
        list[str] | None,
        typer.Option("--free", metavar=_GOOD, help="What is taken or given off as the balance asks. Repeatable."),
    ] = None,
    excess: Annotated[
        list[str] | None,
        typer.Option("--excess", metavar=_SHARE, help="More of a feed than the balance asks: lioh=3%. Repeatable."),
    ] = None,
    yields: Annotated[
        list[str] | None,
        typer.Option("--yield", metavar=_SHARE, help="Share of a feed that arrives: lioh=98%. Repeatable."),
    ] = None,
    study: Annotated[
        Path | None,
        typer.Option("--study", metavar="STUDY", help="Goods named without a formula have the one of this study."),
    ] = None,
    process: Annotated[
        str,
        typer.Option("--process", metavar="NAME", help="Name of the process.", show_default="make_ and the product"),
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the rows for the table flows (.csv).")
    ] = None,
    force: ForceOption = False,
    debug: DebugOption = False,
) -> None:
    """Balance the recipe of a product: how much of each feed and by-product one tonne of it needs.

    Every element goes in as often as it comes out. A recipe that does not balance, or does so in more than one way, is
    refused with the elements and goods concerned.
    """
    from punos.chemistry import balance

    file = new_file(output, force, ".csv") if output else None
    known = _known(study) if study else {}
    goods = [_goods(texts or [], known) for texts in ([make], take, give, free)]
    made = balance(*goods, excess=_shares(excess), yields=_shares(yields), process=process)
    _tell(made)
    if file:
        rows = made.flows
        rows.with_columns(rows["quantity"].round_sig_figs(_FIGURES)).write_csv(file)
        console.show_written(file)


def _goods(texts: list[str], known: dict[str, str | None]) -> dict[str, str]:
    """Names and formulas of goods; without a name the formula is its name, unless the study knows it."""
    from punos.errors import WrongUse

    goods: dict[str, str] = {}
    for text in texts:
        name, _, formula = text.strip().rpartition("=")
        name = name.strip() or formula
        if name in goods:
            raise WrongUse(f"{name} is named twice. Name each commodity once.")
        meant = known.get(formula, formula) if name == formula else formula
        if meant is None:
            raise WrongUse(f"{name} has no formula in the study. Name it with its formula: {name}=FORMULA.")
        goods[name] = meant
    return goods


def _known(path: Path) -> dict[str, str | None]:
    """Formula of each good of a study, None for goods without."""
    import punos

    goods = punos.load(existing(path, "study")).table("commodities")
    filled = goods.sort("formula", nulls_last=True).unique("commodity", keep="first")
    return dict(filled.select("commodity", "formula").iter_rows())


def _shares(texts: list[str] | None) -> dict[str, float]:
    from punos.errors import WrongUse

    shares: dict[str, float] = {}
    for text in texts or ():
        name, _, figure = text.rpartition("=")
        plain = figure.strip().replace(",", ".")
        try:
            shares[name.strip()] = float(plain.rstrip("% ")) / (100 if plain.endswith("%") else 1)
        except ValueError:
            raise WrongUse(f"'{text}' tells no share. Expected a name and a share, such as lioh=3%.") from None
    return shares


def _tell(made: Recipe) -> None:
    console.results().print(Text(made.equation))
    rows = [
        (line.commodity, str(line.formula), f"{float(line.moles):.6g}", f"{float(made.tonnes(line)):.5g}",
         "" if line.times == 1 else f"× {float(line.times):.5g} for excess and losses")
        for line in made.lines
    ]  # fmt: skip
    console.show_table(("commodity", "formula", "mol", "t", "remark"), ("mol", "t"), rows)
    into = -float(sum(made.tonnes(line) for line in made.lines if line.moles < 0))
    out = float(sum(made.tonnes(line) for line in made.lines if line.moles > 0))
    lost = sum(map(float, made.lost.values()))
    beyond = f", and {lost:.5g} t beyond the balance leave without a row" if lost else ""
    console.results().print(
        Text(f"For 1 t of {made.product.commodity} {into:.5g} t go in, {out:.5g} t come out{beyond}.")
    )
