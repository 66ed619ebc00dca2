"""What each page is given beside its text: a head for programs, how to cite it.

What a page offers for download is written together with the page.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from analysis.paths import CITATION
from analysis.records import resources
from analysis.site import cite
from analysis.site.executed import read_page
from analysis.site.head import head
from analysis.site.outputs import to_root


def setup(app: Sphinx) -> None:
    """Register what is added to each page, and when all pages are out of date."""
    app.connect("html-page-context", _add_to_page)
    # Citations stand in pages that are read, not only written: a change reads all pages again.
    app.add_config_value("cited_as", _cited_as, "env")


def _cited_as(config: Config) -> tuple[str, str, str]:
    return CITATION.read_text("utf-8"), config.html_baseurl, cite.data_as_of(resources())


def _add_to_page(
    app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    if doctree is None or app.builder.name != "html":  # a page that Sphinx makes; a page of an EPUB
        return
    notebook, out = Path(app.srcdir, f"{pagename}.ipynb"), Path(app.outdir)
    tables = read_page(notebook).tables if notebook.exists() else []
    cited = _cited(app, pagename, tables)
    cite.write_files(out, cited)
    context["metatags"] += "\n" + head(cited, doctree, app.config.language)
    context["body"] += _cite_box(cited, to_root(pagename))


def _cited(app: Sphinx, docname: str, tables: list[str]) -> cite.Cited:
    address = cite.page_address(app.config, docname)
    if docname == app.config.root_doc:
        return cite.whole_book(address)
    return cite.chapter(docname, app.env.titles[docname].astext(), tables, address)


def _cite_box(cited: cite.Cited, root: str) -> str:
    thing = "chapter" if cited.title else "book"
    edition = cited.edition[0].upper() + cited.edition[1:]
    forms = [("APA", cite.apa, "p"), ("Chicago", cite.chicago, "p"),
             ("BibTeX", cite.bibtex, "pre"), ("RIS", cite.ris, "pre")]
    shown = "\n".join(
        f'<dt>{name}</dt><dd><{tag} class="copyable">{escape(form(cited).strip())}</{tag}></dd>'
        for name, form, tag in forms)
    return (
        f'<details class="page-end" id="cite-this-{thing}"><summary>Cite this {thing}</summary>\n'
        f"<p>{escape(edition)}. Address: {escape(cited.address)}</p>\n<dl>{shown}</dl>\n"
        f"<p>Download: {cite.downloads(cited, root)}</p>\n</details>\n"
    )
