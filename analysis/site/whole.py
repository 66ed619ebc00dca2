"""Pages are written whole or not at all, and what an interrupted build left is made anew.

Sphinx writes pages in place, so that a crash or a full disk leaves half a page. Afterwards a page
counts as current if it is younger than its source, whatever else it was to be made of; and a build
that failed by its warnings passes when it is tried again, for nothing is read a second time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sphinx.builders import html

from analysis.records import replace_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MARK = "unfinished"
LAST = 999  # among those who wait for the end of the build


def setup(app: Sphinx) -> None:
    """Put a safe `open` in the place of the builder's, and register the mark of a build at work."""
    html.open = _open_whole
    app.connect("env-get-outdated", _begin)
    app.connect("build-finished", _end, priority=LAST)


@contextmanager
def _open_whole(
    path: str, mode: str = "r", encoding: str | None = None, errors: str | None = None
) -> Iterator[IO]:
    """`open`, but what is written replaces the file at the end."""
    if "w" not in mode:
        with Path(path).open(mode, encoding=encoding, errors=errors) as stream:
            yield stream
        return
    stream = io.BytesIO() if "b" in mode else io.StringIO()
    yield stream
    written = stream.getvalue()
    content = written if "b" in mode else written.encode(encoding, errors or "strict")
    replace_file(Path(path), content)


def _begin(
    app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set
) -> list[str]:
    """Read and write all pages if the last build did not end well."""
    mark = Path(app.doctreedir, MARK)
    unfinished = mark.exists()
    mark.touch()
    return sorted(env.found_docs) if unfinished else []


def _end(app: Sphinx, exception: Exception | None) -> None:
    # Sphinx draws this conclusion itself only after it has told that it is finished.
    failed = exception is not None or (app.keep_going and app._warncount)
    if not failed:
        Path(app.doctreedir, MARK).unlink()
