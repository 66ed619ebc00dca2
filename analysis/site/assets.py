"""What the pages load: few scripts, one style sheet, nothing from elsewhere, and a policy for it.

The theme's own templates load some megabyte, most of it icons, and write scripts into the pages;
the templates in `templates/` replace those parts of it. The style sheet is all sheets in one,
without the rules that no page uses.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import TextIO

import tinycss2
from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput
from pygments.formatters import HtmlFormatter
from pygments.token import Name, Punctuation, Text, Whitespace
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxTranslator
from sphinx.writers.html5 import HTML5Translator
from tinycss2 import serialize
from tinycss2.ast import Node

from analysis.records import replace_file
from analysis.site.svg import theme_css

STATIC, TEMPLATES = (Path(__file__).parent / name for name in ("static", "templates"))
# What a page may load and do; anything else the browser refuses.
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "font-src 'self'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'",
))
# In the order in which they overrule each other. The number in the name of one is its hash.
SHEETS = ("basic.css", "styles/bootstrap.css", "styles/pydata-sphinx-theme.css", "pygments.css",
          "styles/sphinx-book-theme.css", "copybutton.css", "mystnb.*.css", "icons.css", "book.css")
NESTED = ("media", "supports", "container")
BARE = {"skip_comments": True, "skip_whitespace": True}
# Parts of code that both styles of code show as plain text.
PLAIN = (Name, Punctuation, Whitespace)


class PlainTextUnmarked(HtmlFormatter):
    """Marks only those parts of code that have a colour of their own: half as many elements."""

    def format(self, tokensource: Iterator[tuple], outfile: TextIO) -> None:
        """Write the code, given as pairs of kind and text, as HTML."""
        marked = ((Text if kind in PLAIN else kind, text) for kind, text in tokensource)
        super().format(marked, outfile)


def setup(app: Sphinx) -> None:
    """Register templates, scripts and style sheet."""
    app.connect("config-inited", _use_templates)
    app.connect("builder-inited", _use_static_files)
    app.connect("builder-inited", _mark_less)
    app.add_node(HideCodeCellNode, override=True, html=(_visit_hidden, depart_HideCellInput))
    app.add_node(nodes.citation, override=True,
                 html=(_visit_citation, HTML5Translator.depart_citation))
    app.connect("html-page-context", _load_less, priority=950)
    # After the theme has written the colours of code, for light and dark.
    app.connect("build-finished", _write_style_sheet, priority=950)


def _use_templates(app: Sphinx, config: Config) -> None:
    # Relative: the settings are hashed into the built book, and are to be the same in each folder.
    config.templates_path.insert(0, os.path.relpath(TEMPLATES, app.confdir))


def _use_static_files(app: Sphinx) -> None:
    app.config.html_static_path.append(str(STATIC))


def _mark_less(app: Sphinx) -> None:
    if app.builder.format == "html":
        app.builder.highlighter.formatter = PlainTextUnmarked


def _load_less(app: Sphinx, pagename: str, template: str, context: dict, doctree) -> None:
    """Keep of the scripts those in files that are not the theme's; no button with code in it."""
    scripts = {one.filename: one for one in context["script_files"]
               if one.filename and "/scripts/" not in one.filename}
    for script in scripts.values():
        script.attributes["defer"] = "defer"
    context["script_files"] = list(scripts.values())
    for group in context.get("header_buttons", []):
        group["buttons"] = [one for one in group["buttons"] if one["type"] != "javascript"]
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'
    context["metatags"] = f"\n{policy}\n{context.get('metatags', '')}"


def _visit_hidden(translator: SphinxTranslator, node: HideCodeCellNode) -> None:
    """MyST-NB's, without the name for screen readers that hides the words that others read."""
    visit_HideCellInput(translator, node)
    [summary] = [index for index, text in enumerate(translator.body[-4:], -4) if "<summary" in text]
    translator.body[summary] = "<summary>\n"


def _visit_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Docutils', without a role for entries that screen readers no longer know."""
    HTML5Translator.visit_citation(translator, node)
    translator.body[-1] = translator.body[-1].replace('role="doc-biblioentry"', 'role="listitem"')


def _write_style_sheet(app: Sphinx, failure: Exception | None) -> None:
    if failure or app.builder.name != "html":
        return
    static = Path(app.outdir, "_static")
    paths = [path for name in SHEETS for path in static.glob(name)]
    css = "\n".join([*(path.read_text("utf-8") for path in paths), theme_css()])
    pages = [Path(app.builder.get_outfilename(name)) for name in (*app.env.found_docs, "search")]
    replace_file(static / "style.css", used_rules(css, used_names(pages)).encode())


def used_names(pages: list[Path]) -> set[str]:
    """The classes and ids of the pages, and each word of their scripts, which may set some."""
    names: set[str] = set()
    scripts: set[Path] = set()
    for path in pages:
        text = path.read_text("utf-8")
        for value in set(re.findall(r'\b(?:class|id)="([^"]+)"', text)):
            names.update(value.split())
        scripts |= {path.parent.joinpath(source).resolve()
                    for source in re.findall(r'<script [^>]*src="([^"?]+)', text)}
    for script in scripts:
        names.update(re.findall(r"[\w-]+", script.read_text("utf-8")))
    return names


def used_rules(css: str, names: set[str]) -> str:
    """A style sheet without comments, and without rules for classes and ids of other names."""
    return "".join(_kept(tinycss2.parse_stylesheet(css, **BARE), names))


def _kept(rules: list[Node], names: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword in NESTED:
            if inner := "".join(_kept(tinycss2.parse_rule_list(rule.content, **BARE), names)):
                yield f"@{rule.at_keyword}{serialize(rule.prelude)}{{{inner}}}\n"
        elif rule.type == "at-rule":
            yield f"{rule.serialize()}\n"
        elif selectors := [one for one in _parted(rule.prelude) if _can_match(one, names)]:
            yield f"{','.join(map(serialize, selectors)).strip()}{{{serialize(rule.content)}}}\n"


def _parted(prelude: list[Node]) -> list[list[Node]]:
    """The selectors of a rule."""
    return [list(group) for comma, group in groupby(prelude, lambda token: token == ",")
            if not comma]


def _can_match(selector: list[Node], names: set[str]) -> bool:
    """Whether each class and id that it asks for is used; in brackets may stand any."""
    return all(token.value in names for before, token in pairwise([None, *selector])
               if token.type == "hash" or (token.type == "ident" and before == "."))
