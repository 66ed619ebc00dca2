"""What the search index of the book knows: codes as words, and nothing of the code cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.notebooks import book_notebooks
from analysis.paths import ROOT
from analysis.site.executed import read_page
from analysis.site.search import EnglishAndCodes


@pytest.mark.parametrize("text, codes", [
    ("(A/RES/ES-11/1)", ["A/RES/ES-11/1", "RES/ES-11/1", "ES-11/1"]), ("S0-047,", ["S0-047"]),
    ("COVID-19 in post-Soviet 2013-2022", ["COVID-19"]), ("and/or, 68/262", []),
])
def test_codes_are_words_beside_their_parts(text: str, codes: list[str]) -> None:
    words = EnglishAndCodes({}).split(text)
    assert words[:len(codes)] == codes
    assert not any("-" in word or "/" in word for word in words[len(codes):])


@pytest.fixture(scope="module")
def index(html: Path) -> dict:
    text = (html / "searchindex.js").read_text("utf-8")
    return json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))


def pages_with(index: dict, word: str) -> set[str]:
    found = index["terms"].get(word, [])
    return {index["docnames"][one] for one in (found if isinstance(found, list) else [found])}


def test_the_index_has_the_text_and_not_the_code_of_chapters(index: dict) -> None:
    chapter = "chapters/periods/after-the-invasion"
    assert chapter in pages_with(index, "es-11/1")
    assert chapter not in pages_with(index, "dropna")
    assert "chapters/back/rerunning" in pages_with(index, "papermil") | pages_with(index, "venv")


def test_every_claim_has_a_way_to_its_row(index: dict) -> None:
    ledger = "chapters/claims/claims"
    [claims] = [read_page(path).claims for path in book_notebooks()
                if path == ROOT / f"{ledger}.ipynb"]
    assert claims
    for name in claims:
        assert index["indexentries"][name.lower()] == [
            [index["docnames"].index(ledger), name, True]]
