"""The way from the front page down to a page: part, chapter, page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sphinx.environment import BuildEnvironment
from sphinx_external_toc.api import SiteMap, TocTree


@dataclass(frozen=True)
class Step:
    """A step on the way: what it is called, and its page; a part of the book has none."""

    title: str
    page: str = ""


def trail(env: BuildEnvironment, page: str) -> list[Step]:
    """The steps from the front page to another page, both among them."""
    contents = env.external_site_map
    root = contents.root.docname
    for part in contents.root.subtrees:
        for chapters in _ways(contents, part):
            if chapters[-1] == page:
                named = [Step(part.caption)] if part.caption else []
                steps = [Step(env.titles[name].astext(), name) for name in chapters]
                return [Step("Home", root), *named, *steps]
    return []


def _ways(contents: SiteMap, tree: TocTree) -> Iterator[list[str]]:
    """Each page below, with those on the way to it."""
    for page in map(str, tree.files()):
        yield [page]
        for below in contents[page].subtrees:
            yield from ([page, *way] for way in _ways(contents, below))
