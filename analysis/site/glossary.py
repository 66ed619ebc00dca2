"""Terms of the glossary, explained where a page first uses them.

The first occurrence of a term in a paragraph of a page becomes a link to the glossary, described by
the term's definition, which `page.js` shows beside it. Headings, captions, tables, code, emphasis
and links stay as they are. A definition that begins with "Here:" gives an everyday word a narrower
sense: such a word is not marked, for in most places it is meant as everybody means it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxTranslator

EVERYDAY = "Here:"
# What narrative stands in, from the page down to a paragraph.
NARRATIVE = (nodes.document, nodes.section, nodes.bullet_list, nodes.enumerated_list,
             nodes.list_item, nodes.block_quote)


class explained(nodes.reference):  # noqa: N801 (docutils names nodes in lower case)
    """A link from a term to its entry in the glossary, with the definition."""


@dataclass(frozen=True)
class Term:
    """A term, its definition in plain text, and the page and id of its entry."""

    name: str
    definition: str
    page: str
    anchor: str

    @property
    def pattern(self) -> str:
        """Matches the term and its plural; a name as it is, other words at a sentence's start, too.
        """
        if self.name != self.name.lower():
            return re.escape(self.name)
        head, of, rest = self.name.partition(" of ")
        first, others = head[0], head[1:].removesuffix("s")
        return f"[{first}{first.upper()}]{re.escape(others)}s?{re.escape(of + rest)}"


def setup(app: Sphinx) -> None:
    """Register what marks the terms, and what writes their definitions."""
    app.add_node(explained, html=(_visit, _depart))
    app.connect("env-get-outdated", _all_with_the_glossary)
    app.connect("doctree-resolved", _mark_first)
    app.connect("html-page-context", _add_definitions)


def _glossaries(env: BuildEnvironment) -> set[str]:
    """The pages that define terms."""
    objects = env.get_domain("std").get_objects()
    return {page for _, _, kind, page, _, _ in objects if kind == "term"}


def _all_with_the_glossary(
    app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set
) -> set[str]:
    """A glossary that changed may change each page."""
    return env.found_docs if _glossaries(env) & (changed | removed) else set()


def _terms(env: BuildEnvironment) -> Iterator[Term]:
    """The terms that are explained where they occur."""
    for page in sorted(_glossaries(env)):
        for glossary in env.get_doctree(page).findall(addnodes.glossary):
            for entry in glossary.findall(nodes.definition_list_item):
                definition = " ".join(entry[-1].astext().split())
                if not definition.startswith(EVERYDAY):
                    yield from (Term(term.astext(), definition, page, term["ids"][0])
                                for term in entry.findall(nodes.term))


def _mark_first(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html" or docname in _glossaries(app.env):
        return
    waiting = {f"t{index}": term for index, term in enumerate(_terms(app.env))}
    either = "|".join(f"(?P<{key}>{term.pattern})" for key, term in waiting.items())
    pattern = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")
    for text in list(_narrative(doctree)) if waiting else []:
        parts, end = [], 0
        for found in pattern.finditer(text):
            if term := waiting.pop(found.lastgroup, None):
                address = app.builder.get_relative_uri(docname, term.page)
                parts += [nodes.Text(text[end:found.start()]),
                          explained("", found[0], refuri=f"{address}#{term.anchor}", term=term)]
                end = found.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(text[end:])])


def _narrative(doctree: nodes.document) -> Iterator[nodes.Text]:
    """The text of a page's paragraphs, and of the statements in them."""
    for paragraph in doctree.findall(nodes.paragraph):
        if all(isinstance(one, NARRATIVE) for one in _above(paragraph)):
            for text in paragraph.findall(nodes.Text):
                inside = text.parent
                if inside is paragraph or "statement" in inside.get("classes", []):
                    yield text


def _above(node: nodes.Node) -> Iterator[nodes.Node]:
    while node := node.parent:
        yield node


def _visit(translator: SphinxTranslator, node: explained) -> None:
    described = {"CLASS": "term", "href": node["refuri"], "aria-describedby": _id(node["term"])}
    translator.body.append(translator.starttag(node, "a", "", **described))


def _depart(translator: SphinxTranslator, node: explained) -> None:
    translator.body.append("</a>")


def _id(term: Term) -> str:
    return f"tip-{term.anchor}"


def _add_definitions(
    app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """After the text: there they are no part of it, for search and for other forms of the book."""
    for link in doctree.findall(explained) if doctree else []:
        context["body"] += (f'<p class="term-tip" role="tooltip" id="{_id(link["term"])}" hidden>'
                            f'{escape(link["term"].definition)}</p>\n')
