"""The book as a PDF: pages merged into one document and set by WeasyPrint."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import matplotlib
from lxml.html import HtmlElement, tostring
from lxml.html.builder import E

from analysis.errors import InputError
from analysis.forms.pages import PICTURES, Page, read_pages, title_page
from analysis.site.cite import book

try:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as error:
    raise InputError("pdf", "needs the library Pango; Debian: apt-get install "
                     "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0") from error

STYLE = Path(__file__).parent / "print.css"
# The fonts that matplotlib brings, so that a page does not depend on those of the machine.
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
BASE = "book:///"


class Shelf(URLFetcher):
    """Gives pictures and fonts under addresses that name no folder of the machine."""

    def __init__(self, pictures: dict[str, bytes]) -> None:
        super().__init__()
        self.pictures = pictures

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        name = url.removeprefix(BASE)
        if name in self.pictures:
            return URLFetcherResponse(url, self.pictures[name], {"Content-Type": "image/svg+xml"})
        return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/ttf"})


def bind(html: Path) -> bytes:
    """The PDF: title page, contents with page numbers, bookmarks, the pages; it can be read aloud
    (PDF/UA: tags, alternative texts).
    """
    pages = read_pages(html, lambda _, to, fragment: f"#{_anchor(to, fragment)}")
    pictures = {f"{PICTURES}/{name}": svg for page in pages for name, svg in page.pictures.items()}
    document = tostring(_document(pages), encoding="unicode", doctype="<!DOCTYPE html>")
    return HTML(string=document, base_url=BASE, url_fetcher=Shelf(pictures)).write_pdf(
        pdf_variant="pdf/ua-1")


def _document(pages: list[Page]) -> HtmlElement:
    head = E.head(
        E.title(book().title), E.meta(name="author", content=book().by),
        E.meta(name="keywords", content=", ".join(book().keywords)),
        E.meta(name="description", content=book().abstract),
        E.meta(name="dcterms.created", content=book().released.isoformat()),
        E.style(STYLE.read_text("utf-8")))
    body = E.body(title_page(), _contents(pages))
    for part, members in groupby(pages, key=lambda page: page.part):
        for place, page in enumerate(members):
            if part and not place:
                page.body.insert(0, E.p(part, {"class": "part"}))
            body.append(_chapter(page))
    return E.html(head, body, lang="en")


def _contents(pages: list[Page]) -> HtmlElement:
    contents = E.section(E.h1("Contents"), {"class": "contents"})
    for part, members in groupby(pages, key=lambda page: page.part):
        if part:
            contents.append(E.p(part, {"class": "contents-part"}))
        for page in members:
            contents.append(E.p(E.a(page.title, href=f"#{_anchor(page.name)}")))
            contents.append(E.ul(*[
                E.li(E.a(heading, href=f"#{_anchor(page.name, anchor)}"))
                for anchor, heading in page.sections]))
    return contents


def _chapter(page: Page) -> HtmlElement:
    """The page with ids that are unique in the whole book."""
    for element in page.body.xpath("descendant-or-self::*[@id]"):
        element.set("id", _anchor(page.name, element.get("id")))
    return E.article(page.body, id=_anchor(page.name))


def _anchor(page: str, fragment: str = "") -> str:
    return f"{page.replace('/', '.')}{'--' if fragment else ''}{fragment}"
