"""The line on the front page that offers the book's other forms, once they have been made."""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from analysis.records import replace_file

FOLDER = "forms"
EMPTY = '<p class="forms"></p>'
WORDS = {".epub": "EPUB", ".pdf": "PDF", ".zip": "HTML to read from a folder (zip)"}


def offer(html: Path, page: str) -> None:
    """Link from the front page to each form that lies in the book.

    Parameters
    ----------
    html
        Folder of the built book.
    page
        The front page, without ending.
    """
    up = "../" * page.count("/")
    links = [f'<a href="{up}{FOLDER}/{escape(path.name)}" download>{WORDS[path.suffix]}</a> '
             f"({path.stat().st_size / 1e6:.1f} MB)" for path in sorted((html / FOLDER).iterdir())]
    line = f'<p class="forms">This book as {", ".join(links)}</p>'
    front = html / f"{page}.html"
    replace_file(front, _with_line(front.read_text("utf-8"), line).encode())


def without_offer(front: str) -> str:
    """The text of the front page as it was before other forms were made."""
    return _with_line(front, EMPTY)


def setup(app: Sphinx) -> None:
    """Register the empty line and what empties it."""
    app.connect("html-page-context", _add_line)
    app.connect("env-get-outdated", _drop_outdated)


def _with_line(front: str, line: str) -> str:
    return re.sub(r'<p class="forms">.*?</p>', lambda _: line, front, count=1)


def _add_line(
    app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    if pagename == app.config.root_doc and app.builder.format == "html":
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{EMPTY}", 1)


def _drop_outdated(
    app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set
) -> list[str]:
    """Forms of a book that has changed go, and the front page is written anew without them."""
    folder = Path(app.outdir, FOLDER)
    if not (added or changed or removed) or not folder.exists():
        return []
    shutil.rmtree(folder)
    return [app.config.root_doc]
