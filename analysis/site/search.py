"""What search finds: the words of the text, not those of code cells; and codes as one word.

How a result is shown is told in `static/search.js`.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.search.en import SearchEnglish

# Elements that hold no text of the book, by their classes.
ASIDE = {"cell_input", "definition"}


class SearchedText(StandaloneHTMLBuilder):
    """Sphinx's builder of HTML, but for the words that it keeps for the search."""

    name = "html"

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        asides = [(node.parent, node.parent.index(node), node)
                  for node in doctree.findall(_is_aside)]
        for parent, _, node in asides:
            parent.remove(node)
        super().index_page(pagename, doctree, title)
        for parent, place, node in asides:
            parent.insert(place, node)


class EnglishAndCodes(SearchEnglish):
    """English in which S0-047 is a word, beside its parts; A/RES/ES-11/1 is one, and ES-11/1 too.
    """

    code = re.compile(r"(?<!\w)(?=([^\W\d_]\w*(?:[-/]\w+)*[-/]\w*\d\w*))")
    # The same for what a reader asks for: a code is looked for as a whole.
    js_splitter_code = r"""
var splitQuery = (query) => query.match(
  /\p{L}[\p{L}\p{N}_]*(?:[-/][\p{L}\p{N}_]+)*[-/][\p{L}\p{N}_]*\p{N}[\p{L}\p{N}_]*|[\p{L}\p{N}_]+/gu
) || [];
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 (the name is Sphinx's)
        return [*self.code.findall(input), *super().split(input)]


def _is_aside(node: nodes.Node) -> bool:
    """Whether it is code, the name of a value, or HTML such as the ways to cite an exhibit."""
    return isinstance(node, nodes.raw) or (
        isinstance(node, nodes.Element) and not ASIDE.isdisjoint(node.get("classes", [])))


def setup(app: Sphinx) -> None:
    """Put both in the place of Sphinx's."""
    app.add_builder(SearchedText, override=True)
    app.add_search_language(EnglishAndCodes)
