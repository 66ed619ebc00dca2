"""The page "What changed": {changes} shows the file that `python -m analysis changes --page` wrote.

Statements, verdicts, exhibits with both states side by side, values, tables; each leads to its
place in the book. Without the file there is nothing to compare with: the first edition.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from analysis.paths import CHANGES, ROOT
from analysis.records import replace_file, resources
from analysis.site.executed import Page, definition_id, read_page
from analysis.site.ledger import LEDGER
from analysis.site.outputs import (
    text_table,
    to_catalogue,
    to_exhibit,
    to_page,
    to_root,
)

FOLDER = "changes"
FILE = CHANGES.relative_to(ROOT)
PAGE = FILE.with_suffix("").as_posix()
# In the order of weight: what no longer holds, what it rests on, the rest.
HEADINGS = {"statement": "Statements", "verdict": "Verdicts", "exhibit": "Exhibits",
            "value": "Values in the text", "table": "Tables", "page": "Pages"}
STATES = ("before", "after")
GONE = "–"


class Changes(SphinxDirective):
    """All changes by kind, a section each."""

    def run(self) -> list[nodes.Node]:
        path = Path(self.env.srcdir, FILE)
        self.env.note_dependency(str(path))
        found = read(path)
        if found is None:
            return [nodes.paragraph("", "This is the first edition: there is none before it.")]
        if not found["changes"]:
            return [nodes.paragraph("", f"Nothing has changed since {found['since']}.")]
        return [nodes.paragraph("", "", nodes.Text(f"Compared with {found['since']}. "),
                                self._download()),
                *(self._section(kind, chosen) for kind in HEADINGS
                  if (chosen := [one for one in found["changes"] if one["kind"] == kind]))]

    def _download(self) -> nodes.raw:
        address = f"{to_root(self.env.docname)}{FOLDER}/{FILE.name}"
        link = f'<a class="exhibit-data" href="{address}" download>All changes (JSON)</a>'
        return nodes.raw("", link, format="html")

    def _section(self, kind: str, chosen: list[dict]) -> nodes.section:
        name = f"changed-{kind}s"
        section = nodes.section("", nodes.title("", HEADINGS[kind]), ids=[name], names=[name])
        if kind == "exhibit":
            for one in chosen:
                section += self._exhibit(one)
        else:
            rows = [[self._link(one), self._place(one), one["before"] or GONE,
                     one["after"] or GONE] for one in chosen]
            grid = text_table(["What", "Where", "Before", "After"], rows)
            section += nodes.container("", grid, classes=["changes"], is_div=True)
        return section

    def _page(self, one: dict) -> Page:
        """The contents of the page that a change is on, as it now is; empty if it is gone."""
        path = Path(self.env.srcdir, f"{one['where']}.ipynb")
        return read_page(path) if path.exists() else Page()

    def _place(self, one: dict) -> nodes.Node | str:
        """The page, linked while it is there; of a table its title."""
        if one["kind"] == "table":
            known = resources()
            return known[one["name"]].resource["title"] if one["name"] in known else GONE
        return to_page(one["where"]) if one["where"] in self.env.found_docs else one["where"]

    def _link(self, one: dict) -> nodes.Node | str:
        """The change in words, linked to its place where that is still there."""
        kind, name = one["kind"], one["name"]
        page = f"{to_root(self.env.docname)}{one['where']}.html"
        words = one.get("detail", {}).get("words") or name
        if kind == "table":
            return to_catalogue(name, name) if name in resources() else name
        if kind == "page":
            return to_page(name) if name in self.env.found_docs else name
        if kind == "verdict":
            there, anchor, words = one["where"] == LEDGER, name, f"{name}: {words}"
        else:
            known = self._page(one)
            there = name in (known.values if kind == "value" else known.statements)
            anchor = definition_id(kind, name)
        if not there:
            return words
        return nodes.reference("", words, refuri=f"{page}#{anchor}", internal=True)

    def _exhibit(self, one: dict) -> list[nodes.Node]:
        name = one["name"]
        there = name in self._page(one).exhibits
        head = nodes.paragraph("", "", to_exhibit(name) if there else nodes.Text(name),
                               nodes.Text(", "), self._place(one) if there
                               else nodes.Text(one["where"]), classes=["change-head"])
        cards = one["detail"]
        sides = "".join(_side(state, cards.get(state), cards, to_root(self.env.docname))
                        for state in STATES)
        return [head, nodes.raw("", f'<div class="change-sides">{sides}</div>', format="html")]


def read(path: Path) -> dict | None:
    """The file of changes; None where there is none."""
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def _side(state: str, card: dict | None, cards: dict, root: str) -> str:
    """One state of an exhibit: title, picture or the rows that differ, values."""
    if card is None:
        return f'<div class="change-side"><p>{state.capitalize()}: not in the book.</p></div>'
    mark = "" if card["holds"] else ' <strong class="fails">[Not true of these data.]</strong>'
    file = f"{root}{FOLDER}/{escape(card['id'])}-{state}"
    shown = (f'<img src="{file}.svg" alt="{escape(card["alt"])}" loading="lazy">'
             if "svg" in card else _differing_rows(state, card, cards))
    return (f'<div class="change-side"><p>{state.capitalize()}: {escape(card["title"])}{mark}</p>'
            f'{shown}<p class="exhibit-links"><a class="exhibit-data" href="{file}.csv" download>'
            f"Values {state} (CSV)</a></p></div>")


def _differing_rows(state: str, card: dict, cards: dict) -> str:
    """The rows of a table that its other state has not, as HTML."""
    other = next((one["rows"] for key, one in cards.items() if key != state), [])
    rows = [row for row in card["rows"] if row not in other]
    if not rows:
        return "<p>All its rows stand in the other state, too.</p>"
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in card["columns"])
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>" for row in rows)
    return (f'<div class="pst-scrollable-table-container"><table class="table"><thead><tr>{head}'
            f"</tr></thead><tbody>{body}</tbody></table></div>")


def _write_files(app: Sphinx, failure: Exception | None) -> None:
    """Put the changes, and both states of each exhibit, beside the pages."""
    path = Path(app.srcdir, FILE)
    found = read(path)
    if failure or app.builder.format != "html" or found is None:
        return
    out = Path(app.outdir, FOLDER)
    replace_file(out / FILE.name, path.read_bytes())
    for one in found["changes"]:
        if one["kind"] == "exhibit":
            for state, card in one["detail"].items():
                for ending in {"csv", "svg"} & card.keys():
                    replace_file(out / f"{one['name']}-{state}.{ending}", card[ending].encode())


def setup(app: Sphinx) -> None:
    """Register the directive and the files."""
    app.add_directive("changes", Changes)
    app.connect("build-finished", _write_files)
