"""Bring the catalogues of the pages up to the words in the code: ``python tools/words.py``.

Extracts every message of ``punos/pages`` (Python and templates) to ``words/punos.pot`` and merges it into each
``words/<language>.po``. A new language begins as an empty file: ``touch punos/pages/words/fi.po``.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from punos.tables import TABLES

PAGES = Path(__file__).resolve().parent.parent / "punos" / "pages"
WORDS = PAGES / "words"
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}


def extracted() -> Catalog:
    """Give every message of the pages with where it stands."""
    catalogue = Catalog(project="Punos", charset="utf-8")
    found = extract_from_dir(PAGES, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",))
    for file, line, message, comments, context in found:
        catalogue.add(message, None, [(file, line)], auto_comments=comments, context=context)
    for table in TABLES.values():
        catalogue.add(table.title, None, [("../tables", 1)])
    return catalogue


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue; line numbers are left out, they would change with every edit."""
    with path.open("wb") as target:
        write_po(
            target, catalogue, width=100, sort_by_file=True, include_lineno=False, omit_header=path.suffix == ".pot"
        )


def main() -> None:
    """Write the template and merge it into every language."""
    template = extracted()
    write(template, WORDS / "punos.pot")
    for path in sorted(WORDS.glob("*.po")):
        with path.open("rb") as source:
            held = read_po(source, locale=path.stem)
        held.update(template)
        write(held, path)
        done = sum(1 for m in held if m.id and m.string and not m.fuzzy)
        print(f"{path.stem}: {done} of {len(template)} messages translated")


if __name__ == "__main__":
    main()
