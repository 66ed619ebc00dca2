"""The directive {catalogue}: the records of all tables as a chapter."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from analysis.paths import data_folder
from analysis.records import PACKAGE, Record, records, replace_file
from analysis.site.outputs import to_root

FOLDER = "data"


class Catalogue(SphinxDirective):
    """A section a table: what it is, source, vintage, licence, caveats, columns, download."""

    def run(self) -> list[nodes.Node]:
        root = to_root(self.env.docname)
        found = records()
        self.env.note_dependency(str(data_folder() / PACKAGE))
        return [self._section(one, root) for one in found.values()]

    def _section(self, one: Record, root: str) -> nodes.section:
        resource, label = one.resource, f"table-{one.name}"
        section = nodes.section(ids=[label], names=[label])
        section += nodes.title("", resource["title"])
        section += nodes.paragraph("", resource["description"])
        facts = [
            ("Name in the project", nodes.literal("", one.name)),
            ("Publisher", nodes.Text(resource["publisher"])),
            ("Source", _link(resource["sources"][0])),
            ("Vintage", nodes.Text(str(resource["vintage"]))),
            ("Licence", _licence(resource["licenses"][0])),
            ("Cite", nodes.Text(resource["citation"])),
        ]
        section += nodes.field_list("", *[_field(name, node) for name, node in facts])
        section += _bullets("Known defects", resource["caveats"])
        section += _bullets("Checks done", resource["crosschecks"])
        section += _download(one, root)
        self.state.document.note_explicit_target(section, section)
        return section


def _field(name: str, node: nodes.Node) -> nodes.field:
    body = nodes.field_body("", nodes.paragraph("", "", node))
    return nodes.field("", nodes.field_name("", name), body)


def _link(source: dict) -> nodes.Node:
    if not source.get("path"):
        return nodes.Text(source["title"])
    return nodes.reference("", source["title"], refuri=source["path"])


def _licence(licence: dict) -> nodes.inline:
    return nodes.inline("", "", _link(licence), nodes.Text(f" (read at: {licence['read_at']})"))


def _bullets(heading: str, items: list[str]) -> list[nodes.Node]:
    if not items:
        return []
    points = [nodes.list_item("", nodes.paragraph("", item)) for item in items]
    return [nodes.rubric("", heading), nodes.bullet_list("", *points)]


def _download(one: Record, root: str) -> nodes.paragraph:
    text = f"Download {one.path.name} ({one.resource['bytes'] / 1000:,.0f} kB)"
    link = nodes.reference("", text, refuri=f"{root}{FOLDER}/{one.resource['path']}")
    return nodes.paragraph("", "", link)


def _copy_tables(app: Sphinx, failure: Exception | None) -> None:
    if failure or app.builder.format != "html":
        return
    target, folder = Path(app.outdir, FOLDER), data_folder()
    for path in (PACKAGE, *(one.resource["path"] for one in records().values())):
        replace_file(target / path, (folder / path).read_bytes())


def setup(app: Sphinx) -> None:
    """Register the directive and the downloads."""
    app.add_directive("catalogue", Catalogue)
    app.connect("build-finished", _copy_tables)
