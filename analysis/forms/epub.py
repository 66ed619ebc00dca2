"""The book as an EPUB 3: the pages as XHTML, the figures as SVG, one file in all.

Sphinx has a builder for EPUB, too. It needs a second build of the book (half a minute), keeps what
only a browser can do, and its archive differs from build to build.
"""

from __future__ import annotations

import posixpath
from itertools import groupby
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from lxml.builder import ElementMaker
from lxml.etree import ElementBase, tostring
from lxml.html import HtmlElement, html_to_xhtml
from lxml.html.builder import E

from analysis.forms.pages import PICTURES, Page, read_pages, title_page
from analysis.site.archive import zipped
from analysis.site.cite import book

STYLE = Path(__file__).parent / "epub.css"
MIMETYPE = "application/epub+zip"
OPS = "http://www.idpf.org/2007/ops"
DC = "http://purl.org/dc/elements/1.1/"
OPF = ElementMaker(namespace="http://www.idpf.org/2007/opf",
                   nsmap={None: "http://www.idpf.org/2007/opf", "dc": DC})
CORE = ElementMaker(namespace=DC)
OCF = "urn:oasis:names:tc:opendocument:xmlns:container"
CONTAINER = ElementMaker(namespace=OCF, nsmap={None: OCF})
KINDS = {".xhtml": "application/xhtml+xml", ".svg": "image/svg+xml", ".css": "text/css"}


def bind(html: Path) -> bytes:
    """The EPUB: title page, contents, the pages, the pictures."""
    pages = read_pages(html, _address)
    files = {"title.xhtml": _xhtml("title", book().title, title_page()),
             "contents.xhtml": _xhtml("contents", "Contents", _contents(pages))}
    files |= {f"{page.name}.xhtml": _xhtml(page.name, page.title, page.body) for page in pages}
    files["style.css"] = STYLE.read_bytes()
    files |= {f"{PICTURES}/{name}": svg for page in pages for name, svg in page.pictures.items()}
    return zipped({"mimetype": MIMETYPE.encode(), "META-INF/container.xml": _container(),
                   "package.opf": _package(files), **files}, stored=("mimetype",))


def _address(page: str, to: str, fragment: str) -> str:
    path = "" if to == page else posixpath.relpath(f"{to}.xhtml", posixpath.dirname(page))
    return f"{path}#{fragment}" if fragment else path or posixpath.basename(f"{to}.xhtml")


def _xhtml(name: str, title: str, body: HtmlElement) -> bytes:
    """A page as XHTML; its pictures lie at the root of the EPUB."""
    up = "../" * name.count("/")
    for picture in body.iter("img"):
        picture.set("src", up + picture.get("src"))
    head = E.head(E.title(title), E.link(rel="stylesheet", type="text/css", href=f"{up}style.css"))
    page = E.html(head, E.body(body), lang="en")
    page.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    html_to_xhtml(page)
    return tostring(page, xml_declaration=True, encoding="utf-8", doctype="<!DOCTYPE html>")


def _contents(pages: list[Page]) -> HtmlElement:
    """The navigation document: parts, pages, sections of pages."""
    parts = E.ol(E.li(E.a(book().title.partition(":")[0], href="title.xhtml")))
    for part, members in groupby(pages, key=lambda page: page.part):
        listed = [_entry(page) for page in members]
        parts.extend([E.li(E.span(part), E.ol(*listed))] if part else listed)
    navigation = E.nav(E.h1("Contents"), parts, id="contents")
    navigation.set(f"{{{OPS}}}type", "toc")
    return navigation


def _entry(page: Page) -> HtmlElement:
    address = f"{page.name}.xhtml"
    entry = E.li(E.a(page.title, href=address))
    sections = [E.li(E.a(heading, href=f"{address}#{anchor}")) for anchor, heading in page.sections]
    if sections:
        entry.append(E.ol(*sections))
    return entry


def _package(files: dict[str, bytes]) -> bytes:
    """The package document: what the book is, what files it has, in which order they are read."""
    names = {name: f"file-{number}" for number, name in enumerate(files)}
    released = book().released.isoformat()
    metadata = OPF.metadata(
        CORE.identifier(uuid5(NAMESPACE_URL, f"{book().title} {book().edition}").urn,
                        id="identifier"),
        CORE.title(book().title), CORE.language("en"), CORE.creator(book().by),
        CORE.date(released), CORE.description(book().abstract),
        CORE.rights("Text CC BY 4.0, code MIT, data by source"),
        OPF.meta(f"{released}T00:00:00Z", property="dcterms:modified"))
    manifest = OPF.manifest(*[
        OPF.item({"id": key, "href": name, "media-type": KINDS[posixpath.splitext(name)[1]]},
                 **({"properties": "nav"} if name == "contents.xhtml" else {}))
        for name, key in names.items()])
    spine = OPF.spine(*[OPF.itemref(idref=key) for name, key in names.items()
                        if name.endswith(".xhtml")])
    return _xml(OPF.package(metadata, manifest, spine,
                            {"version": "3.0", "unique-identifier": "identifier"}))


def _container() -> bytes:
    return _xml(CONTAINER.container(CONTAINER.rootfiles(CONTAINER.rootfile(
        {"full-path": "package.opf", "media-type": "application/oebps-package+xml"})),
        version="1.0"))


def _xml(root: ElementBase) -> bytes:
    return tostring(root, xml_declaration=True, encoding="utf-8")
