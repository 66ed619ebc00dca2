"""The built pages, read as files: exhibits are whole, links lead somewhere, no other host is asked.

The classes and ids of exhibits are a public interface: others embed and cite them.
"""

from __future__ import annotations

import gzip
import itertools
import re
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup, Tag

from analysis.exhibits import digest
from analysis.notebooks import book_notebooks, toc_pages
from analysis.paths import CITATION, ROOT, TOC
from analysis.profiles import PROFILES
from analysis.records import resources
from analysis.site.assets import POLICY
from analysis.site.executed import Page, definition_id, read_page, used_by

PAGES = [f"{page}.html" for page in toc_pages()]
BOOK = yaml.safe_load(CITATION.read_text("utf-8"))
# What the theme adds to the book's own pages.
OTHER = ["search.html"]
NOTEBOOKS = {p.relative_to(ROOT).with_suffix(".html").as_posix(): read_page(p)
             for p in book_notebooks()}
EXHIBITS = [pytest.param(page, card, id=name)
            for page, found in NOTEBOOKS.items() for name, card in found.exhibits.items()]

each_page = pytest.mark.parametrize("page", PAGES)
each_exhibit = pytest.mark.parametrize(("page", "card"), EXHIBITS)


@cache
def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@cache
def elements(path: Path) -> list[Tag]:
    """All of a page, in its order: pages are large, and selectors walk them each time."""
    return parsed(path).find_all(True)


@cache
def anchored(path: Path) -> dict[str, Tag]:
    """The elements that an address can lead to, by their ids."""
    return {element["id"]: element for element in elements(path) if element.has_attr("id")}


def exhibit(html: Path, page: str, card: dict) -> Tag:
    return anchored(html / page)[card["id"]]


def linked(html: Path, page: str, link: Tag) -> Path:
    """The file in the book that a link leads to."""
    target = urlsplit(link["href"])
    assert not target.netloc
    return (html / page).parent.joinpath(unquote(target.path)).resolve()


def plain(text: str) -> str:
    """A text with the straight quotation marks and dots that Sphinx sets as a printer would."""
    return text.translate(str.maketrans("“”‘’", "\"\"''")).replace("…", "...")


# --- exhibits ----------------------------------------------------------------------------------


@each_exhibit
def test_exhibit_has_its_id_class_number_and_caption(html: Path, page: str, card: dict) -> None:
    found = exhibit(html, page, card)
    assert "exhibit" in found["class"]
    assert re.match("(fig|tbl)-", found["id"])
    kind = "Fig" if card["kind"] == "fig" else "Table"
    assert re.fullmatch(rf"{kind}\.? \d+ ", found.select_one(".caption-number").get_text())
    caption = found.select_one(".caption-text").get_text()
    assert plain(caption) == plain(f"{card['title']} {card['caption']}")


@each_exhibit
def test_exhibit_can_be_read_by_who_does_not_see_it(html: Path, page: str, card: dict) -> None:
    found = exhibit(html, page, card)
    if card["kind"] == "fig":
        [picture] = found.select("svg[role=img]")
        alt = picture["aria-label"]
        assert alt == card["alt"] and len(alt.split()) >= 8
        assert alt not in (card["caption"], card["title"]) and not re.search(r"\.(svg|png)\b", alt)
    else:
        columns = [plain(th.get_text()) for th in found.select("thead th")]
        assert columns == [plain(column) for column in card["columns"]]
        rows = [[plain(c.get_text()) for c in row.select("td, th")]
                for row in found.select("tbody tr")]
        assert rows == [[plain(str(cell)) for cell in row] for row in card["rows"]]


def test_rows_of_tables_have_heads_too(html: Path) -> None:
    tables = [exhibit(html, page, card) for page, found in NOTEBOOKS.items()
              for card in found.exhibits.values() if card["kind"] == "tbl"]
    assert tables
    assert all(row.select_one("th[scope=row]") for t in tables for row in t.select("tbody tr"))


@each_exhibit
def test_exhibit_names_its_sources_and_leads_to_them(html: Path, page: str, card: dict) -> None:
    [line] = exhibit(html, page, card).select(".exhibit-source")
    assert line.get_text().startswith("Source: ")
    ends = [(linked(html, page, a), urldefrag(a["href"]).fragment) for a in line.select("a")]
    assert sorted(anchor for _, anchor in ends) == sorted(f"table-{t}" for t in card["tables"])
    assert all(anchor in anchored(path) for path, anchor in ends)


@each_exhibit
def test_exhibit_offers_the_plotted_values(html: Path, page: str, card: dict) -> None:
    [link] = exhibit(html, page, card).select("a.exhibit-data")
    path = linked(html, page, link)
    assert path.name == f"{card['id']}.csv"
    assert digest(path.read_text("utf-8")) == card["digest"]


@each_exhibit
def test_exhibit_offers_picture_and_notebook(html: Path, page: str, card: dict) -> None:
    found = exhibit(html, page, card)
    pictures = [linked(html, page, a) for a in found.select("a.exhibit-image")]
    assert [p.name for p in pictures] == [f"{card['id']}.svg"] * (card["kind"] == "fig")
    for picture in pictures:
        assert ET.parse(picture).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    [notebook] = found.select("a.exhibit-notebook")
    source = ROOT / Path(page).with_suffix(".ipynb")
    assert linked(html, page, notebook).read_bytes() == source.read_bytes()


@each_exhibit
def test_exhibit_says_how_to_cite_it(html: Path, page: str, card: dict) -> None:
    box = exhibit(html, page, card).select_one(".exhibit-cite")
    files = [linked(html, page, link).name for link in box.select("a[download]")]
    assert files == [f"{card['id']}.bib", f"{card['id']}.ris"]
    citation = box.get_text()
    for part in (BOOK["title"], f"edition {BOOK['version']}", "data as of 20", card["digest"],
                 card["title"].rstrip("."), f"{page}#{card['id']}"):
        assert part in citation


def test_exhibits_on_the_pages_are_those_of_the_notebooks(html: Path) -> None:
    built = {(page, e["id"]) for page in PAGES
             for e in parsed(html / page).find_all(class_="exhibit")}
    assert built == {(page, name) for page, found in NOTEBOOKS.items() for name in found.exhibits}
    files = {path.name for path in (html / "exhibits").iterdir()}
    cards = [card for found in NOTEBOOKS.values() for card in found.exhibits.values()]
    wanted = {f"{c['id']}.csv" for c in cards} | {
        f"{c['id']}.svg" for c in cards if c["kind"] == "fig"}
    assert files == wanted


def test_numbers_of_exhibits_are_unique_and_without_gap(html: Path) -> None:
    captions = [n.get_text() for page in PAGES
                for found in parsed(html / page).find_all(class_="exhibit")
                for n in found.find_all(class_="caption-number")]
    for kind in ("Fig", "Table"):
        numbers = [int(n.split()[-1]) for n in captions if n.startswith(kind)]
        assert numbers == list(range(1, len(numbers) + 1))


# --- bound values and statements ---------------------------------------------------------------


def definitions(found: Page) -> dict[str, str]:
    """Anchor and text of each value and statement of a notebook."""
    texts = {definition_id("value", name): text for name, text in found.values.items()}
    marks = {definition_id("statement", name): "✓" if holds else "✗ no longer true of these data"
             for name, holds in found.statements.items()}
    return texts | marks


@each_page
def test_bound_words_are_those_of_the_notebook_and_lead_to_it(html: Path, page: str) -> None:
    for link in parsed(html / page).find_all("a", class_=["bound", "check"]):
        path, anchor = urldefrag(link["href"])
        to = linked(html, page, link).relative_to(html).as_posix() if path else page
        assert plain(link.get_text()) == plain(definitions(NOTEBOOKS[to])[anchor])
        assert anchor in anchored(html / to)


def test_prose_uses_values_and_statements(html: Path) -> None:
    """The test above would pass on pages that have none."""
    links = {kind: [a for page in PAGES for a in parsed(html / page).find_all("a", class_=kind)]
             for kind in ("bound", "check")}
    assert len(links["bound"]) > 10 and len(links["check"]) > 10


@each_page
def test_no_role_or_directive_is_left_as_text(html: Path, page: str) -> None:
    source = (html / page).read_text("utf-8")
    without = re.sub(r"<(pre|script|style)\b.*?</\1>", "", source, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]*>", "", without))
    roles = r"\{(value|statement|numref|cite|ref|doc|catalogue|bibliography)[:}a-z]*"
    assert not re.search(roles, text)
    assert "```" not in text and ":::" not in text
    assert not parsed(html / page).find_all(class_=["problematic", "system-message"])


# --- links and hosts ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["index.html", *PAGES, *OTHER])
def test_every_link_inside_the_book_leads_somewhere(html: Path, page: str) -> None:
    lost = []
    for element in elements(html / page):
        address = element.get("href") or element.get("src")
        if address is None:
            continue
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or address == "#":
            continue
        path = (html / page).parent / unquote(parts.path) if parts.path else html / page
        if path.is_dir():
            path /= "index.html"
        if not path.resolve().is_relative_to(html) or not path.is_file() or (
            path.suffix == ".html" and parts.fragment
            and unquote(parts.fragment) not in anchored(path.resolve())
        ):
            lost.append(address)
    assert lost == []


def test_the_first_page_leads_to_the_book(html: Path) -> None:
    refresh = parsed(html / "index.html").select_one("meta[http-equiv=Refresh i]")
    assert (html / refresh["content"].partition("url=")[2]).is_file()


@pytest.mark.parametrize("page", [*PAGES, *OTHER])
def test_a_page_loads_nothing_from_another_host(html: Path, page: str) -> None:
    loading = "script link img iframe source video audio embed object form image use".split()
    loaded = [value for element in elements(html / page) if element.name in loading
              for key in ("src", "href", "srcset", "data", "action", "xlink:href", "poster")
              if (value := element.get(key))]
    assert loaded
    assert [a for a in loaded if urlsplit(a).netloc] == []
    inline = " ".join(e.get_text() for e in parsed(html / page).find_all("style"))
    assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", inline)


def test_no_style_sheet_asks_another_host(html: Path) -> None:
    sheets = list(html.rglob("*.css"))
    assert any(sheet.name == "style.css" for sheet in sheets)
    remote = r"(?:url\(\s*['\"]?|@import\s+['\"])(?:https?:)?//[^)'\"]*"
    assert {s.name: re.findall(remote, s.read_text("utf-8")) for s in sheets
            if re.search(remote, s.read_text("utf-8"))} == {}


@pytest.mark.parametrize("page", [*PAGES, *OTHER])
def test_a_page_has_a_policy_and_nothing_that_it_forbids(html: Path, page: str) -> None:
    soup = parsed(html / page)
    [policy] = soup.head.select("meta[http-equiv=Content-Security-Policy]")
    assert policy["content"] == POLICY and "unsafe" not in POLICY
    first = soup.head.find(["script", "link", "style"])
    assert policy.sourceline <= first.sourceline
    assert {script.get("type") for script in soup.find_all("script", src=False)} <= {
        "application/ld+json"}
    assert soup.find_all("style") == []
    forbidden = [(element.name, key) for element in elements(html / page) for key in element.attrs
                 if key == "style" or key.startswith("on")]
    assert forbidden == []


def test_a_page_is_light(html: Path) -> None:
    """What a browser loads at first, compressed as servers do: the goal is 300 kB."""
    for page in [*PAGES, *OTHER]:
        assets = {linked(html, page, {"href": e.get("href") or e["src"]}) for e in elements(
            html / page) if (e.name == "script" and e.get("src"))
            or (e.name == "link" and "stylesheet" in e["rel"])}
        size = sum(len(gzip.compress(path.read_bytes(), 6)) for path in assets | {html / page}
                   if path.name != "searchindex.js")
        assert size < 300_000, (page, size)


# --- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [*PAGES, *OTHER])
def test_page_has_language_and_title(html: Path, page: str) -> None:
    soup = parsed(html / page)
    assert soup.html["lang"] == "en"
    assert soup.title.get_text().strip()


def test_titles_of_pages_differ(html: Path) -> None:
    titles = Counter(parsed(html / page).title.get_text() for page in PAGES)
    assert max(titles.values()) == 1


@pytest.mark.parametrize("page", [*PAGES, *OTHER])
def test_ids_are_unique_in_a_page(html: Path, page: str) -> None:
    ids = Counter(element["id"] for element in elements(html / page) if element.has_attr("id"))
    assert {i for i, n in ids.items() if n > 1} == set()


@each_page
def test_what_a_picture_refers_to_is_in_the_page(html: Path, page: str) -> None:
    """A mark of a chart is drawn by reference; without its drawing it vanishes silently."""
    text = (html / page).read_text("utf-8")
    named = set(re.findall(r'(?:xlink:href="|url\()#([^")]+)', text))
    assert named <= set(re.findall(r' id="([^"]+)"', text))
    assert named or "<use" not in text


def ways(entries: list, above: list[str]) -> dict[str, list[str]]:
    """Page -> part and chapters above it, as `_toc.yml` has them."""
    found = {}
    for entry in entries:
        found[entry["file"]] = above
        found |= ways(entry.get("sections", []), [*above, entry["file"]])
    return found


def test_every_page_but_the_first_tells_the_way_to_it(html: Path) -> None:
    toc = yaml.safe_load(TOC.read_text("utf-8"))
    wanted = {page: way for part in toc["parts"]
              for page, way in ways(part["chapters"], [part["caption"]]).items()}
    assert [toc["root"], *wanted] == toc_pages()
    headings = {f"{page}.html": parsed(html / f"{page}.html").h1 for page in toc_pages()}
    for page, (part, *chapters) in wanted.items():
        [trail] = parsed(html / f"{page}.html").select("main nav[aria-label=Breadcrumb]")
        steps = [step.get_text() for step in trail.select("li")]
        names = [headings[f"{name}.html"].find(string=True) for name in chapters]
        own = headings[f"{page}.html"].get_text().removesuffix("#")
        assert steps == ["Home", part, *names, own]
        assert [linked(html, f"{page}.html", a) for a in trail.select("a")] == [
            html / f"{name}.html" for name in (toc["root"], *chapters)]
        assert trail.select("li")[-1]["aria-current"] == "page"
    assert not parsed(html / f"{toc['root']}.html").select(".trail")


def test_previous_and_next_lead_through_the_book_in_its_order(html: Path) -> None:
    for before, after in itertools.pairwise(PAGES):
        forward = parsed(html / before).select_one(".prev-next-footer a.right-next")
        back = parsed(html / after).select_one(".prev-next-footer a.left-prev")
        assert (linked(html, before, forward), linked(html, after, back)) == (
            html / after, html / before)


@each_page
def test_page_has_one_first_heading_and_skips_no_level(html: Path, page: str) -> None:
    article = parsed(html / page).select_one("main article")
    levels = [int(h.name[1]) for h in article.find_all(["h1", "h2", "h3", "h4"])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_table_can_be_downloaded_as_it_is(html: Path) -> None:
    for path in (ROOT / "data").rglob("*.*"):
        assert (html / "data" / path.relative_to(ROOT / "data")).read_bytes() == path.read_bytes()


def test_a_table_lists_its_exhibits_and_folds_those_of_the_profiles(html: Path) -> None:
    used = used_by(ROOT)
    profiles = {page.relative_to(ROOT).with_suffix(".html").as_posix() for page in PROFILES}
    for one in resources().values():
        page = f"chapters/back/data/{one.topic}.html"
        section = anchored(html / page)[f"table-{one.name}"]
        listed = [dd for dt in section.select("dl.field-list dt") if dt.get_text() == "Exhibits:"
                  for dd in [dt.find_next_sibling("dd")]]
        links = [(linked(html, page, link).relative_to(html).as_posix(), link)
                 for dd in listed for link in dd.select("a")]
        names = [urldefrag(link["href"]).fragment.removesuffix("-grid") for _, link in links]
        assert sorted(names) == sorted(used.get(one.name, []))
        assert all((to in profiles) == bool(link.find_parent("details")) for to, link in links)


def test_no_page_names_a_folder_of_the_machine(html: Path) -> None:
    named = [p.name for p in html.rglob("*.html") if str(ROOT) in p.read_text("utf-8")]
    assert named == []
