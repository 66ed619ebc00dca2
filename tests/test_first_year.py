"""A later first year crops what charts show; what the text says keeps all years."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.execute import execute, parameters_of
from analysis.notebooks import book_notebooks
from analysis.paths import shown
from analysis.profiles import source_of
from analysis.site.executed import read_page

FIRST = 2012
# Of the profiles one: they have the same code.
ONE_EACH = {source_of(path)[0]: path for path in book_notebooks()}.values()
PAGES = [path for path in ONE_EACH if "start_year" in parameters_of(path)]


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_a_later_first_year_changes_charts_alone(page: Path, tmp_path: Path) -> None:
    done = execute(shown(page), {"start_year": FIRST})
    assert not done.error, done.error
    later = tmp_path / page.name
    later.write_bytes(done.content)
    was, now = read_page(page), read_page(later)
    assert now.values == was.values
    assert now.statements == was.statements
    assert now.claims == was.claims
    assert now.exhibits.keys() == was.exhibits.keys()
    assert now.exhibits != was.exhibits
    titles = {name: (card["title"], card["holds"]) for name, card in was.exhibits.items()}
    assert {name: (card["title"], card["holds"]) for name, card in now.exhibits.items()} == titles
