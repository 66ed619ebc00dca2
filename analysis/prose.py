"""What prose may not say: a number that no code computes.

`bare_numbers` reads a page as a reader would, without roles, links and code, and lists each
figure, in digits or spelled out, that is not a date, a document's number, or a cited figure next
to its citation. The titles, captions and alt texts of exhibits are prose, too, and so are the
wordings that data choose from.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.notebooks import read

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million"

# Numbers of the book's own build, which no data can change.
STRUCTURE = r"\b(?:five periods|five essays|two commands)\b"

ALLOWED = [re.compile(pattern, re.MULTILINE) for pattern in (
    STRUCTURE,
    r"^\s*\d+\.\s",  # a numbered list
    r"\b[AS]/(?:RES/)?[A-Z\d-]+/\d+",  # A/RES/68/262, S/2022/155
    r"\b(?:ES-)?\d{1,2}/\d{1,3}\b",  # 68/262, ES-11/1
    rf"\b\d{{1,2}} (?:{MONTHS})\b(?: \d{{4}})?",
    r"[’'](?:\d{2})\b",  # '14
    r"\b(?:19|20)\d{2}(?:s\b|[-–]\d{2,4}\b)?",
    r"\b(?:[Rr]esolution|Article|Python) \d+(?:\.\d+)?(?: (?:or|and) \d+\.\d+)?",
    r"\b[SP]\d(?:-\d{3})?\b",  # an essay, a claim, a period
)]
CITED = re.compile(r"[^.\n]{0,80}\{cite(?::\w+)?\}`[^`]*`")
NUMBER = re.compile(rf"\d[\d,.]*%?|\b(?:{WORDS})\b", re.IGNORECASE)
ROLE = re.compile(r"\{(?P<role>[\w:]+)\}(?P<ticks>`+)(?P<text>.+?)(?P=ticks)", re.DOTALL)
HIDDEN = [re.compile(pattern, flags) for pattern, flags in (
    (r"^(`{3,}|:{3,}).*?^\1", re.MULTILINE | re.DOTALL),  # fences
    (r"`[^`]*`", 0),
    (r"\]\([^)]*\)", 0),
    (r"<[^>]*>", 0),
)]
CLAIMS = re.compile(r"^`{3,}\{claims\} (.+)$", re.MULTILINE)  # the directive's argument
WORDED = ("title", "caption", "alt")
CHOOSING = ("fitting", "wording")  # functions of analysis.wording


@dataclass(frozen=True)
class BareNumber:
    """A number in prose that nothing computes: where, and with the words around it."""

    place: str
    number: str
    context: str


def pieces(path: Path) -> Iterator[tuple[str, str]]:
    """The prose of a page, Markdown file or notebook: place and text of each piece."""
    if path.suffix == ".md":
        yield path.name, path.read_text("utf-8")
        return
    for index, cell in enumerate(read(path).cells):
        place = f"{path.name}, cell {index}"
        if cell.cell_type == "markdown":
            yield place, cell.source
        elif cell.cell_type == "code":
            yield from ((place, text) for text in _words_in(cell.source))


def bare_numbers(path: Path) -> list[BareNumber]:
    """The bare numbers of a page."""
    return [found for place, text in pieces(path) for found in _in_text(place, text)]


def references(path: Path) -> set[tuple[str, str]]:
    """The values and statements that a page's prose names: ("value", "n_texts"), ..."""
    found = set()
    for _, text in pieces(path):
        for match in _roles(text):
            if match["role"] == "value":
                found.add(("value", match["text"]))
            elif match["role"] == "statement":
                found.add(("statement", match["text"].rpartition("<")[2].rstrip(">")))
    return found


def statement_words(path: Path, values: dict[str, str]) -> dict[str, str]:
    """Name -> words of the statements in a page's prose, with the page's `values` in them."""
    found = {}
    for _, text in pieces(path):
        for match in _roles(text):
            words, _, name = match["text"].rpartition("<")
            if match["role"] == "statement":
                found[name.rstrip(">")] = " ".join(with_values(words, values).split())
    return found


def with_values(text: str, values: dict[str, str]) -> str:
    """A text with values in the place of the roles that name them."""
    return ROLE.sub(lambda role: values.get(role["text"], "…"), text)


def cited_claims(path: Path) -> dict[str, list[str]]:
    """Claim -> exhibits: the claims that a page treats, and what its paragraph on them shows."""
    found: dict[str, list[str]] = {}
    for _, text in pieces(path):
        for listed in CLAIMS.findall(text):
            for claim in listed.split():
                found.setdefault(claim, [])
        for paragraph in text.split("\n\n"):
            roles = [(match["role"], match["text"]) for match in _roles(paragraph)]
            exhibits = [name for role, name in roles if role == "numref"]
            for claim in (name for role, name in roles if role == "claim"):
                found.setdefault(claim, []).extend(exhibits)
    return {claim: list(dict.fromkeys(exhibits)) for claim, exhibits in found.items()}


def _roles(text: str) -> Iterator[re.Match]:
    """The roles of a text, and those within them."""
    for match in ROLE.finditer(text):
        yield match
        yield from _roles(match["text"])


def _in_text(place: str, text: str) -> Iterator[BareNumber]:
    text = CITED.sub(" ", text)
    text = _without_roles(text)
    for pattern in (*HIDDEN, *ALLOWED):
        text = pattern.sub(" ", text)
    for match in NUMBER.finditer(text):
        around = text[max(match.start() - 30, 0):match.end() + 30]
        yield BareNumber(place, match[0], " ".join(around.split()))


def _without_roles(text: str) -> str:
    """A text without its roles, but with the words of its statements."""
    def words(match: re.Match) -> str:
        if match["role"] != "statement":
            return " "
        return _without_roles(match["text"].rpartition("<")[0])

    return ROLE.sub(words, text)


def _words_in(code: str) -> Iterator[str]:
    """The literal words of exhibits and wordings in a code cell, without what f-strings compute."""
    for call in ast.walk(ast.parse(code)):
        function = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
        if function in ("figure", "table"):
            for argument in call.keywords:
                if argument.arg in WORDED:
                    yield " … ".join(_literals(argument.value))
        elif function in CHOOSING:
            for words in _keys(call.args[-1]):
                yield " … ".join(_literals(words))


def _keys(choices: ast.expr) -> list[ast.expr]:
    """The wordings of a choice, written as a dict or made by a comprehension."""
    return [choices.key] if isinstance(choices, ast.DictComp) else getattr(choices, "keys", [])


def _literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _literals(part)
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left)
        yield from _literals(node.right)
