"""A chapter to take away: its notebook and all that it needs to run, in one zip.

The notebook's stamp names the tables that it loaded and the modules that it uses; the zip holds
these and no more. The notebook lies beside the folders `analysis` and `data`, so that it finds
both with nothing installed but the locked requirements.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from analysis.notebooks import module_path, read
from analysis.paths import CITATION, REQUIREMENTS, ROOT
from analysis.records import PACKAGE, dump, package, record

LICENCE = ROOT / "LICENSE"
README = """The notebook {notebook} of the book "{title}", with its tables and code.

With Python 3.11 or 3.12, in this folder:

    python -m venv .venv
    .venv/bin/pip install --require-hashes -r requirements.txt
    .venv/bin/jupyter execute --inplace {notebook}

(On Windows: .venv\\Scripts\\ in place of .venv/bin/.) Or open it in Jupyter, with this environment
as its kernel. Each exhibit prints a digest of its values; on these tables the digests are those of
the book. What each table is, and on which terms it may be used, says data/datapackage.json.
"""
# No times: the same contents give the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def files(notebook: Path, title: str) -> dict[str, bytes]:
    """Name in the zip -> content, for a notebook that was run; `title` is that of the book."""
    stamp = read(notebook).metadata["stamp"]
    tables = [record(name) for name in stamp["tables"]]
    code = [module_path(name) for name in stamp["modules"]]
    whole = package()
    kept = [one for one in whole["resources"] if one["name"] in stamp["tables"]]
    return {
        notebook.name: notebook.read_bytes(),
        "README.txt": README.format(notebook=notebook.name, title=title).encode(),
        **{path.name: path.read_bytes() for path in (CITATION, LICENCE, REQUIREMENTS)},
        **{path.relative_to(ROOT).as_posix(): path.read_bytes() for path in code},
        **{f"data/{one.resource['path']}": one.path.read_bytes() for one in tables},
        f"data/{PACKAGE}": dump({**whole, "resources": kept}).encode(),
    }


def to_zip(contents: dict[str, bytes], folder: str) -> bytes:
    """The contents as a zip, all in one folder."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return stream.getvalue()
