"""Other forms of the built book: PDF, EPUB, and the HTML book as a zip.

All are bound from the pages in `_build/html` and lie beside them, in `forms/`; the front page links
to those that have been made. The same pages give the same bytes: the only date is the edition's.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from analysis.errors import InputError
from analysis.notebooks import toc_pages
from analysis.paths import HTML, shown
from analysis.records import replace_file
from analysis.site.cite import book
from analysis.site.offer import FOLDER, offer

# Each is a module here; its `bind` makes bytes of the folder of the built book.
KINDS = ("pdf", "epub", "zip")


def make_form(kind: str, html: Path = HTML) -> Path:
    """Make a form of the built book and link to it from the front page.

    Parameters
    ----------
    kind
        One of `KINDS`.
    html
        Folder of the built book.

    Raises
    ------
    InputError
        Where there is no built book, or the system lacks what the form needs.
    """
    front = toc_pages()[0]
    if not (html / f"{front}.html").exists():
        raise InputError(shown(html), "there is no built book: make book")
    path = html / FOLDER / f"{_name()}.{kind}"
    replace_file(path, import_module(f"{__name__}.{kind}").bind(html))
    offer(html, front)
    return path


def _name() -> str:
    """What a reader finds among the downloads: the book's short title and its edition."""
    title = book().title.partition(":")[0].lower().replace(" ", "-")
    return f"{title}-{book().edition}"
