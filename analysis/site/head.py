"""What the head of each page says of it to programs: Zotero, Google Scholar, search, previews.

Highwire Press tags (`citation_*`), Dublin Core, Open Graph and schema.org as JSON-LD, all from
what is cited. Zotero takes a page for a chapter by the title of its book, and the first page for
a book by its `og:type`.
"""

from __future__ import annotations

import json
from html import escape
from textwrap import shorten

from docutils import nodes

from analysis.site.cite import Author, Cited, book

SUMMARY_LENGTH = 300


def head(cited: Cited, doctree: nodes.document, language: str) -> str:
    """All tags of a page as HTML."""
    about = summary(doctree) or book().abstract
    named = {"description": [about], **highwire(cited, language), **dublin_core(cited, language)}
    tags = [_tag("name", name, text) for name, texts in named.items() for text in texts]
    tags += [_tag("property", name, text)
             for name, texts in open_graph(cited, about).items() for text in texts]
    return "\n".join([*tags, _linked(json_ld(cited, about, language))])


def breadcrumbs(steps: list[tuple[str, str]]) -> str:
    """The way to a page, for the results of search engines; they ask for whole addresses.

    Parameters
    ----------
    steps
        Titles and addresses, from the front page on.
    """
    if not all("://" in address for _, address in steps) or not steps:
        return ""
    items = [{"@type": "ListItem", "position": place, "name": name, "item": address}
             for place, (name, address) in enumerate(steps, 1)]
    return "\n" + _linked({"@context": "https://schema.org", "@type": "BreadcrumbList",
                           "itemListElement": items})


def _linked(described: dict) -> str:
    # In a script element nothing but "<" could end it.
    data = json.dumps(described, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{data}</script>'


def summary(doctree: nodes.document) -> str:
    """The first paragraph of a page, without the ticks behind statements, cut to a length."""
    paragraphs = (node for node in doctree.findall(nodes.paragraph)
                  if isinstance(node.parent, nodes.section))
    first = next(paragraphs, nodes.paragraph())
    ticks = {tick for tick in first.findall(nodes.reference) if "check" in tick["classes"]}
    words = "".join(text.astext() for text in first.findall(nodes.Text) if text.parent not in ticks)
    return shorten(words, SUMMARY_LENGTH, placeholder=" …")


def highwire(cited: Cited, language: str) -> dict[str, list[str]]:
    """The tags that Zotero and Google Scholar read first."""
    # Zotero reads the one name of the book's title, Google Scholar the other.
    titles = ("citation_inbook_title", "citation_book_title") if cited.title else ()
    return _present({
        "citation_title": [cited.title or book().title],
        "citation_author": [one.inverted for one in book().authors],
        "citation_publication_date": [f"{book().released:%Y/%m/%d}"],
        **{name: [book().title] for name in titles},
        "citation_publisher": [book().by],
        "citation_language": [language],
        "citation_keywords": list(book().keywords),
        "citation_public_url": [cited.whole_address],
        "citation_fulltext_html_url": [cited.whole_address],
    })


def dublin_core(cited: Cited, language: str) -> dict[str, list[str]]:
    """The elements of Dublin Core."""
    return _present({
        "DC.title": [cited.title or book().title],
        "DC.creator": [one.plain for one in book().authors],
        "DC.date": [book().released.isoformat()],
        "DC.type": ["Text"],
        "DC.relation.isPartOf": [book().title if cited.title else ""],
        "DC.publisher": [book().by],
        "DC.language": [language],
        "DC.rights": list(book().licences),
        "DC.identifier": [cited.whole_address],
    })


def open_graph(cited: Cited, about: str) -> dict[str, list[str]]:
    """What previews of links show."""
    kind = "article" if cited.title else "book"
    return _present({
        "og:title": [cited.title or book().title],
        "og:type": [kind],
        "og:site_name": [book().title],
        "og:description": [about],
        "og:url": [cited.whole_address],
        f"{kind}:author": [one.plain for one in book().authors],
        ("article:published_time" if cited.title else "book:release_date"):
            [book().released.isoformat()],
    })


def json_ld(cited: Cited, about: str, language: str) -> dict:
    """The page as schema.org describes a book or a chapter of one."""
    whole = {
        "@type": "Book", "name": book().title, "bookEdition": book().edition,
        "author": [_who(one) for one in book().authors],
        "publisher": {"@type": "Organization", "name": book().by},
        "datePublished": book().released.isoformat(), "inLanguage": language,
        "license": [f"https://spdx.org/licenses/{one}.html" for one in book().licences],
        "keywords": list(book().keywords),
    }
    if not cited.title:
        described = whole | {"description": about}
    else:
        described = {"@type": "Chapter", "name": cited.title, "description": about,
                     "author": whole["author"], "datePublished": whole["datePublished"],
                     "inLanguage": language, "isPartOf": whole}
    address = {"url": cited.whole_address} if cited.whole_address else {}
    return {"@context": "https://schema.org", **described, **address}


def _who(one: Author) -> dict:
    if not one.given:
        return {"@type": "Organization", "name": one.plain}
    return {"@type": "Person", "name": one.plain, "givenName": one.given, "familyName": one.family}


def _present(tags: dict[str, list[str]]) -> dict[str, list[str]]:
    """The tags that have something to say."""
    return {name: texts for name, texts in tags.items() if texts[0]}


def _tag(attribute: str, name: str, text: str) -> str:
    return f'<meta {attribute}="{name}" content="{escape(text)}" />'
