"""Exhibits, values and statements: what they carry, what they refuse, what stays the same."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis import exhibits, values
from analysis.errors import InputError
from analysis.site.svg import inline_svg, variable
from analysis.style import PALETTE, chart

DATA = pd.DataFrame({"country": ["BLR", "ARM"], "share": [0.25, 1 / 3]})
WORDS = {"title": "Belarus leads.", "holds": True, "caption": "Shares, 2024.", "tables": ["votes"]}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict, dict]]:
    """What is displayed in this test: data and metadata of each output."""
    outputs = []

    def display(data: dict, *, raw: bool, metadata: dict) -> None:
        assert raw, "a bundle of types would be shown as a dictionary"
        outputs.append((data, metadata))

    for module in (exhibits, values):
        monkeypatch.setattr(module, "display", display)
    return outputs


def draw() -> plt.Figure:
    fig, ax = chart()
    ax.plot([2000, 2001], [1, 2], label="a line")
    ax.set_xlabel("year")
    ax.legend()
    return fig


def show_figure(**changes) -> None:
    exhibits.figure("fig-a-1", draw(), **({"data": DATA, "alt": "Two dots."} | WORDS | changes))


def show_table(**changes) -> None:
    exhibits.table("tbl-a-1", **({"data": DATA} | WORDS | changes))


# --- exhibits ----------------------------------------------------------------------------------


def test_a_figure_carries_all_that_its_page_needs(shown: list) -> None:
    show_figure()
    [(data, metadata)] = shown
    csv = "country,share\nBLR,0.25\nARM,0.33333333\n"
    assert metadata["exhibit"] == WORDS | {
        "id": "fig-a-1", "kind": "fig", "alt": "Two dots.", "csv": csv,
        "digest": exhibits.digest(csv)}
    assert data["text/plain"] == f"fig-a-1: 2 rows, digest {exhibits.digest(csv)}"
    assert plt.get_fignums() == []


def test_a_table_carries_its_cells_as_read_and_empty_ones_as_empty(shown: list) -> None:
    data = pd.DataFrame({"State": ["A & B", "C"], "n": [1, 2], "since": ["1991", None]})
    show_table(data=data)
    [(output, metadata)] = shown
    assert metadata["exhibit"]["columns"] == ["State", "n", "since"]
    assert metadata["exhibit"]["rows"] == [["A & B", "1", "1991"], ["C", "2", ""]]
    assert "A &amp; B" in output["text/html"]
    assert output["text/html"].startswith('<table class="dataframe">')
    assert output["text/html"].count("<th>") == len(data.columns)


def test_a_title_that_the_data_deny_is_recorded_and_said(shown: list) -> None:
    show_figure(holds=np.bool_(False))
    [(data, metadata)] = shown
    assert metadata["exhibit"]["holds"] is False
    assert "DOES NOT HOLD" in data["text/plain"]


@pytest.mark.parametrize(("lacking", "message"), [
    ({"title": " "}, "its title is empty"),
    ({"caption": ""}, "its caption is empty"),
    ({"alt": "\n"}, "its alt text is empty"),
    ({"alt": WORDS["caption"]}, "its alt text repeats the caption"),
    ({"tables": []}, "it names no table"),
    ({"data": DATA.head(0)}, "it has no values"),
])
def test_an_exhibit_that_lacks_a_part_is_refused(shown: list, lacking: dict, message: str) -> None:
    with pytest.raises(ValueError, match=f"exhibit fig-a-1: {message}"):
        show_figure(**lacking)
    if "alt" not in lacking:
        with pytest.raises(ValueError, match=f"exhibit tbl-a-1: {message}"):
            show_table(**lacking)
    assert shown == []


def test_all_that_lacks_is_said_at_once(shown: list) -> None:
    with pytest.raises(ValueError, match="its title is empty; its caption is empty; it names"):
        show_table(title="", caption="", tables=[])


def test_an_exhibit_of_an_unknown_table_is_refused(shown: list) -> None:
    with pytest.raises(InputError, match="no table named 'vote'"):
        show_figure(tables=["votes", "vote"])
    assert shown == []


@pytest.mark.parametrize("name", ["fig", "fig-", "fig-A", "tbl-a", "a", "fig-a_b", "fig-a\n"])
def test_an_id_that_is_no_address_is_refused(shown: list, name: str) -> None:
    with pytest.raises(ValueError, match="fig-words-in-lower-case"):
        exhibits.figure(name, draw(), DATA, alt="Two dots.", **WORDS)


def code_of(frame: pd.DataFrame) -> str:
    return exhibits.digest(exhibits.values_csv(frame))


@pytest.mark.parametrize("changed", [
    DATA.assign(share=[0.25, 0.33333334]),
    DATA.assign(share=[0.25, None]),
    DATA.assign(country=["BLR", "arm"]),
    DATA.rename(columns={"share": "part"}),
    DATA.iloc[::-1],
    DATA[["share", "country"]],
    DATA.head(1),
], ids=["number", "gap", "text", "name", "rows", "columns", "fewer"])
def test_any_change_of_the_values_changes_the_digest(changed: pd.DataFrame) -> None:
    assert code_of(changed) != code_of(DATA)


def test_the_digest_ignores_what_no_reader_sees() -> None:
    noise = DATA.assign(share=DATA["share"] + 1e-13)
    assert code_of(noise) == code_of(DATA.set_axis([7, 3])) == code_of(DATA)
    assert len(code_of(DATA)) == 16


def test_dates_are_written_as_iso() -> None:
    frame = pd.DataFrame({"date": pd.to_datetime(["2022-03-02"]), "n": [1]})
    assert exhibits.values_csv(frame) == "date,n\n2022-03-02,1\n"


DRAW = """
import sys
from analysis import exhibits
from test_exhibits_values import show_figure
exhibits.display = lambda data, **_: sys.stdout.write(data["image/svg+xml"])
show_figure()
"""


def test_a_figure_is_drawn_alike_each_time_and_in_each_process(shown: list) -> None:
    show_figure()
    show_figure()
    pictures = {data["image/svg+xml"] for data, _ in shown}
    for seed in ("1", "2"):
        done = subprocess.run([sys.executable, "-c", DRAW], capture_output=True, check=True,
                              cwd=Path(__file__).parent,
                              env={**os.environ, "PYTHONHASHSEED": seed})
        pictures.add(done.stdout.decode())
    assert len(pictures) == 1


def test_words_in_a_figure_stay_words(shown: list) -> None:
    show_figure()
    root = ET.fromstring(shown[0][0]["image/svg+xml"])
    assert {"year", "a line", "2000.0"} <= {text.text for text in root.iter(f"{SVG}text")}


def test_the_picture_on_the_page_speaks_and_follows_the_theme(shown: list) -> None:
    show_figure()
    root = ET.fromstring(inline_svg(shown[0][0]["image/svg+xml"], "fig-a-1", 'Two "dots" & more'))
    assert (root.get("role"), root.get("aria-label")) == ("img", 'Two "dots" & more')
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids)) and all(i.startswith("fig-a-1-") for i in ids)
    drawn = {value for e in root.iter() for value in e.attrib.values()}
    assert not drawn & set(PALETTE), "a colour of the palette would not turn dark"
    assert f"var({variable('#1c1c1c')})" in drawn
    assert all(e.get("style") is None for e in root.iter())


def test_the_picture_on_the_page_shows_all_that_was_drawn(shown: list) -> None:
    drawn = draw()
    drawn.axes[0].plot([0, 1], [1, 2], marker="o")  # a mark is drawn once, and then referred to
    exhibits.figure("fig-a-1", drawn, data=DATA, alt="Two dots.", **WORDS)
    picture = shown[0][0]["image/svg+xml"]
    before, after = map(ET.fromstring, (picture, inline_svg(picture, "fig-a-1", "A line")))
    for tag in ("path", "use", "text"):
        count = len(list(before.iter(f"{SVG}{tag}")))
        assert count and len(list(after.iter(f"{SVG}{tag}"))) == count
    named = {e.get("{http://www.w3.org/1999/xlink}href") for e in after.iter(f"{SVG}use")}
    assert named <= {f"#{e.get('id')}" for e in after.iter()}


# --- values and statements ---------------------------------------------------------------------


@pytest.mark.parametrize(("number", "form", "text"), [
    (141, ",.0f", "141"),
    (515926, ",.0f", "515,926"),
    (np.int64(1234), ",.0f", "1,234"),
    (0.257, ".1%", "25.7%"),
    (-0.574, "+.2f", "−0.57"),
    (0.574, "+.2f", "+0.57"),
    (0, "words", "no"),
    (12, "words", "twelve"),
    (np.float64(3.0), "words", "three"),
    (13, "words", "13"),
    (-3, "words", "−3"),
    ("Armenia and Belarus", ",.0f", "Armenia and Belarus"),
    ("a-b", ",.0f", "a-b"),
])
def test_a_value_is_formatted_once_for_all_places(shown, number, form: str, text: str) -> None:
    values.value("a_name", number, form)
    assert shown == [({"text/plain": f"a_name = {text}"},
                      {"value": {"name": "a_name", "text": text}})]


@pytest.mark.parametrize(("number", "text"), [(-0.001, "0.00"), (-0.4, "0")])
def test_zero_has_no_sign(shown, number: float, text: str) -> None:
    values.value("a_name", number, ".2f" if "." in text else ",.0f")
    assert shown[0][1]["value"]["text"] == text


@pytest.mark.parametrize("number", [float("nan"), float("inf"), None])
@pytest.mark.parametrize("form", [",.0f", "words"])
def test_a_number_that_is_none_is_refused_by_name(shown, number, form: str) -> None:
    with pytest.raises(ValueError, match="a_name"):
        values.value("a_name", number, form)


@pytest.mark.parametrize(("holds", "said"), [
    (True, "holds"), (np.bool_(True), "holds"),
    (False, "DOES NOT HOLD"), (np.bool_(False), "DOES NOT HOLD"),
])
def test_a_statement_records_and_says_whether_it_holds(shown, holds, said: str) -> None:
    values.statement("a_claim", holds)
    assert shown == [({"text/plain": f"a_claim: {said}"},
                      {"statement": {"name": "a_claim", "holds": bool(holds)}})]
    assert type(shown[0][1]["statement"]["holds"]) is bool


@pytest.mark.parametrize("name", ["", "A", "1a", "a-b", "a b", "a\n", "é"])
def test_a_name_that_prose_cannot_use_is_refused(shown, name: str) -> None:
    with pytest.raises(ValueError, match="is no name"):
        values.value(name, 1)
    with pytest.raises(ValueError, match="is no name"):
        values.statement(name, True)
    assert shown == []
