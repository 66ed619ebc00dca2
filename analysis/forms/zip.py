"""The HTML book as one file, to read from a folder."""

from __future__ import annotations

from pathlib import Path

from analysis.notebooks import toc_pages
from analysis.site.archive import zipped
from analysis.site.offer import FOLDER, without_offer


def bind(html: Path) -> bytes:
    """The whole HTML book, without the other forms and links to them."""
    files = {path.relative_to(html).as_posix(): path.read_bytes()
             for path in html.rglob("*") if path.is_file()}
    front = f"{toc_pages()[0]}.html"
    files[front] = without_offer(files[front].decode()).encode()
    # The site's builder keeps notes for itself in hidden files.
    return zipped({f"book/{name}": files[name] for name in sorted(files)
                   if not name.startswith((".", f"{FOLDER}/"))})
