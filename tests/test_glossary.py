"""Terms of the glossary on the pages: which words are marked, where, and what explains them."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from lxml.html import parse
from sphinx.application import Sphinx

from analysis.notebooks import toc_pages

GLOSSARY = """
Words
=====

.. glossary::

   CIS
     Commonwealth of <Independent> States.

   ideal point
     A state's place.

   stock of migrants
     Number of people.

   colour revolutions
     The changes of power.

   agreement
     Here: the share of alike votes.
"""
PAGE = """
The CIS in a heading
====================

``CIS``, *CIS*, **CIS**, `CIS <https://example.org>`_, the non-CIS states, CISA, cis and
:term:`CIS` are not marked.

.. figure:: x.svg

   The CIS in a caption.

+-----+
| CIS |
+-----+

.. note:: The CIS aside.

- Here the CIS is, and the CIS again.

Ideal points differ, an ideal point, too; stocks of migrants, a colour revolution, agreement.
"""
BUILD = {"extensions": ["analysis.site.glossary"], "html_theme": "basic", "master_doc": "index"}


def build(folder: Path) -> Tag:
    """The page of a book of two pages."""
    Sphinx(str(folder), None, str(folder / "out"), str(folder / "trees"), "html", BUILD,
           status=None, warning=None).build()
    return BeautifulSoup((folder / "out/index.html").read_text("utf-8"), "html.parser")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "index.rst").write_text(PAGE, "utf-8")
    (tmp_path / "words.rst").write_text(f":orphan:\n{GLOSSARY}", "utf-8")
    (tmp_path / "x.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    return tmp_path


def test_the_first_use_of_each_term_in_the_text_is_marked(book: Path) -> None:
    page = build(book)
    terms = page.select("a.term")
    assert [term.get_text() for term in terms] == [
        "CIS", "Ideal points", "stocks of migrants", "colour revolution"]
    assert terms[0].find_parent("li") and terms[0].previous_sibling == "Here the "
    assert "and the CIS again." in page.get_text()
    assert not BeautifulSoup((book / "out/words.html").read_text("utf-8"), "html.parser").select(
        "a.term")


def test_a_marked_term_leads_to_its_entry_and_is_described_by_its_definition(book: Path) -> None:
    page = build(book)
    term = page.select_one("a.term")
    assert term["href"] == "words.html#term-CIS"
    [tip] = page.select(f"#{term['aria-describedby']}")
    assert tip.get_text() == "Commonwealth of <Independent> States." and tip.has_attr("hidden")


def test_a_change_of_the_glossary_reaches_the_pages(book: Path) -> None:
    build(book)
    words = book / "words.rst"
    words.write_text(words.read_text("utf-8").replace("A state's place.", "Its place."), "utf-8")
    tips = [tip.get_text() for tip in build(book).select(".term-tip")]
    assert "Its place." in tips and len(tips) == 4


# --- the built book ----------------------------------------------------------------------------


def test_terms_of_the_book_are_explained_once_a_page(html: Path) -> None:
    entries = parse(html / "chapters/back/glossary.html")
    definitions = {dt.get("id"): dt.getnext().text_content() for dt in entries.iter("dt")}
    found = 0
    for page in toc_pages():
        tree = parse(html / f"{page}.html")
        terms = tree.xpath("//a[@class='term']")
        assert len({term.get("href") for term in terms}) == len(terms), page
        for term in terms:
            [tip] = tree.xpath(f"//p[@id='{term.get('aria-describedby')}']")
            anchor = term.get("href").partition("#")[2]
            assert tip.text_content().split() == definitions[anchor].split()
            above = {one.tag for one in term.iterancestors()}
            assert not above & {"h1", "h2", "h3", "a", "table", "figure", "pre", "details"}
        found += len(terms)
    assert found > 50
