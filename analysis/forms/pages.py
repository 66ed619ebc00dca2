"""The built pages as paper or a reader's device needs them: plain, whole, without scripts.

What opens on a click in a browser is laid open (evidence, citations); what only a browser can do is
left to it (filters, downloads). The code of the chapters stays in the HTML book; the values and
statements that it defines close each chapter, so that a number in prose still leads to its name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, parse
from lxml.html.builder import E

from analysis.paths import TOC
from analysis.records import resources
from analysis.site.cite import FOLDER as CITATIONS
from analysis.site.cite import apa, book, data_as_of, whole_book
from analysis.site.outputs import FOLDER as EXHIBITS
from analysis.style import MUTED

PICTURES = "pictures"


@dataclass(frozen=True)
class Page:
    """A page of the book.

    Attributes
    ----------
    name
        Its address without ending, for example "chapters/themes/trade".
    part
        The heading under which the contents list it; empty for the front page.
    body
        Its contents, one `<section>`. Links go to (page, fragment) as `link` writes them.
    pictures
        SVG files that `<img>` elements of the body name, by their file names.
    """

    name: str
    part: str
    body: HtmlElement
    pictures: dict[str, bytes]

    @property
    def title(self) -> str:
        return self.body.find("h1").text_content()  # of a profile it is a bound value

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Id and heading of each section of the page."""
        return [(one.get("id"), one.find("h2").text_content())
                for one in self.body.findall("section") if one.find("h2") is not None]


def read_pages(folder: Path, link: Callable[[str, str, str], str]) -> list[Page]:
    """The pages of the built book in reading order.

    Parameters
    ----------
    folder
        Folder of the built HTML book.
    link
        Writes the address of a link: from page, to page, to fragment (empty: the page's start).
    """
    listed = list(_listed())
    names = {name for name, _ in listed}
    return [_read_page(folder, name, part, names, link) for name, part in listed]


def title_page() -> HtmlElement:
    """Title, edition, date of the data, citation and licences, from CITATION.cff."""
    title, _, subtitle = book().title.partition(": ")
    released = book().released
    facts = (f"Edition {book().edition}, {released.day} {released:%B %Y}. "
             f"Data as of {data_as_of(resources())}.")
    return E.section(
        E.h1(title), E.p(f"{subtitle[:1].upper()}{subtitle[1:]}", {"class": "subtitle"}),
        E.p(book().by, {"class": "authors"}), E.p(facts, {"class": "edition"}),
        E.p(E.strong("Cite as: "), apa(whole_book("")).strip(), {"class": "citation"}),
        E.p("Text CC BY 4.0, code MIT, data by source: see the catalogue of the tables."),
        E.p("This form of the book has all its text, figures and tables. The code of the chapters "
            "and the plotted values are in the HTML book: those of an exhibit in the file that "
            "bears the exhibit's name, as in exhibits/fig-timeline.csv."),
        {"id": "title-page", "class": "title-page"})


def _listed() -> Iterator[tuple[str, str]]:
    """Name and part of each page in the order of `_toc.yml`."""
    toc = yaml.safe_load(TOC.read_text("utf-8"))
    yield toc["root"], ""
    for part in toc["parts"]:
        for chapter in part["chapters"]:
            for entry in [chapter, *chapter.get("sections", [])]:
                yield entry["file"], part["caption"]


def _read_page(
    folder: Path, name: str, part: str, names: set[str], link: Callable[[str, str, str], str]
) -> Page:
    tree = parse(folder / f"{name}.html", HTMLParser(encoding="utf-8"))
    [body] = tree.xpath('//article[@class="bd-article"]/section')
    _drop_what_needs_a_browser(body)
    pictures = _take_out_pictures(body, folder, name)
    _close_with_definitions(body)
    _open_what_is_folded(body)
    _plain_code(body)
    _aim_links(body, name, names, link)
    return Page(name, part, body, pictures)


def _having(cls: str) -> str:
    return f'contains(concat(" ", @class, " "), " {cls} ")'


def _drop_what_needs_a_browser(body: HtmlElement) -> None:
    for element in body.xpath(
        f'.//script | .//form | .//a[{_having("headerlink")}] | .//p[{_having("forms")}]'
        f' | .//p[{_having("exhibit-links")}] | .//div[{_having("exhibit-links")}]/a'
        f' | .//a[contains(@href, "{CITATIONS}/")]'
        f' | .//div[{_having("toctree-wrapper")}]'
    ):
        element.drop_tree()
    for entry in body.xpath(".//*[@role='doc-biblioentry']"):
        del entry.attrib["role"]  # readers' devices list it as outdated
    for term in body.xpath(".//a[@aria-describedby]"):
        del term.attrib["aria-describedby"]  # the glossary explains it


def _take_out_pictures(body: HtmlElement, folder: Path, page: str) -> dict[str, bytes]:
    """Put an `<img>` in the place of each drawing; the drawings on white ground, by file name."""
    pictures = {}
    for picture in body.xpath(".//img"):  # both states of an exhibit that changed
        file = folder / posixpath.dirname(page) / picture.get("src")
        pictures[file.name] = file.read_bytes()
        picture.set("src", f"{PICTURES}/{file.name}")
    for svg in body.xpath(".//svg"):
        owner = svg.xpath("ancestor::*[@id][1]")[0].get("id")
        file = folder / EXHIBITS / f"{owner}.svg"
        pictures[f"{owner}.svg"] = file.read_bytes() if file.exists() else _coverage(svg)
        picture = E.img({key: svg.get(key) for key in ("width", "height")},
                        src=f"{PICTURES}/{owner}.svg", alt=svg.get("aria-label"))
        # A drawing of the catalogue stands between paragraphs.
        shown = picture if file.exists() else E.p(picture)
        shown.tail = svg.tail
        svg.getparent().replace(svg, shown)
    return pictures


def _coverage(svg: HtmlElement) -> bytes:
    """A drawing of the catalogue as a file: what its style sheet says, said in the drawing."""
    drawing = etree.Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": svg.get("viewbox"),
        "width": svg.get("width"), "height": svg.get("height"), "fill": MUTED,
        "font-size": "9", "font-family": "DejaVu Sans, sans-serif"})
    drawing.extend(list(svg))
    return etree.tostring(drawing)


def _close_with_definitions(body: HtmlElement) -> None:
    """Leave out folded code; list the values and statements that it defines at the end."""
    listed = E.p({"class": "definitions"})
    for definition in body.xpath(f".//p[{_having('definition')}]"):
        entry = E.code(definition.text_content(), id=definition.get("id"))
        entry.tail = "; "
        listed.append(entry)
        definition.drop_tree()
    for cell in body.xpath(f".//div[{_having('cell')}]/details"):
        cell.drop_tree()
    if len(listed):
        listed[-1].tail = "."
        body.append(E.section(E.h2("Values and statements"), listed, id="values-and-statements"))


def _open_what_is_folded(body: HtmlElement) -> None:
    for details in body.xpath(".//details"):
        details.find("summary").drop_tree()
        details.tag = "div"
        first, *others = details.xpath("./span[@class='copyable']") or [None]
        if first is not None:  # one style of citing is enough on paper
            first.text = f"Cite as: {first.text}"
            for other in others:
                other.drop_tree()
        if details.get("class") != "exhibit-cite":
            details.set("class", "evidence")


def _plain_code(body: HtmlElement) -> None:
    """Code without the marks that give it colours."""
    for code in body.iter("pre", "code"):
        text = code.text_content()
        for child in code:
            code.remove(child)
        code.text = text


def _aim_links(
    body: HtmlElement, page: str, names: set[str], link: Callable[[str, str, str], str]
) -> None:
    """Links between pages as the form writes them; a file of the HTML book is named, not linked."""
    for anchor in body.xpath(".//a[@href]"):
        target = urlsplit(anchor.get("href"))
        if target.scheme:
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(target.path)))
        to = path.removesuffix(".html") if target.path else page
        if to in names:
            anchor.set("href", link(page, to, unquote(target.fragment)))
        else:
            anchor.tail = f": {path}{anchor.tail or ''}"
            anchor.drop_tag()
