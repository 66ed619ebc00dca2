"""`.zenodo.json`, which Zenodo reads when it archives the repository: made from CITATION.cff."""

from __future__ import annotations

import json

from analysis.paths import ROOT
from analysis.records import replace_file
from analysis.site.cite import book

PATH = ROOT / ".zenodo.json"


def zenodo() -> dict:
    """The book as Zenodo asks for it; the licence is that of the text."""
    return {
        "title": book().title, "upload_type": "publication", "publication_type": "book",
        "description": book().abstract, "version": book().edition,
        "publication_date": book().released.isoformat(),
        "creators": [{"name": one.inverted.removesuffix(",")} for one in book().authors],
        "keywords": list(book().keywords), "access_right": "open",
        "license": next(one for one in book().licences if one.startswith("CC-")),
    }


def write() -> str:
    """Write the file anew. Returns a line that says so."""
    replace_file(PATH, (json.dumps(zenodo(), indent=2, ensure_ascii=False) + "\n").encode())
    return f"{PATH.name}: edition {book().edition}"
