"""The audit of the built exhibits can fail: each of its checks notices what it is there for."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import test_html
import test_prose
from bs4 import BeautifulSoup, Tag
from test_html import NOTEBOOKS

from analysis.site.executed import Page

PAGE = "chapters/themes/memberships.html"
CARDS = NOTEBOOKS[PAGE].exhibits
FIGURE = next(name for name, card in CARDS.items() if card["kind"] == "fig")
TABLE = next(name for name, card in CARDS.items() if card["kind"] == "tbl")
LINKED = ("chapters/back/data", "exhibits", "chapters/themes/memberships.ipynb")


def drop(selector: str) -> Callable[[Tag], None]:
    return lambda found: found.select_one(selector).decompose()


def put(selector: str, attribute: str, value: str) -> Callable[[Tag], None]:
    return lambda found: found.select_one(selector).__setitem__(attribute, value)


def say(selector: str, text: str) -> Callable[[Tag], None]:
    return lambda found: setattr(found.select_one(selector), "string", text)


SPOILT = {
    "a caption of other words": (
        FIGURE, say(".caption-text", "Something."), "has_its_id_class_number_and_caption"),
    "no number": (
        FIGURE, say(".caption-number", "Fig. "), "has_its_id_class_number_and_caption"),
    "no class": (
        FIGURE, lambda found: found.__setitem__("class", ["figure"]),
        "has_its_id_class_number_and_caption"),
    "an alternative text that is a path": (
        FIGURE, put("svg[role=img]", "aria-label", "../exhibits/fig.svg"),
        "can_be_read_by_who_does_not_see_it"),
    "a picture without role": (
        FIGURE, lambda found: found.select_one("svg[role=img]").__delitem__("role"),
        "can_be_read_by_who_does_not_see_it"),
    "another cell": (
        TABLE, say("tbody td", "another"), "can_be_read_by_who_does_not_see_it"),
    "a column without head": (TABLE, drop("thead th"), "can_be_read_by_who_does_not_see_it"),
    "no source": (FIGURE, drop(".exhibit-source"), "names_its_sources_and_leads_to_them"),
    "a source that leads nowhere": (
        FIGURE, put(".exhibit-source a", "href", "../back/data/votes.html#table-none"),
        "names_its_sources_and_leads_to_them"),
    "no values": (FIGURE, drop("a.exhibit-data"), "offers_the_plotted_values"),
    "values of another exhibit": (
        FIGURE, put("a.exhibit-data", "href", f"../../exhibits/{TABLE}.csv"),
        "offers_the_plotted_values"),
    "no picture to download": (FIGURE, drop("a.exhibit-image"), "offers_picture_and_notebook"),
    "no notebook": (FIGURE, drop("a.exhibit-notebook"), "offers_picture_and_notebook"),
    "no citation file": (FIGURE, drop(".exhibit-cite a[download]"), "says_how_to_cite_it"),
}


@pytest.fixture(scope="module")
def soup(html: Path) -> BeautifulSoup:
    return BeautifulSoup((html / PAGE).read_text("utf-8"), "html.parser")


@pytest.fixture
def spoil(html: Path, soup: BeautifulSoup, tmp_path: Path) -> Callable:
    """A page of one exhibit, which is spoilt, and copies of what it leads to."""
    for path in LINKED:
        if (html / path).is_dir():
            shutil.copytree(html / path, tmp_path / path)
        elif (html / path).exists():
            shutil.copy(html / path, tmp_path / path)

    def spoilt(name: str, how: Callable[[Tag], None]) -> Path:
        found = copy.copy(soup.find(id=name))
        how(found)
        (tmp_path / PAGE).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / PAGE).write_text(str(found), "utf-8")
        return tmp_path

    return spoilt


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_exhibit_is_noticed(what: str, spoil: Callable) -> None:
    name, how, check = SPOILT[what]
    audit = getattr(test_html, f"test_exhibit_{check}")
    with pytest.raises((AssertionError, ValueError)):
        audit(spoil(name, how), PAGE, CARDS[name])


def test_values_that_were_edited_are_noticed(spoil: Callable) -> None:
    html = spoil(FIGURE, lambda found: None)
    test_html.test_exhibit_offers_the_plotted_values(html, PAGE, CARDS[FIGURE])
    path = html / "exhibits" / f"{FIGURE}.csv"
    path.write_text(re.sub(r"\d", "7", path.read_text("utf-8"), count=1) + "\n", "utf-8")
    with pytest.raises(AssertionError):
        test_html.test_exhibit_offers_the_plotted_values(html, PAGE, CARDS[FIGURE])


def test_a_value_that_no_prose_uses_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_prose, "book_notebooks", lambda: [test_prose.PAGES[-1]])
    monkeypatch.setattr(test_prose, "read_page", lambda path: Page(values={"unused": "1"}))
    with pytest.raises(AssertionError, match="no prose uses it"):
        test_prose.test_every_definition_is_used_and_every_name_defined()
