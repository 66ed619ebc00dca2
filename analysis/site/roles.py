"""Roles for prose: {value}`name` and {statement}`a verbal claim <name>`.

Both name something that a notebook defines: `name` of the same page, or `page#name` of another,
for example {value}`chapters/periods/after-the-invasion#yes_first`.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from analysis.site.executed import Page, definition_id, read_page
from analysis.site.outputs import to_root

log = logging.getLogger(__name__)


class _BoundRole(SphinxRole):
    """What the two roles share: finding the page that defines a name."""

    def page_of(self, target: str) -> tuple[str, str, Page]:
        """Docname, name and page of `name` or `page#name`; the page notes that it depends on it."""
        docname, _, name = target.rpartition("#")
        docname = docname or self.env.docname
        path = Path(self.env.srcdir, f"{docname}.ipynb")
        if not path.exists():
            return docname, name, Page()
        self.env.note_dependency(str(path))
        return docname, name, read_page(path)

    def address(self, kind: str, docname: str, name: str) -> str:
        """Where it is computed, from this page."""
        page = "" if docname == self.env.docname else f"{to_root(self.env.docname)}{docname}.html"
        return f"{page}#{definition_id(kind, name)}"

    def unknown(self, kind: str, target: str) -> tuple[list[nodes.Node], list]:
        log.warning("no %s named %r", kind, target, location=self.get_location(), type="book")
        return [nodes.problematic(self.rawtext, self.rawtext)], []


class ValueRole(_BoundRole):
    """Prints a bound value, linked to the cell that computes it."""

    def run(self) -> tuple[list[nodes.Node], list]:
        docname, name, page = self.page_of(self.text.strip())
        if name not in page.values:
            return self.unknown("value", self.text)
        link = nodes.reference("", page.values[name], classes=["bound"],
                               refuri=self.address("value", docname, name))
        return [link], []


class StatementRole(_BoundRole):
    """Prints a verbal claim; one that fails on these data is marked."""

    def run(self) -> tuple[list[nodes.Node], list]:
        text, bracket, target = self.text.strip().rpartition("<")
        if not bracket or not target.endswith(">"):
            return self.unknown("statement", self.text)
        docname, name, page = self.page_of(target[:-1].strip())
        if name not in page.statements:
            return self.unknown("statement", target[:-1])
        parsed, messages = self.inliner.parse(text.strip(), self.lineno, None, None)
        holds = page.statements[name]
        claim = nodes.inline("", "", *parsed, classes=["statement", "holds" if holds else "fails"])
        mark = nodes.reference("", "✓" if holds else "✗ no longer true of these data",
                               refuri=self.address("statement", docname, name),
                               classes=["check"])
        return [claim, mark], messages


def setup(app: Sphinx) -> None:
    """Register the roles."""
    app.add_role("value", ValueRole())
    app.add_role("statement", StatementRole())
