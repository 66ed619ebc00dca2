"""What pages load: which rules of the style sheets are kept, and texts that would be markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import BUILD, CHAPTER, Project, clone
from pygments.token import STANDARD_TYPES

from analysis.site.assets import PLAIN, used_rules

HOSTILE = "<img src=x onerror=alert(1)> & \"quoted\" </script><b>"


@pytest.mark.parametrize("css, kept", [
    (".a{x:1}", True), (".z{x:1}", False), ("p{x:1}", True), (".a.z{x:1}", False),
    ("#a{x:1}", True), ("#z{x:1}", False), (".a:not(.z){x:1}", True), ("[data-z]{x:1}", True),
    ("@media print{.a{x:1}}", True), ("@media print{.z{x:1}}", False),
    ("@font-face{font-family:z}", True), ("a:is(.z,.a){x:1}", True),
])
def test_rules_for_what_no_page_has_are_left_out(css: str, kept: bool) -> None:
    assert used_rules(css, {"a"}).replace("\n", "") == (css if kept else "")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", PLAIN, ids=str)
def test_unmarked_parts_of_code_look_like_plain_text(html: Path, theme: str, kind) -> None:
    css = (html / "_static/pygments.css").read_text("utf-8")
    rule = r'\[data-theme="{}"\] \.highlight {}{{[^}}]*?\bcolor: (#\w+)'
    [plain] = re.findall(rule.format(theme, ""), css)
    assert re.findall(rule.format(theme, rf"\.{STANDARD_TYPES[kind]} "), css) == [plain]


def test_code_is_marked_where_it_has_a_colour_of_its_own(html: Path) -> None:
    page = html / CHAPTER.replace(".ipynb", ".html")
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    kinds = {name for span in soup.select(".highlight span") for name in span.get("class", [])}
    assert {"k", "nf", "s2", "mi"} <= kinds
    assert not kinds & {STANDARD_TYPES[kind] for kind in PLAIN}


def test_of_a_rule_s_selectors_those_stay_that_can_match() -> None:
    assert used_rules("/* said */ .z, .a > p, p .z {x:1}", {"a"}).split() == ".a > p{x:1}".split()


@pytest.fixture(scope="module")
def hostile(fresh_book: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a small book whose exhibits, values and records have markup in their texts."""
    book = clone(fresh_book, tmp_path_factory.mktemp("hostile") / "book")
    book.write_notebook(
        "chapters/hostile.ipynb",
        "import pandas as pd\nimport matplotlib.pyplot as plt\n"
        "from analysis import figure, load, table, value\n"
        f"bad = {HOSTILE!r}\n"
        'frame = pd.DataFrame({bad: [bad], "n": [1]})\n'
        'value("bad", bad)',
        'table("tbl-bad", frame, title=bad, holds=False, caption=bad, tables=["vetoes"])',
        'fig, ax = plt.subplots()\nax.set_title(bad)\n'
        'figure("fig-bad", fig, frame, title=bad, holds=True, caption=bad,\n'
        '       alt=bad + " one would see many words here in a row", tables=["vetoes"])',
    )
    toc = {"format": "jb-book", "root": "chapters/index", "chapters": [
        {"file": CHAPTER.removesuffix(".ipynb")}, {"file": "chapters/hostile"}]}
    (book / "_toc.yml").write_text(yaml.safe_dump(toc), "utf-8")
    ran = book.analysis("run")
    assert ran.returncode == 0, ran.text
    done = book.python(*(option for option in BUILD if option not in {"-W", "-n"}))
    assert done.returncode == 0, done.text
    return book / "_build/html/chapters/hostile.html"


def test_text_from_data_is_text_on_the_page(hostile: Path) -> None:
    source = hostile.read_text("utf-8")
    soup = BeautifulSoup(source, "html.parser")
    assert soup.select("[onerror], img[src=x], article b") == []
    assert {s.get("type") for s in soup.find_all("script", src=False)} == {"application/ld+json"}
    cells = [cell.get_text() for cell in soup.select("#tbl-bad td, #tbl-bad th")]
    assert sum("<img src=x onerror=alert(1)>" in cell for cell in cells) == 2
    assert soup.select_one("#fig-bad svg")["aria-label"].startswith("<img src=x")
    assert any(text.get_text() == HOSTILE for text in soup.select("#fig-bad svg text"))
    assert "onerror" in soup.select_one("#fig-bad .exhibit-cite").get_text()
