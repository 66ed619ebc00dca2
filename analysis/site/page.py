"""What each page is given beside its text: a head for programs, how to cite it, how to run it.

What a page offers for download is written together with the page.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from analysis.paths import CITATION
from analysis.records import replace_file, resources
from analysis.site import cite
from analysis.site.archive import to_zip
from analysis.site.executed import read_page
from analysis.site.head import breadcrumbs, head
from analysis.site.outputs import to_root
from analysis.site.trail import trail

FOLDER = "notebooks"
LAUNCH = {"binderhub_url": "https://mybinder.org", "notebook_interface": "jupyterlab",
          "colab_url": "https://colab.research.google.com"}
UNPACK = """python -m venv .venv
.venv/bin/pip install --require-hashes -r requirements.txt
.venv/bin/jupyter execute --inplace {notebook}"""
COLAB = """!git clone --depth 1 {repository} /content/book
!pip install -q -r /content/book/requirements.txt
!pip install -q --no-deps --no-build-isolation -e /content/book"""


def setup(app: Sphinx) -> None:
    """Register what is added to each page, and when all pages are out of date."""
    app.connect("config-inited", _offer_to_launch, priority=100)
    app.connect("html-page-context", _add_to_page)
    # Citations stand in pages that are read, not only written: a change reads all pages again.
    app.add_config_value("cited_as", _cited_as, "env")


def _cited_as(config: Config) -> tuple[str, str, str]:
    return CITATION.read_text("utf-8"), config.html_baseurl, cite.data_as_of(resources())


def _offer_to_launch(app: Sphinx, config: Config) -> None:
    """Let the theme offer each notebook on Binder and Colab, which need a public repository."""
    if repository := cite.book().repository:
        config.html_theme_options |= {"repository_url": repository, "launch_buttons": LAUNCH}


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
    context["trail"] = trail(app.env, pagename)
    context["metatags"] += breadcrumbs(
        [(step.title, cite.page_address(app.config, step.page))
         for step in context["trail"] if step.page])
    context["body"] += _cite_box(cited, to_root(pagename))
    if tables:
        content = to_zip(notebook)
        path = f"{FOLDER}/{cite.page_name(pagename)}.zip"
        replace_file(out / path, content)
        context["body"] += _run_box(pagename, path, len(content))


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


def _run_box(docname: str, archive: str, size: int) -> str:
    root, notebook = to_root(docname), f"{docname.rpartition('/')[2]}.ipynb"
    colab = (
        "<p>In Colab, run this first, then restart the session:</p>\n"
        f'<pre class="copyable">{escape(COLAB.format(repository=cite.book().repository))}</pre>\n'
    ) if cite.book().repository else ""
    return (
        '<details class="page-end" id="run-this-chapter"><summary>Run this chapter</summary>\n'
        f'<p>Download: <a href="{root}_sources/{docname}.ipynb" download>the notebook</a>, or '
        f'<a href="{root}{archive}" download>the notebook with its tables and code</a> '
        f"(zip, {size / 1e6:.1f} MB). With Python 3.11 or 3.12, in the folder of the unpacked zip:"
        f'</p>\n<pre class="copyable">{escape(UNPACK.format(notebook=notebook))}</pre>\n'
        f"{colab}</details>\n"
    )
