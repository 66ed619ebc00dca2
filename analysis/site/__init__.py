"""The Sphinx extension of the book: exhibits, bound values, statements, catalogue, citations.

It renders what the executed notebooks carry, and computes nothing: `_config.yml` loads it.
"""

from __future__ import annotations

from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict:
    """Register the extension with Sphinx."""
    # Here, so that who only reads executed notebooks need not wait for Sphinx and the charts.
    for part in ("assets", "numbers", "outputs", "roles", "catalogue", "ledger", "changes",
                 "variant", "glossary", "page", "offer", "search", "whole"):
        import_module(f"{__name__}.{part}").setup(app)
    # Pages made by other code than this are made anew.
    app.add_config_value("site_code", _code(), "env")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _code() -> str:
    """Hash of the modules, templates and static files here."""
    files = [path for path in sorted(Path(__file__).parent.rglob("*.*")) if path.suffix != ".pyc"]
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
