"""The book as PDF, EPUB and zip: nothing that the pages have is lost, and the bytes stay the same.

The EPUB is that of the whole book; the PDF that of some pages, and of the whole if it is there.
"""

from __future__ import annotations

import ctypes.util
import io
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from lxml import etree
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from analysis.errors import InputError
from analysis.forms import KINDS, make_form
from analysis.forms import epub as epub_form
from analysis.notebooks import toc_pages
from analysis.paths import CITATION, ROOT
from analysis.site import offer

BOOK = yaml.safe_load(CITATION.read_text("utf-8"))
XHTML = {"x": "http://www.w3.org/1999/xhtml"}
# Pages that have a figure, tables, values, citations, and what these refer to.
SOME = {"format": "jb-book", "root": "chapters/index", "parts": [
    {"caption": "The essays", "chapters": [{"file": "chapters/back/errata"}]},
    {"caption": "Behind the book", "chapters": [{"file": "chapters/back/glossary"},
                                                {"file": "chapters/back/bibliography"}]}]}
SOME_PAGES = ["chapters/index", "chapters/back/errata", "chapters/back/glossary",
              "chapters/back/bibliography"]
# Makes all forms of a folder, for a table of contents: python -c MAKE FOLDER TOC OUT KIND...
MAKE = """
import sys; from pathlib import Path; from importlib import import_module
from analysis.forms import pages
folder, toc, out, *kinds = map(Path, sys.argv[1:])
pages.TOC = toc
for kind in kinds:
    (out / kind).write_bytes(import_module(f"analysis.forms.{kind}").bind(folder))
"""
# WeasyPrint loads Pango when it is imported.
HAS_PANGO = ctypes.util.find_library("pangoft2-1.0") is not None
needs_pango = pytest.mark.skipif(not HAS_PANGO, reason="there is no Pango")
FORMS = [pytest.param("pdf", marks=needs_pango), "epub", "zip"]


@cache
def article(path: Path) -> Tag:
    """What a page of the HTML book says, without what only a browser needs."""
    # Code and drawings are most of a page, and no part of what is counted.
    inner = re.compile(r"(<pre\b[^>]*>|<svg\b[^>]*>).*?(?=</pre>|</svg>)", re.DOTALL)
    text = inner.sub(r"\1", path.read_text("utf-8"))
    found = BeautifulSoup(text, "html.parser").select_one("article.bd-article")
    for tag in found.select("script, a.headerlink, .exhibit-links > a, p.exhibit-links, p.forms"):
        tag.decompose()
    return found


def links(found: Tag, page: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Page and fragment of each link of an HTML page to one of the pages; address of others."""
    for link in found.select("a[href]"):
        parts = urlsplit(link["href"])
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
        name = path.removesuffix(".html") if parts.path else page
        if parts.scheme:
            yield "", link["href"]
        elif name in names:
            yield name, unquote(parts.fragment)


# --- EPUB --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def epub(html: Path) -> dict[str, bytes]:
    """The files of the whole book's EPUB."""
    with zipfile.ZipFile(io.BytesIO(epub_form.bind(html))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def xhtml(epub: dict[str, bytes]) -> dict[str, etree._Element]:
    """Its pages; they parse as XML."""
    return {name.removesuffix(".xhtml"): etree.fromstring(content)
            for name, content in epub.items() if name.endswith(".xhtml")}


COUNTED = {
    "figures": ("figure.exhibit", "//x:figure[contains(@class, 'exhibit')]"),
    "tables": ("table", "//x:table"),
    "captions": (".caption-number", "//x:span[@class='caption-number']"),
    "rows": ("tr", "//x:tr"),
    "cells": ("td, th", "//x:td | //x:th"),
    "pictures": ("svg", "//x:img"),
    "sources": (".exhibit-source", "//x:p[@class='exhibit-source']"),
    "citations": (".bibtex-citation a", "//x:span[@class='bibtex-citation']//x:a"),
    "literature": (".citation", "//x:div[@class='citation']"),
    "definitions": ("p.definition", "//x:p[@class='definitions']/x:code"),
    "ways to cite": (".exhibit-cite", "//x:div[@class='exhibit-cite']"),
}


@pytest.mark.parametrize("what", COUNTED)
def test_the_epub_has_all_that_the_pages_have(html: Path, xhtml: dict, what: str) -> None:
    in_html, in_epub = COUNTED[what]
    wanted = {page: len(article(html / f"{page}.html").select(in_html)) for page in toc_pages()}
    found = {page: len(xhtml[page].xpath(in_epub, namespaces=XHTML)) for page in toc_pages()}
    assert sum(wanted.values()) > 10
    assert found == wanted


def test_the_epub_has_the_same_links_and_each_leads_somewhere(html: Path, xhtml: dict) -> None:
    ids = {page: set(root.xpath("//@id")) for page, root in xhtml.items()}
    for page in toc_pages():
        wanted = Counter(links(article(html / f"{page}.html"), page, toc_pages()))
        found = Counter()
        for address in xhtml[page].xpath("//x:a/@href", namespaces=XHTML):
            path, fragment = urldefrag(address)
            if urlsplit(address).scheme:
                found["", address] += 1
                continue
            to = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
            to = to.removesuffix(".xhtml") if path else page
            assert to in ids and (not fragment or fragment in ids[to]), (page, address)
            found[to, fragment] += 1
        assert found == wanted, page


def test_the_epub_has_terms_but_nothing_that_describes_them_elsewhere(xhtml: dict) -> None:
    terms = [a for root in xhtml.values() for a in root.xpath("//x:a[@class='term']",
                                                              namespaces=XHTML)]
    assert terms and not [a for a in terms if "aria-describedby" in a.attrib]


def test_the_epub_lists_its_files_and_reads_the_pages_in_order(epub: dict[str, bytes]) -> None:
    package = etree.fromstring(epub["package.opf"])
    items = {item.get("id"): item.get("href")
             for item in package.xpath("//*[local-name()='item']")}
    assert {*items.values()} | {"mimetype", "META-INF/container.xml", "package.opf"} == {*epub}
    read = [items[ref] for ref in package.xpath("//*[local-name()='itemref']/@idref")]
    assert read == ["title.xhtml", "contents.xhtml", *(f"{page}.xhtml" for page in toc_pages())]


def test_pictures_of_the_epub_are_drawings_in_the_colours_of_paper(
    epub: dict[str, bytes], xhtml: dict
) -> None:
    drawings = {name: content for name, content in epub.items() if name.endswith(".svg")}
    assert all(etree.fromstring(c).tag == "{http://www.w3.org/2000/svg}svg"
               for c in drawings.values())
    assert [name for name, content in drawings.items() if b"var(" in content] == []
    images = [image for root in xhtml.values() for image in root.iterfind(".//x:img", XHTML)]
    assert {posixpath.basename(i.get("src")) for i in images} == {
        posixpath.basename(name) for name in drawings}
    assert all(len(image.get("alt").split()) >= 5 for image in images)


def test_the_contents_of_the_epub_name_every_page(html: Path, xhtml: dict) -> None:
    listed = {link.get("href"): "".join(link.itertext())
              for link in xhtml["contents"].iterfind(".//x:a", XHTML)}
    for page in toc_pages():
        assert listed[f"{page}.xhtml"] == article(html / f"{page}.html").h1.get_text()


def test_the_title_page_tells_edition_data_and_citation(xhtml: dict) -> None:
    text = " ".join(xhtml["title"].itertext())
    assert f"Edition {BOOK['version']}" in text and "Data as of 20" in text
    assert BOOK["title"] in text and BOOK["authors"][0]["name"] in text


# --- PDF ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def some(html: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folder and table of contents of a book of some pages of the built one."""
    folder = tmp_path_factory.mktemp("some")
    for page in SOME_PAGES:
        (folder / "html" / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(html / f"{page}.html", folder / "html" / f"{page}.html")
    front = folder / "html" / f"{SOME_PAGES[0]}.html"
    front.write_text(offer.without_offer(front.read_text("utf-8")), "utf-8")
    shutil.copytree(html / "exhibits", folder / "html" / "exhibits")
    (folder / "toc.yml").write_text(yaml.safe_dump(SOME), "utf-8")
    return folder / "html", folder / "toc.yml"


def made(some: tuple[Path, Path], out: Path, **environment: str) -> dict[str, bytes]:
    """The forms of some pages, made by a process of its own."""
    kinds = KINDS if HAS_PANGO else ("epub", "zip")
    subprocess.run([sys.executable, "-c", MAKE, *map(str, some), str(out), *kinds], check=True,
                   env=os.environ | {"PYTHONPATH": str(ROOT)} | environment, timeout=300)
    return {kind: (out / kind).read_bytes() for kind in kinds}


@pytest.fixture(scope="module")
def forms(some: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return made(some, tmp_path_factory.mktemp("forms"), PYTHONHASHSEED="1", TZ="UTC")


@pytest.fixture(scope="module")
def forms_again(
    some: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The same in another folder, time zone and language, with other hashes."""
    out = tmp_path_factory.mktemp("again")
    shutil.copytree(some[0], out / "html")
    return made((out / "html", some[1]), out, PYTHONHASHSEED="2", TZ="Asia/Vladivostok", LC_ALL="C")


@pytest.fixture(scope="module", params=[
    pytest.param("some pages", marks=needs_pango), "the whole book"])
def pdf(request: pytest.FixtureRequest, html: Path) -> tuple[PdfReader, list[str], list[str]]:
    """A PDF, the text of each of its sheets, and the pages that it holds."""
    if request.param == "some pages":
        content, names = request.getfixturevalue("forms")["pdf"], SOME_PAGES
    else:
        whole = list((html / "forms").glob("*.pdf"))
        if not whole:
            pytest.skip("there is no PDF of the whole book: make pdf")
        content, names = whole[0].read_bytes(), toc_pages()
    # PDFium reads texts whose fonts have tables of their own; pypdf reads the rest of the document.
    texts = [" ".join(sheet.get_textpage().get_text_range().split())
             for sheet in PdfDocument(content)]
    return PdfReader(io.BytesIO(content)), texts, names


def outline(entries: list) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry)
        else:
            yield entry.title


def test_the_pdf_has_each_exhibit_and_source(pdf: tuple, html: Path) -> None:
    _, texts, names = pdf
    text = " ".join(texts)
    numbers = [number.get_text().strip() for name in names
               for number in article(html / f"{name}.html").select(".caption-number")]
    assert numbers
    assert [number for number in numbers if f"{number} " not in text] == []
    sources = sum(len(article(html / f"{name}.html").select(".exhibit-source")) for name in names)
    assert text.count("Source: ") >= sources


def test_the_pdf_has_each_picture_with_its_words(pdf: tuple, html: Path) -> None:
    reader, _, names = pdf
    wanted = [svg["aria-label"] for name in names
              for svg in article(html / f"{name}.html").select("svg[role=img]")]
    found = [str(node["/Alt"]) for node in tagged(reader.trailer["/Root"]["/StructTreeRoot"])
             if node.get("/S") == "/Figure" and "/Alt" in node]
    assert Counter(found) == Counter(wanted)


def tagged(node: object) -> Iterator[dict]:
    """The elements of a tagged PDF's tree."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            yield one
            waiting += [one["/K"]] if "/K" in one else []


def test_the_pdf_has_the_links_of_the_pages(pdf: tuple, html: Path) -> None:
    reader, _, names = pdf
    wanted = {link for name in names for link in links(article(html / f"{name}.html"), name, names)}
    annotations = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    inside = {str(note["/Dest"]) for note in annotations if "/Dest" in note}
    outside = {str(note["/A"]["/URI"]) for note in annotations
               if note.get("/A", {}).get("/S") == "/URI"}
    assert {*map(unquote, outside)} == {unquote(address) for name, address in wanted if not name}
    assert {name.replace("/", ".") + (f"--{fragment}" if fragment else "")
            for name, fragment in wanted if name} <= inside
    assert inside <= {*reader.named_destinations}


def test_the_pdf_has_bookmarks_and_contents_with_true_page_numbers(pdf: tuple, html: Path) -> None:
    reader, texts, names = pdf
    titles = {name: article(html / f"{name}.html").h1.get_text() for name in names}
    assert {*titles.values()} <= {*outline(reader.outline)}
    front = reader.get_destination_page_number(
        reader.named_destinations[names[0].replace("/", ".")])
    contents = " ".join(texts[1:front])
    for name, title in titles.items():
        at = reader.get_destination_page_number(
            reader.named_destinations[name.replace("/", ".")])
        words = r"\s+".join(map(re.escape, title.split()))
        assert re.search(rf"{words}[\s.]*{at + 1}\b", contents), title


def test_the_pdf_says_what_it_is_and_brings_its_fonts(pdf: tuple) -> None:
    reader, texts, _ = pdf
    assert reader.metadata.title == BOOK["title"]
    assert f"Edition {BOOK['version']}" in texts[0]
    fonts = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for page in reader.pages
             for font in page["/Resources"].get("/Font", {}).values()]
    assert fonts and all({"/FontFile2", "/FontFile3"} & {*font} for font in fonts)


# --- the same bytes, and the offer -------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_has_the_same_bytes_wherever_and_whenever_it_is_made(
    kind: str, some: tuple[Path, Path], forms: dict[str, bytes], forms_again: dict[str, bytes]
) -> None:
    assert forms[kind] == forms_again[kind]
    assert str(some[0]).encode() not in forms[kind]


def test_forms_are_offered_on_the_front_page_until_the_book_changes(
    some: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, toc = tmp_path / "html", some[1]
    shutil.copytree(some[0], folder)
    monkeypatch.setattr("analysis.forms.pages.TOC", toc)
    front = folder / "chapters" / "index.html"
    before = front.read_text("utf-8")
    paths = [make_form("epub", folder), make_form("zip", folder)]
    soup = BeautifulSoup(front.read_text("utf-8"), "html.parser")
    offered = [(front.parent / link["href"]).resolve() for link in soup.select("p.forms a")]
    assert offered == sorted(paths) and all(path.is_file() for path in paths)
    # A zip does not hold itself, nor an offer of what it does not hold.
    with zipfile.ZipFile(paths[1]) as archive:
        assert archive.read("book/chapters/index.html").decode() == before
        assert not [name for name in archive.namelist() if "/forms/" in name]

    app = SimpleNamespace(outdir=folder, config=SimpleNamespace(root_doc="chapters/index"))
    assert offer._drop_outdated(app, None, set(), set(), set()) == [] and paths[0].exists()
    assert offer._drop_outdated(app, None, set(), {"a"}, set()) == ["chapters/index"]
    assert not paths[0].exists()


def test_a_form_of_no_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make book"):
        make_form("epub", tmp_path)
