"""``punos formula "CoSO4·7H2O"``: how heavy a formula is and what it holds."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.guard import guarded
from punos.cli.options import DebugOption


@guarded
def formula(
    text: Annotated[str, typer.Argument(metavar="FORMULA", help="Such as CoSO4·7H2O, also written CoSO4.7H2O.")],
    debug: DebugOption = False,
) -> None:
    """Weigh a chemical formula: molar mass, and the share of each element.

    What may be read in two ways is refused, with what to write instead.
    """
    from punos.chemistry import read_formula
    from punos.chemistry.elements import NAMES, WEIGHTS

    read = read_formula(text)
    console.results().print(Text(f"{read}: {float(read.molar_mass):.6g} g/mol"))
    rows = [
        (element, NAMES[element], f"{float(read.atoms[element]):.6g}", f"{float(WEIGHTS[element]):.5g}",
         f"{float(share) * 100:.4g} %", f"{float(1 / share):.5g}")
        for element, share in sorted(read.shares.items(), key=lambda item: -item[1])
    ]  # fmt: skip
    heads = ("element", "name", "atoms", "weight", "share of mass", "t for 1 t of it")
    console.show_table(heads, heads[2:], rows)
