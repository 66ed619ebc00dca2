"""The catalogue: {catalogue} TOPIC tells all that the records say of a topic's tables, {tables}
lists them all in brief, {availability} where each can be had and on which terms, {rows} TABLE has
all rows of a short one, {exhibits} the exhibits. A topic is a folder of `data/`.
"""

from __future__ import annotations

from html import escape
from itertools import starmap
from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from analysis.countries import short
from analysis.coverage import coverage, in_words
from analysis.maps import is_layer, load_layer
from analysis.notebooks import book_notebooks, module_path
from analysis.paths import ROOT, data_folder
from analysis.profiles import PROFILES
from analysis.records import PACKAGE, Record, record, replace_file, resources
from analysis.site import cite
from analysis.site.executed import read_page, used_by
from analysis.site.outputs import (
    field,
    folded,
    parted,
    text_table,
    to_catalogue,
    to_exhibit,
    to_page,
    to_root,
)
from analysis.tables import load

FOLDER, BUILDERS = "data", "builders"
# Columns of the same kind (a vote for each member) are told once.
MANY_ALIKE = 20
CELL, LABEL, LINE = 9, 92, 11  # pixels of the coverage picture


class Tables(SphinxDirective):
    """All tables in brief, each with a link to its section in the catalogue."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(data_folder() / PACKAGE))
        rows = [self._row(one) for one in resources().values()]
        return [text_table(["Table", "Publisher", "Span", "Rows"], rows)]

    def _row(self, one: Record) -> list[nodes.Node | str]:
        span = one.resource["temporal"]
        link = addnodes.pending_xref(
            "", nodes.inline("", one.resource["title"]), refdomain="std", reftype="ref",
            reftarget=f"table-{one.name}", refexplicit=True, refwarn=True)
        years = f"{str(span['from'])[:4]}–{str(span['to'])[:4]}"
        rows = len(load_layer(one.name)["features"]) if is_layer(one) else len(load(one.name))
        return [link, one.resource["publisher"], years, f"{rows:,}"]


class Availability(SphinxDirective):
    """What a statement of data availability asks of each table: file, source, date, terms."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(data_folder() / PACKAGE))
        rows = [self._row(one) for one in resources().values()]
        return [text_table(["Table", "File", "Source", "Vintage", "Terms"], rows)]

    def _row(self, one: Record) -> list[nodes.Node | str]:
        resource = one.resource
        return [to_catalogue(one.name, one.name), f"{FOLDER}/{resource['path']}",
                _listed([_link(source) for source in resource["sources"]]),
                str(resource["vintage"]),
                _listed([_link(licence) for licence in resource["licenses"]])]


class Rows(SphinxDirective):
    """All rows of a short table, under the titles of its columns."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        one = record(self.arguments[0])
        self.env.note_dependency(str(one.path))
        rows = load(one.name).astype(str).to_numpy().tolist()
        return [text_table([field["title"] for field in one.fields], rows)]


class Exhibits(SphinxDirective):
    """All exhibits by chapter: number, point, tables, builders; with the chapter's notebook."""

    def run(self) -> list[nodes.Node]:
        shown = []
        root = Path(self.env.srcdir)
        for path in book_notebooks(root):
            self.env.note_dependency(str(path))
            cards = read_page(path).exhibits.values()
            if cards:
                page = path.relative_to(root).with_suffix("").as_posix()
                rows = [self._row(card) for card in cards]
                table = text_table(["Exhibit", "Point", "Tables", "Builders"], rows)
                shown += [self._chapter(page),
                          nodes.container("", table, classes=["exhibits"], is_div=True)]
        return shown

    def _chapter(self, page: str) -> nodes.paragraph:
        address = f"{to_root(self.env.docname)}_sources/{page}.ipynb"
        notebook = nodes.reference("", "notebook", refuri=address, internal=True)
        return nodes.paragraph("", "", nodes.strong("", "", to_page(page)), nodes.Text(" ("),
                               notebook, nodes.Text(")"))

    def _row(self, card: dict) -> list[nodes.Node | str]:
        tables = _listed([to_catalogue(name, name) for name in card["tables"]])
        root = to_root(self.env.docname)
        builders = dict.fromkeys(record(name).resource["builder"] for name in card["tables"])
        made = _listed([_builder(name, root) for name in builders])
        return [to_exhibit(card["id"]), card["title"], tables, made]


class Catalogue(SphinxDirective):
    """A section a table: what it is, source, vintage, licence, coverage, columns, download."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(data_folder() / PACKAGE))
        root = Path(self.env.srcdir)
        self.used_by = used_by(root)
        self.of_profiles = {
            name for path in book_notebooks(root) if ROOT / path.relative_to(root) in PROFILES
            for name in read_page(path).exhibits}
        chosen = [one for one in resources().values() if one.topic == self.arguments[0]]
        if not chosen:
            raise self.error(f"no table of topic {self.arguments[0]!r}")
        return [self._section(one) for one in chosen]

    def _section(self, one: Record) -> nodes.section:
        resource, label = one.resource, f"table-{one.name}"
        section = nodes.section(ids=[label], names=[label])
        section += nodes.title("", resource["title"])
        section += nodes.paragraph("", resource["description"])
        section += nodes.field_list("", *starmap(field, self._facts(one)), *self._exhibits(one))
        section += _coverage(one)
        section += _bullets("Known defects", resource["caveats"])
        section += _bullets("Checks done", resource["crosschecks"])
        section += _columns(one)
        section += _download(one, to_root(self.env.docname))
        section += self._citation(one)
        self.state.document.note_explicit_target(section, section)
        return section

    def _citation(self, one: Record) -> nodes.raw:
        """How to cite the table as it stands here; its publisher is cited in any case."""
        cited = cite.table(one, cite.page_address(self.env.config, self.env.docname))
        files = cite.downloads(cited, to_root(self.env.docname))
        return nodes.raw("", (
            "<details><summary>Cite the table as it stands in this book</summary>\n"
            f"{cite.texts(cited, cite.apa, cite.chicago)}{files}</details>"), format="html")

    def _facts(self, one: Record) -> list[tuple[str, nodes.Node]]:
        resource = one.resource
        return [
            ("Name", nodes.literal("", one.name)),
            ("Publisher", nodes.Text(resource["publisher"])),
            ("Source", _listed([_link(source) for source in resource["sources"]])),
            ("Builder", _builder(resource["builder"], to_root(self.env.docname))),
            ("Vintage", nodes.Text(str(resource["vintage"]))),
            ("Licence", _listed([_licence(licence) for licence in resource["licenses"]])),
            ("Cite", nodes.Text(resource["citation"])),
        ]

    def _exhibits(self, one: Record) -> list[nodes.field]:
        """The exhibits that draw on a table; those of the profiles, which are many, folded."""
        exhibits = self.used_by.get(one.name, [])
        profiled = [to_exhibit(name) for name in exhibits if name in self.of_profiles]
        others = [to_exhibit(name) for name in exhibits if name not in self.of_profiles]
        shown = field("Exhibits", _listed(others))
        if profiled:
            shown[-1] += folded("", nodes.paragraph("", "", _listed(profiled)),
                                summary=f"and {len(profiled)} in the country profiles")
        return [shown] if exhibits else []


def _listed(items: list[nodes.Node]) -> nodes.inline:
    return nodes.inline("", "", *parted("; ", items))


def _builder(module: str | None, root: str) -> nodes.Node:
    """A link to the code that makes a table."""
    if module is None:
        return nodes.Text("kept by hand")
    name = module.rpartition(".")[2]
    return nodes.reference("", name, refuri=f"{root}{BUILDERS}/{name}.py", internal=True)


def _link(source: dict) -> nodes.Node:
    if not source.get("path"):
        return nodes.Text(source["title"])
    return nodes.reference("", source["title"], refuri=source["path"])


def _licence(licence: dict) -> nodes.inline:
    return nodes.inline("", "", _link(licence), nodes.Text(f" (read at: {licence['read_at']})"))


def _coverage(one: Record) -> list[nodes.Node]:
    grid = None if is_layer(one) else coverage(load(one.name))
    if grid is None:
        return []
    return [nodes.rubric("", "Coverage"), nodes.raw("", _coverage_svg(grid), format="html"),
            nodes.paragraph("", f"{in_words(grid)}.", classes=["coverage"])]


def _coverage_svg(grid: pd.DataFrame) -> str:
    """A bar for each run of years, a line a state; all bars are one path, to keep the page light.
    """
    bars = "".join(
        f"M{LABEL + start * CELL} {row * LINE + 1}h{length * CELL}v{LINE - 2}h-{length * CELL}z"
        for row, covered in enumerate(grid.to_numpy())
        for start, length in _runs(covered)
    )
    labels = "".join(f'<text x="{LABEL - 4}" y="{row * LINE + 9}" text-anchor="end">'
                     f"{escape(short(code))}</text>" for row, code in enumerate(grid.index))
    bottom = len(grid) * LINE
    years = "".join(
        f'<text x="{LABEL + (index + 0.5) * CELL}" y="{bottom + 11}" text-anchor="middle">'
        f"{year}</text>" for index, year in enumerate(grid.columns)
        if year % (10 if len(grid.columns) > 15 else 5) == 0)
    width, height = LABEL + len(grid.columns) * CELL + 12, bottom + 16
    return (f'<svg class="coverage" role="img" aria-label="{escape(in_words(grid))}" '
            f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
            f'<path d="{bars}"/>{labels}{years}</svg>')


def _runs(covered) -> list[tuple[int, int]]:
    """First index and length of each run of True."""
    series = pd.Series(covered)
    runs = series.groupby((series != series.shift()).cumsum())
    return [(int(run.index[0]), len(run)) for _, run in runs if run.iloc[0]]


def _bullets(heading: str, items: list[str]) -> list[nodes.Node]:
    if not items:
        return []
    points = [nodes.list_item("", nodes.paragraph("", item)) for item in items]
    return [nodes.rubric("", heading), nodes.bullet_list("", *points)]


def _columns(one: Record) -> list[nodes.Node]:
    fields = one.fields
    rest = 0
    if len(fields) > MANY_ALIKE:
        rest, fields = len(fields) - 2, fields[:2]
    items = [nodes.definition_list_item(
        "", nodes.term("", "", nodes.literal("", f["name"]), nodes.Text(_kind(f))),
        nodes.definition("", nodes.paragraph("", f.get("description") or f.get("title", ""))),
    ) for f in fields]
    shown = [nodes.rubric("", "Columns"), nodes.definition_list("", *items, classes=["columns"])]
    if rest:
        shown.append(nodes.paragraph("", f"{rest} more columns of the same kind."))
    return shown


def _kind(field: dict) -> str:
    """Type, unit and allowed values of a column, in a few words."""
    words = [field["type"], field.get("unit") or ""]
    allowed = field.get("constraints", {}).get("enum", [])
    if 0 < len(allowed) <= MANY_ALIKE:
        words.append("one of " + ", ".join(str(value) for value in allowed))
    return " (" + "; ".join(word for word in words if word) + ")"


def _download(one: Record, root: str) -> nodes.paragraph:
    text = f"Download {one.path.name} ({one.resource['bytes'] / 1000:,.0f} kB)"
    link = nodes.reference("", text, refuri=f"{root}{FOLDER}/{one.resource['path']}")
    return nodes.paragraph("", "", link)


def _write_files(app: Sphinx, failure: Exception | None) -> None:
    """Put the tables, their records, their builders and how to cite them beside the pages."""
    if failure or app.builder.format != "html":
        return
    out, folder = Path(app.outdir), data_folder()
    for path in (PACKAGE, *(one.resource["path"] for one in resources().values())):
        replace_file(out / FOLDER / path, (folder / path).read_bytes())
    for module in {one.resource["builder"] for one in resources().values()} - {None}:
        code = module_path(module)
        replace_file(out / BUILDERS / code.name, code.read_bytes())
    sections = app.env.get_domain("std").labels
    for one in resources().values():
        if f"table-{one.name}" in sections:  # a book may leave pages of the catalogue out
            page = cite.page_address(app.config, sections[f"table-{one.name}"][0])
            cite.write_files(out, cite.table(one, page))


def setup(app: Sphinx) -> None:
    """Register the directive and the downloads."""
    app.add_directive("catalogue", Catalogue)
    app.add_directive("tables", Tables)
    app.add_directive("availability", Availability)
    app.add_directive("rows", Rows)
    app.add_directive("exhibits", Exhibits)
    app.connect("build-finished", _write_files)
