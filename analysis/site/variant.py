"""A variant of the book says on every page, and in its title, that it is one and which.

The settings of a variant name it (see `analysis.variant`); in the book itself nothing happens here.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from analysis.notebooks import read
from analysis.paths import CITATION, data_folder, shown
from analysis.site import cite
from analysis.site.changes import PAGE as CHANGES
from analysis.site.outputs import to_root

SETTING = "book_variant"
KEPT = "kept"  # in the stamp of a chapter that could not be computed so


def _prepare(app: Sphinx, config: Config) -> None:
    """Cite the variant, not the book, and refuse other tables than it was made from."""
    variant = config[SETTING]
    if not variant:
        return
    if variant["data"] != shown(data_folder()):
        raise ConfigError(f"this variant was made from the tables of {variant['data']}, not of "
                          f"{shown(data_folder())}: set BOOK_DATA to that folder")
    cite.CITATION = Path(app.confdir, CITATION.name)
    cite.book.cache_clear()


def _mark(app: Sphinx, pagename: str, template: str, context: dict, doctree) -> None:
    """Put the banner on a page, and keep search engines from it."""
    variant = app.config[SETTING]
    if variant:
        differs = f'<a href="{to_root(pagename)}{CHANGES}.html">What differs from the book</a>'
        context["theme_announcement"] = (
            f"<strong>Variant: {escape(variant['words'])}.</strong> Not the book itself, "
            f"“{escape(variant['of'])}”. {escape(_of_page(app, pagename))} {differs}.")
        context["metatags"] = (
            '<meta name="robots" content="noindex, nofollow" />\n' + context.get("metatags", ""))


def _of_page(app: Sphinx, pagename: str) -> str:
    """What a page of code took of the variant, where that is not all."""
    path = Path(app.srcdir, f"{pagename}.ipynb")
    if not path.exists():
        return ""
    stamp, given = read(path).metadata["stamp"], app.config[SETTING]["parameters"]
    if stamp.get(KEPT):
        return "This page cannot be computed so and stands as in the book."
    if stamp["parameters"] == given:
        return ""
    return f"Of these parameters this page takes {', '.join(stamp['parameters']) or 'none'}."


def setup(app: Sphinx) -> None:
    """Register the setting and the banner."""
    app.add_config_value(SETTING, None, "env", types=(dict,))
    app.connect("config-inited", _prepare, priority=50)
    app.connect("html-page-context", _mark, priority=900)
