"""The Sphinx extension of the book: exhibits, bound values, statements, catalogue, citations.

It renders what the executed notebooks carry, and computes nothing: `_config.yml` loads it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

STATIC = Path(__file__).parent / "static"


def setup(app: Sphinx) -> dict:
    """Register the extension with Sphinx."""
    # Here, so that who only reads executed notebooks need not wait for Sphinx and the charts.
    for part in ("numbers", "outputs", "roles", "catalogue", "ledger", "changes", "variant", "page",
                 "offer"):
        import_module(f"{__name__}.{part}").setup(app)
    app.connect("builder-inited", _add_static_files)
    app.connect("html-page-context", _drop_scripts, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _drop_scripts(app: Sphinx, pagename: str, template: str, context: dict, doctree) -> None:
    """Leave out Thebe, which the theme loads on every page and no page uses, and doubles."""
    seen = {}
    for script in context.get("script_files", []):
        name = str(getattr(script, "filename", script) or getattr(script, "attributes", {}))
        if "thebe" not in name.lower():
            seen.setdefault(name, script)
    context["script_files"] = list(seen.values())


def _add_static_files(app: Sphinx) -> None:
    app.config.html_static_path.append(str(STATIC))
    app.add_css_file("book.css")
    app.add_css_file("chart-theme.css")
