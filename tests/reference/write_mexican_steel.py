"""Write ``studies/mexican_steel`` anew from the case's data: ``python -m tests.reference.write_mexican_steel``."""

from __future__ import annotations

from pathlib import Path

from tests.reference.cases import mexss
from tests.reference.expected import DATA
from tests.reference.writing import write_study

STUDY = Path(__file__).resolve().parents[2] / "studies" / "mexican_steel"

if __name__ == "__main__":
    write_study(STUDY, *mexss.tables(DATA / "mexss"))
