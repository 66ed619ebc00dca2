"""What the built pages say of themselves: to Zotero, to search engines, in previews, in the box.

The names of the tags, and which of them wins, are those of Zotero's translator "Embedded
Metadata": a change of a name here is a chapter that Zotero no longer knows.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from bs4 import BeautifulSoup, SoupStrainer
from conftest import BUILD, CHAPTER, Project, clone, page_end
from pybtex.database import parse_string

from analysis.notebooks import book_notebooks, toc_pages
from analysis.paths import CITATION, ROOT
from analysis.records import resources
from analysis.site.executed import read_page
from analysis.site.ledger import LEDGER

FIRST, *PARTS = [f"{page}.html" for page in toc_pages()]
NOTEBOOKS = {p.relative_to(ROOT).with_suffix(".html").as_posix(): read_page(p)
             for p in book_notebooks()}
CFF = yaml.safe_load(CITATION.read_text("utf-8"))
BASE, REPOSITORY = "https://book.example/en", "https://github.com/owner/book"
CHAPTER_PAGE = CHAPTER.replace(".ipynb", ".html")
# The fields that Zotero fills from Highwire's tags, and in which order of preference.
ZOTERO = {
    "title": ["citation_title"], "date": ["citation_publication_date"],
    "bookTitle": ["citation_book_title", "citation_inbook_title"],
    "publisher": ["citation_publisher"], "language": ["citation_language"],
    "url": ["citation_public_url", "citation_fulltext_html_url"],
}


@cache
def parsed(path: Path, *parts: str) -> BeautifulSoup:
    """A page; only the elements of these names, if any are given: chapters are long."""
    only = SoupStrainer(list(parts)) if parts else None
    return BeautifulSoup(path.read_text("utf-8"), "html.parser", parse_only=only)


@cache
def head(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8").partition("</head>")[0], "html.parser")


def metas(soup: BeautifulSoup, attribute: str = "name") -> dict[str, list[str]]:
    """The tags of a head: name -> contents in order."""
    found: dict[str, list[str]] = {}
    for tag in soup.select(f"head > meta[{attribute}]"):
        found.setdefault(tag[attribute], []).append(tag.get("content", ""))
    return found


def zotero(soup: BeautifulSoup, address: str) -> dict:
    """The item that Zotero makes of a page at an address."""
    tags = metas(soup)
    item = {field: tags[name][0] for field, names in ZOTERO.items()
            for name in reversed(names) if name in tags}
    item["creators"] = [_creator(text) for text in tags.get("citation_author", [])]
    in_book = {"citation_book_title", "citation_inbook_title"} & set(tags)
    types = metas(soup, "property").get("og:type", ["website"])
    item["itemType"] = "bookSection" if in_book else types[0]
    return {"url": address, **item}


def _creator(text: str) -> tuple[str, str]:
    """Family and given name. Zotero parts names at the comma, else before the last word."""
    name = text.strip(" .,/[]:")
    if "," in text:
        family, _, given = name.partition(",")
        return family, given.strip()
    given, _, family = name.rpartition(" ")
    return family, given


def linked_data(soup: BeautifulSoup) -> dict:
    return json.loads(soup.select_one("head > script[type='application/ld+json']").string)


# --- the head of every page --------------------------------------------------------------------


@pytest.mark.parametrize("page", PARTS)
def test_zotero_takes_a_page_for_a_chapter_of_the_book(html: Path, page: str) -> None:
    soup = head(html / page)
    item = zotero(soup, f"http://localhost/{page}")
    assert item["itemType"] == "bookSection"
    assert item["title"] == soup.title.get_text().rpartition(" — ")[0]
    assert item["bookTitle"] == CFF["title"]
    assert item["creators"] == [(one["name"], "") if "name" in one else
                                (one["family-names"], one["given-names"])
                                for one in CFF["authors"]]
    assert item["date"] == f"{CFF['date-released']:%Y/%m/%d}"
    assert item["publisher"] and item["language"] == "en"
    assert item["url"] == f"http://localhost/{page}"


def test_zotero_takes_the_first_page_for_the_book(html: Path) -> None:
    item = zotero(head(html / FIRST), "http://localhost/")
    assert (item["itemType"], item["title"]) == ("book", CFF["title"])
    assert "bookTitle" not in item


@pytest.mark.parametrize("page", [FIRST, *PARTS])
def test_each_vocabulary_says_the_same(html: Path, page: str) -> None:
    soup = head(html / page)
    tags, previews, linked = metas(soup), metas(soup, "property"), linked_data(soup)
    [title] = tags["citation_title"]
    assert tags["DC.title"] == previews["og:title"] == [linked["name"]] == [title]
    assert tags["description"] == previews["og:description"] == [linked["description"]]
    assert tags["DC.language"] == [linked["inLanguage"]] == ["en"]
    assert tags["DC.date"] == [linked["datePublished"]] == [str(CFF["date-released"])]
    assert tags["DC.creator"] == [one["name"] for one in linked["author"]]
    assert previews["og:site_name"] == [CFF["title"]]
    whole = linked if page == FIRST else linked["isPartOf"]
    assert linked["@type"] == ("Book" if page == FIRST else "Chapter")
    assert (whole["@type"], whole["name"], whole["bookEdition"]) == (
        "Book", CFF["title"], CFF["version"])


def test_descriptions_are_of_their_pages(html: Path) -> None:
    told = [metas(head(html / page))["description"][0] for page in [FIRST, *PARTS]]
    assert all(told) and not any("✓" in text for text in told)
    # A page that begins with a list or a table falls back on the book's own description.
    assert len(set(told)) > len(told) * 0.8


def test_without_an_address_no_page_claims_one(html: Path) -> None:
    """The book as it stands has none; if it gets one, this test is for the one below."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    if settings["sphinx"]["config"]["html_baseurl"]:
        pytest.skip("the book has an address")
    for page in [FIRST, *PARTS]:
        soup = head(html / page)
        assert not soup.select("link[rel=canonical], meta[property='og:url']")
        assert not {"citation_public_url", "DC.identifier"} & set(metas(soup))
        assert "url" not in linked_data(soup)


# --- the box at the end, and the files ---------------------------------------------------------


@pytest.mark.parametrize("page", [FIRST, *PARTS])
def test_each_page_ends_with_how_to_cite_it(html: Path, page: str) -> None:
    box = page_end(html / page, "cite-this-book" if page == FIRST else "cite-this-chapter")
    assert [term.get_text() for term in box.select("dt")] == ["APA", "Chicago", "BibTeX", "RIS"]
    words = box.select_one("p").get_text()
    assert f"Edition {CFF['version']}" in words and page in words
    used = NOTEBOOKS[page].tables if page in NOTEBOOKS else []
    assert ("data as of 20" in words) == bool(used or page == FIRST)
    texts = [text.get_text() for text in box.select(".copyable")]
    assert all(CFF["title"] in text for text in texts)
    for link, text in zip(box.select("a[download]"), texts[2:], strict=True):
        file = (html / page).parent / link["href"]
        assert file.read_bytes().decode().replace("\r\n", "\n").strip() == text


def test_each_part_has_its_files_and_no_two_share_one(html: Path) -> None:
    exhibits = [name for found in NOTEBOOKS.values() for name in found.exhibits]
    claims = [name for found in NOTEBOOKS.values() for name in found.claims]
    tables = [f"table-{name}" for name in resources()]
    pages = [page.removeprefix("chapters/").removesuffix(".html").replace("/", "-")
             for page in PARTS]
    names = ["book", *pages, *exhibits, *claims, *tables]
    assert len(set(names)) == len(names)
    files = {file.name for file in (html / "cite").iterdir()}
    assert files == {f"{name}.{ending}" for name in names for ending in ("bib", "ris")}


def test_all_entries_make_one_bibliography(html: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in sorted((html / "cite").glob("*.bib")))
    entries = parse_string(text, "bibtex").entries
    assert len(entries) == len(list((html / "cite").glob("*.bib")))
    assert all(entry.fields["title"] and entry.persons["author"] for entry in entries.values())


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_files_that_cite_exhibits_name_them(html: Path, page: str) -> None:
    for name, card in NOTEBOOKS[page].exhibits.items():
        bib, ris = [(html / f"cite/{name}.{end}").read_text("utf-8") for end in ("bib", "ris")]
        for text in (bib, ris):
            assert name in text and card["digest"] in text
        assert f"TI  - {' '.join(card['title'].split())}\n" in ris


def test_claims_and_tables_lead_to_files_that_cite_them(html: Path) -> None:
    boxes = {row["id"]: row for row in parsed(html / f"{LEDGER}.html", "tr") if row.get("id")}
    assert list(boxes) == list(NOTEBOOKS[f"{LEDGER}.html"].claims)
    for name, one in resources().items():
        page = parsed(html / f"chapters/back/data/{one.topic}.html", "section")
        boxes[f"table-{name}"] = page.find(id=f"table-{name}")
    for name, box in boxes.items():
        links = [link["href"] for link in box.select("a[download]") if "/cite/" in link["href"]]
        assert [Path(link).name for link in links] == [f"{name}.bib", f"{name}.ris"]
        assert box.select_one(".copyable").get_text().endswith(f"#{name}")


# --- a small book with an address and a repository ---------------------------------------------

# It leaves out the catalogue, to save time: what links to it is no error here.
LAX_BUILD = tuple(option for option in BUILD if option not in {"-W", "-n"})

MARKUP = 'Sales & "losses" <of> half_a $'
HEADING = MARKUP.replace("$", r"\$").replace("<", r"\<")


@pytest.fixture(scope="module")
def published(fresh_book: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small book that has an address, a repository, and a title with markup in it."""
    book = clone(fresh_book, tmp_path_factory.mktemp("citing") / "published")
    pages = [{"file": CHAPTER.removesuffix(".ipynb")}, {"file": "chapters/back/reading"}]
    toc = {"format": "jb-book", "root": "chapters/index", "chapters": pages}
    (book / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    book.edit("_config.yml", 'html_baseurl: ""', f"html_baseurl: {BASE}")
    book.append("CITATION.cff", f"repository-code: {REPOSITORY}\n")
    book.edit("chapters/back/reading.md", "# How to read, rerun and cite", f"# {HEADING}")
    done = book.python(*LAX_BUILD)
    assert done.returncode == 0, done.text
    return book


def test_addresses_begin_with_the_book_s_own(published: Project) -> None:
    html = published / "_build/html"
    for page in ("chapters/index.html", CHAPTER_PAGE):
        soup, address = parsed(html / page), f"{BASE}/{page}"
        assert [link["href"] for link in soup.select("link[rel=canonical]")] == [address]
        assert zotero(soup, "http://localhost/")["url"] == address
        assert metas(soup)["citation_fulltext_html_url"] == [address]
        assert metas(soup)["DC.identifier"] == metas(soup, "property")["og:url"] == [address]
        assert linked_data(soup)["url"] == address
    chapter = (html / "cite/periods-after-the-invasion.bib").read_text("utf-8")
    [entry] = parse_string(chapter, "bibtex").entries.values()
    assert entry.fields["url"] == f"{BASE}/{CHAPTER_PAGE}"
    exhibit = (html / "cite/fig-es11-votes.ris").read_text("utf-8")
    assert f"UR  - {BASE}/{CHAPTER_PAGE}#fig-es11-votes\n" in exhibit
    words = parsed(html / CHAPTER_PAGE).select_one("#fig-es11-votes .copyable").get_text()
    assert words.endswith(f" {BASE}/{CHAPTER_PAGE}#fig-es11-votes")


def test_search_engines_are_told_the_way_to_a_page(published: Project, html: Path) -> None:
    """They ask for whole addresses: a book without one has nothing to tell them."""
    ways = "head > script[type='application/ld+json'] + script[type='application/ld+json']"
    soup = parsed(published / "_build/html" / CHAPTER_PAGE)
    steps = json.loads(soup.select_one(ways).string)["itemListElement"]
    assert [(step["position"], step["item"]) for step in steps] == [
        (1, f"{BASE}/chapters/index.html"), (2, f"{BASE}/{CHAPTER_PAGE}")]
    assert steps[0]["name"] == "Home" and steps[1]["name"] == linked_data(soup)["name"]
    assert not parsed(html / CHAPTER_PAGE).select(ways)


def test_a_title_with_markup_is_text_everywhere(published: Project) -> None:
    html = published / "_build/html"
    soup = parsed(html / "chapters/back/reading.html")
    title = zotero(soup, "")["title"]
    assert title.translate(str.maketrans("“”", '""')) == MARKUP
    assert linked_data(soup)["name"] == title
    assert soup.select(".trail li")[-1].get_text() == title
    box = soup.select_one("#cite-this-chapter")
    assert title in box.select_one(".copyable").get_text() and not box.select("of")
    [entry] = parse_string((html / "cite/back-reading.bib").read_text("utf-8"),
                           "bibtex").entries.values()
    assert r"Sales \& " in entry.fields["title"] and r"<of> half\_a \$" in entry.fields["title"]


def test_notebooks_are_offered_where_they_can_be_run(published: Project, html: Path) -> None:
    path = CHAPTER.replace(" ", "%20")
    links = {link["href"] for link in parsed(published / "_build/html" / CHAPTER_PAGE).select("a")
             if link.get("href")}
    assert f"https://mybinder.org/v2/gh/owner/book/main?urlpath=lab/tree/{path}" in links
    assert f"https://colab.research.google.com/github/owner/book/blob/main/{path}" in links
    colab = parsed(published / "_build/html" / CHAPTER_PAGE).select("#run-this-chapter pre")[1]
    assert f"git clone --depth 1 {REPOSITORY} " in colab.get_text()
    if "repository-code" not in CFF:
        text = (html / CHAPTER_PAGE).read_text("utf-8")
        assert "mybinder" not in text and "colab" not in text


def test_a_new_edition_is_cited_on_every_page(published: Project) -> None:
    """Nothing but CITATION.cff changes: pages that were built before must follow it."""
    book = clone(published, published.root.with_name("next"))
    book.edit("CITATION.cff", f'version: "{CFF["version"]}"', 'version: "2999.1"')
    done = book.python(*LAX_BUILD)
    assert done.returncode == 0, done.text
    html = book / "_build/html"
    for page in (html / "chapters").rglob("*.html"):
        assert CFF["version"] not in " ".join(
            text.get_text() for text in BeautifulSoup(page.read_text("utf-8"), "html.parser")
            .select(".copyable")), page.name
    assert "edition = {2999.1}" in (html / "cite/fig-es11-votes.bib").read_text("utf-8")
    assert urljoin(f"{BASE}/", CHAPTER_PAGE) in (html / CHAPTER_PAGE).read_text("utf-8")
