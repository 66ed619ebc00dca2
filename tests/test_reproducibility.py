"""The answers to a reproducibility review name commands that there are, and all tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.__main__ import _parser
from analysis.paths import ROOT
from analysis.records import resources

PAGE = ROOT / "chapters" / "back" / "reproducibility.md"
TEXT = PAGE.read_text("utf-8")
COMMANDS = re.findall(r"`((?:make|python|git) [^`]+)`", TEXT)
MAKE = (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("command", dict.fromkeys(COMMANDS))
def test_each_command_exists(command: str) -> None:
    words = command.split()
    if words[:3] == ["python", "-m", "analysis"]:
        assert _parser().parse_args(words[3:]).do
    elif words[:3] == ["python", "-m", "pytest"]:
        assert all((ROOT / path).exists() for path in words[3:])
    elif words[0] == "make":
        assert all(re.search(rf"^{target}:", MAKE, re.MULTILINE) for target in words[1:])
    else:
        assert command == "git status"


def test_each_answer_but_that_on_rights_has_its_proof() -> None:
    answers = re.findall(r"^\*\*(.+?)\.\*\* (.+)$", TEXT, re.MULTILINE)
    assert len(answers) > 10
    without = [point for point, words in answers if "`" not in words and "](" not in words]
    assert without == ["Rights"]


def test_the_statement_of_availability_has_every_table(html: Path) -> None:
    page = html / "chapters/back/reproducibility.html"
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    rows = {row.th.get_text(): row for row in soup.select("#data-availability tbody tr")}
    assert set(rows) == set(resources())
    for name, one in resources().items():
        cells = rows[name].find_all("td")
        assert cells[0].get_text() == f"data/{one.resource['path']}"
        assert {link["href"] for link in cells[1].find_all("a")} == {
            source["path"] for source in one.resource["sources"]}
        assert cells[2].get_text() == one.resource["vintage"]
        assert cells[3].get_text().strip()
        assert rows[name].th.a["href"].endswith(f"#table-{name}")
