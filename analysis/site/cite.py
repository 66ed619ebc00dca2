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
    return _part(card["title"].rstrip("."), card["tables"], f"{base}{page}#{card['id']}",
                 f" [{kind} {card['id']}, values {card['digest']}]")


def claim_citation(claim: dict, page: str, base: str) -> str:
    """The citation of a claim's verdict as text; parameters as for `exhibit_citation`."""
    return _part(f"Claim {claim['claim']}, verdict: {claim['verdict']}",
                 [read["table"] for read in claim["reads"]] or ["claims"],
                 f"{base}{page}#{claim['claim']}")


def ledger_citation(claims: list[dict], page: str, base: str) -> str:
    """The citation of the whole ledger as text."""
    tables = sorted({read["table"] for claim in claims for read in claim["reads"]})
    return _part(f"The ledger: {len(claims)} claims of five essays, tested", tables, base + page)


def _part(title: str, tables: list[str], address: str, kind: str = "") -> str:
    """The citation of a part of the book; `kind` says which sort of part."""
    return (
        f"{authors()} ({book()['date-released'].year}). \"{title}\"{kind}. In {book()['title']}, "
        f"edition {book()['version']}, data as of {data_as_of(tables)}. {address}"
    )
