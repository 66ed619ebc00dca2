"""Pages are written whole or not at all; what an unfinished build left is made anew."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.site.whole import MARK, _begin, _end, _open_whole


def test_a_page_that_breaks_off_leaves_the_old_one(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("old", "utf-8")
    with pytest.raises(OSError, match="full"), _open_whole(page, "w", "utf-8") as stream:
        stream.write("half of the new")
        raise OSError("the disk is full")
    assert page.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [page]


def test_text_and_bytes_are_written_as_open_does(tmp_path: Path) -> None:
    page, other = tmp_path / "page.html", tmp_path / "other.html"
    for target, opened in ((page, _open_whole), (other, open)):
        with opened(target, "w", encoding="ascii", errors="xmlcharrefreplace") as stream:
            stream.write("один\n")
    assert page.read_bytes() == other.read_bytes()
    with _open_whole(page, "wb") as stream:
        stream.write(b"\x00")
    with _open_whole(page, "rb") as stream:
        assert stream.read() == b"\x00"


@pytest.mark.parametrize(("exception", "warnings", "well"), [
    (None, 0, True), (OSError("full"), 0, False), (None, 1, False)])
def test_after_a_build_that_did_not_end_well_all_pages_are_made(
    tmp_path: Path, exception: Exception | None, warnings: int, well: bool
) -> None:
    app = SimpleNamespace(doctreedir=tmp_path, keep_going=True, _warncount=warnings)
    env = SimpleNamespace(found_docs={"b", "a"})
    assert _begin(app, env, set(), set(), set()) == []
    assert (tmp_path / MARK).exists()
    _end(app, exception)
    assert _begin(app, env, set(), set(), set()) == ([] if well else ["a", "b"])
