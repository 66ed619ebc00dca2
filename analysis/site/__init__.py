"""The Sphinx extension of the book: exhibits, bound values, statements, catalogue, citations.

It renders what the executed notebooks carry, and computes nothing: `_config.yml` loads it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict:
    """Register the extension with Sphinx."""
    # Here, so that who only reads executed notebooks need not wait for Sphinx and the charts.
    for part in ("assets", "numbers", "outputs", "roles", "catalogue", "ledger", "changes",
                 "variant", "page", "offer"):
        import_module(f"{__name__}.{part}").setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

