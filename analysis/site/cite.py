"""How to cite the book and its parts: made from CITATION.cff, written nowhere by hand."""

from __future__ import annotations

from functools import cache

import yaml

from analysis.paths import CITATION
from analysis.records import record


@cache
def book() -> dict:
    """CITATION.cff as a dictionary."""
    return yaml.safe_load(CITATION.read_text("utf-8"))


def authors() -> str:
    """The authors as a citation names them."""
    return ", ".join(a.get("name") or f"{a['given-names']} {a['family-names']}"
                     for a in book()["authors"])


def data_as_of(tables: list[str]) -> str:
    """The newest vintage among the tables."""
    return max(str(record(name).resource["vintage"]) for name in tables)


def exhibit_citation(card: dict, page: str, base: str) -> str:
    """The citation of an exhibit as text.

    Parameters
    ----------
    card
        The exhibit as its notebook carries it.
    page
        Address of its page in the book, for example "chapters/periods/p5.html".
    base
        The book's own address; empty while it has none.
    """
    kind = "figure" if card["kind"] == "fig" else "table"
    return (
        f"{authors()} ({book()['date-released'].year}). \"{card['title'].rstrip('.')}\" "
        f"[{kind} {card['id']}, values {card['digest']}]. In {book()['title']}, "
        f"edition {book()['version']}, data as of {data_as_of(card['tables'])}. "
        f"{base}{page}#{card['id']}"
    )
