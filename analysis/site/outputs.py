"""Outputs of notebooks on the page: exhibits with all that belongs to them, bound values."""

from __future__ import annotations

from html import escape
from pathlib import Path

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx import addnodes
from sphinx.application import Sphinx

from analysis.records import record, replace_file
from analysis.site import cite
from analysis.site.executed import definition_id, read_page
from analysis.site.svg import inline_svg

FOLDER = "exhibits"


class picture(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes in lower case)
    """The picture of an exhibit, drawn into the page."""


class row_head(nodes.entry):  # noqa: N801
    """The first cell of a row, which heads it."""


class folded(nodes.General, nodes.Element):  # noqa: N801
    """What opens when it is asked for, by its `summary`."""


class OutputPlugin(MimeRenderPlugin):
    """Renders the outputs that `analysis` made; leaves all others to MyST-NB."""

    # An exhibit is one node for every builder: each knows what to do with it.
    mime_priority_overrides = [("*", "image/svg+xml", 1), ("*", "text/html", 2)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        metadata = data.output_metadata
        if "exhibit" in metadata and data.mime_type != "text/plain":
            return [_exhibit(renderer, data, metadata["exhibit"])]
        for kind in ("value", "statement"):
            if kind in metadata:
                return [_definition(kind, metadata[kind]["name"], str(data.content))]
        return None


def setup(app: Sphinx) -> None:
    """Register the nodes and the files of the exhibits."""
    app.add_node(picture, html=(_visit_picture, None), latex=(_skip, None), text=(_skip, None))
    plain = (lambda self, node: self.visit_entry(node), lambda self, node: self.depart_entry(node))
    app.add_node(row_head, html=(_visit_row_head, _depart_row_head), latex=plain, text=plain)
    app.add_node(folded, html=(_visit_folded, _depart_folded), latex=(_skip, None),
                 text=(_skip, None))
    app.connect("build-finished", _write_files)


def to_root(docname: str) -> str:
    """The way from a page up to the root of the book."""
    return "../" * docname.count("/")


def _definition(kind: str, name: str, text: str) -> nodes.Element:
    code = nodes.literal(text, text)
    return nodes.paragraph("", "", code, ids=[definition_id(kind, name)], classes=["definition"])


def _exhibit(renderer: NbElementRenderer, data: MimeData, card: dict) -> nodes.Element:
    env = renderer.renderer.sphinx_env
    foot = _foot(card, env.docname, cite.page_address(env.config, env.docname))
    document = renderer.renderer.document
    if card["kind"] == "fig":
        shown = nodes.figure(ids=[card["id"]], names=[card["id"]], classes=["exhibit"])
        shown += picture(svg=str(data.content), name=card["id"], alt=card["alt"])
        shown += nodes.caption("", "", *_caption(card))
        shown += nodes.legend("", *foot)
        document.note_explicit_target(shown, shown)
        return shown
    grid = _table(card)
    document.note_explicit_target(grid, grid)
    return nodes.container("", grid, *foot, ids=[card["id"]],
                           classes=["exhibit", "exhibit-table"], is_div=True)


def _caption(card: dict) -> list[nodes.Node]:
    """The point in bold, then what is shown; a title that the data deny says so itself."""
    title = nodes.strong(card["title"], card["title"])
    if not card["holds"]:
        title["classes"] += ["fails"]
        title += nodes.Text(" [No longer true of these data.]")
    return [title, nodes.Text(" " + card["caption"])]


def _table(card: dict) -> nodes.table:
    table = text_table(card["columns"], card["rows"])
    table["ids"], table["names"] = [f"{card['id']}-grid"], [card["id"]]
    table.insert(0, nodes.title("", "", *_caption(card)))
    return table


def text_table(columns: list[str], rows: list[list[nodes.Node | str]]) -> nodes.table:
    """A table of texts (or nodes) whose first row and first column are its heads."""
    group = nodes.tgroup(cols=len(columns))
    group += [nodes.colspec(colwidth=1) for _ in columns]
    group += nodes.thead("", _row(columns, stub=False))
    group += nodes.tbody("", *[_row(row) for row in rows])
    return nodes.table("", group)


def _row(cells: list[nodes.Node | str], *, stub: bool = True) -> nodes.row:
    """A row; its first cell heads it."""
    contents = [cell if isinstance(cell, nodes.Node) else nodes.Text(str(cell)) for cell in cells]
    entries = [nodes.entry("", nodes.paragraph("", "", content)) for content in contents]
    if stub:
        entries[0] = row_head("", *entries[0].children)
    return nodes.row("", *entries)


def field(name: str, *content: nodes.Node) -> nodes.field:
    """A fact of a list of fields: its name and what is to be said."""
    body = nodes.field_body("", nodes.paragraph("", "", *content))
    return nodes.field("", nodes.field_name("", name), body)


def parted(by: str, items: list[nodes.Node]) -> list[nodes.Node]:
    """Nodes with a text between each two."""
    return [node for index, item in enumerate(items)
            for node in ([nodes.Text(by), item] if index else [item])]


def _foot(card: dict, docname: str, address: str) -> list[nodes.Node]:
    return [_source_line(card), nodes.raw("", _links(card, docname, address), format="html")]


def _source_line(card: dict) -> nodes.paragraph:
    """Each source once, with links to those of its tables that the exhibit draws on."""
    by_source: dict[str, list[str]] = {}
    for name in card["tables"]:
        by_source.setdefault(record(name).source_line, []).append(name)
    line = nodes.paragraph("", "", classes=["exhibit-source"])
    for index, (source, tables) in enumerate(by_source.items()):
        links = parted(", ", [to_catalogue(name, name) for name in tables])
        line += [nodes.Text(f"{'; ' if index else 'Source: '}{source} ("), *links, nodes.Text(")")]
    line += nodes.Text(".")
    return line


def to_catalogue(name: str, text: str) -> nodes.Node:
    """A link to a table's section in the catalogue."""
    return addnodes.pending_xref(
        "", nodes.inline(text, text), refdomain="std", reftype="ref", reftarget=f"table-{name}",
        refexplicit=True, refwarn=True,
    )


def to_exhibit(name: str) -> nodes.Node:
    """A link to an exhibit, by its number."""
    return addnodes.pending_xref(
        "", nodes.inline(name, name), refdomain="std", reftype="numref", reftarget=name,
        refexplicit=False, refwarn=True,
    )


def to_page(page: str) -> nodes.Node:
    """A link to a page, by its title."""
    return addnodes.pending_xref(
        "", nodes.inline(page, page), refdomain="std", reftype="doc", reftarget=f"/{page}",
        refexplicit=False, refwarn=True,
    )


def _links(card: dict, docname: str, address: str) -> str:
    root, name = to_root(docname), escape(card["id"])
    picture_link = (
        f'<a class="exhibit-image" href="{root}{FOLDER}/{name}.svg">Picture (SVG)</a>\n'
        if card["kind"] == "fig" else ""
    )
    cited = cite.exhibit(card, address)
    return (
        '<div class="exhibit-links">\n'
        f'<a class="exhibit-data" href="{root}{FOLDER}/{name}.csv" download>Values (CSV)</a>\n'
        f"{picture_link}"
        f'<a class="exhibit-notebook" href="{root}_sources/{docname}.ipynb" download>Notebook</a>\n'
        '<details class="exhibit-cite"><summary>Cite</summary>\n'
        f"{cite.texts(cited, cite.apa, cite.chicago)}{cite.downloads(cited, root)}</details>\n"
        "</div>"
    )


def _visit_picture(translator, node: picture) -> None:
    translator.body.append(inline_svg(node["svg"], node["name"], node["alt"]))
    raise nodes.SkipNode


def _visit_row_head(translator, node: row_head) -> None:
    node.parent.column += 1
    translator.body.append(translator.starttag(node, "th", "", CLASS="row-head", scope="row"))


def _depart_row_head(translator, node: row_head) -> None:
    translator.body.append("</th>\n")


def _visit_folded(translator, node: folded) -> None:
    translator.body.append(f"<details><summary>{escape(node['summary'])}</summary>\n")


def _depart_folded(translator, node: folded) -> None:
    translator.body.append("</details>\n")


def _skip(translator, node: nodes.Node) -> None:
    raise nodes.SkipNode


def _write_files(app: Sphinx, failure: Exception | None) -> None:
    """Put the pictures and the plotted values beside the pages."""
    if failure or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for docname in sorted(app.env.found_docs):
        path = Path(app.srcdir, f"{docname}.ipynb")
        if path.exists():
            page = read_page(path)
            for name, card in page.exhibits.items():
                replace_file(out / FOLDER / f"{name}.csv", card["csv"].encode())
                cite.write_files(out, cite.exhibit(card, cite.page_address(app.config, docname)))
            for name, svg in page.pictures.items():
                replace_file(out / FOLDER / f"{name}.svg", svg.encode())
