"""Sentences that data choose: one fits, and where none or several fit, the page says so."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from analysis import values
from analysis.prose import bare_numbers
from analysis.site.executed import read_page
from analysis.wording import NONE_FITS, fitting, listed, wording


@pytest.mark.parametrize("conditions, expected", [
    ((True, False), ("it fell", True)),
    ((False, True), ("it rose", True)),
    ((True, True), ("it fell", False)),
    ((False, False), (NONE_FITS, False)),
])
def test_exactly_one_wording_must_fit(conditions: tuple, expected: tuple) -> None:
    assert fitting(dict(zip(("it fell", "it rose"), conditions, strict=True))) == expected


def test_one_wording_is_no_choice() -> None:
    with pytest.raises(ValueError, match="two or more"):
        fitting({"it fell": True})


@pytest.mark.parametrize("rose, text, holds", [(True, "it rose", True), (False, NONE_FITS, False)])
def test_a_wording_is_a_value_and_a_statement(
    monkeypatch: pytest.MonkeyPatch, rose: bool, text: str, holds: bool
) -> None:
    shown = []
    monkeypatch.setattr(values, "display", lambda data, raw, metadata: shown.append(metadata))
    wording("moved", {"it fell": False, "it rose": rose})
    assert shown == [{"value": {"name": "moved", "text": text}},
                     {"statement": {"name": "moved", "holds": holds}}]


@pytest.mark.parametrize("words, expected", [
    ([], "none"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"),
])
def test_words_as_a_phrase(words: list, expected: str) -> None:
    assert listed(words) == expected


@pytest.mark.parametrize("code", [
    'wording("moved", {f"fell by 7 from {n}": n > 1, "rose by 9": n < 1})',
    'title, holds = fitting({f"fell by 7 in {where} by 9": ok for where, ok in {}.items()})',
])
def test_numbers_in_wordings_are_bare_numbers(tmp_path: Path, code: str) -> None:
    path = tmp_path / "page.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)]), path)
    assert [found.number for found in bare_numbers(path)] == ["7", "9"]
    assert read_page(path).values == {}
