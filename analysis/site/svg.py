"""From matplotlib's SVG to an inline one that follows the page's light or dark theme."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from analysis.style import PALETTE

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
POINT = 96 / 72  # CSS pixels

ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)


def inline_svg(svg: str, name: str, alt: str) -> str:
    """The picture as an `<svg>` element for the page of exhibit `name`.

    Ids are made unique in the page, inline styles become attributes (a strict content policy
    forbids styles), and each colour of the palette becomes a variable of the theme. What shows
    nothing is left out, for pages hold many pictures.
    """
    root = ET.fromstring(svg)
    for useless in (f"{{{SVG}}}metadata", f"{{{SVG}}}defs/{{{SVG}}}style"):
        _remove(root, useless)
    for element in root.iter():
        _attributes_for_style(element)
        _local_ids(element, name)
        for key, value in element.attrib.items():
            if value.lower() in PALETTE:
                element.set(key, f"var({variable(value)})")
    _slim(root)
    for side in ("width", "height"):
        root.set(side, f"{float(root.get(side).removesuffix('pt')) * POINT:.0f}")
    root.set("role", "img")
    root.set("aria-label", alt)
    return ET.tostring(root, encoding="unicode")


def variable(colour: str) -> str:
    """Name of the CSS variable that stands for a colour of the palette."""
    return f"--chart-{colour.lower().removeprefix('#')}"


def theme_css() -> str:
    """The style sheet that gives each colour of the palette its value on light and dark ground."""
    light = "".join(f"{variable(c)}:{c};" for c in PALETTE)
    dark = "".join(f"{variable(c)}:{on_dark};" for c, on_dark in PALETTE.items())
    return f":root{{{light}}}\nhtml[data-theme=dark]{{{dark}}}\n@media print{{:root{{{light}}}}}\n"


def _remove(root: ET.Element, path: str) -> None:
    parent_path, _, tag = path.rpartition("/{")
    parents = root.findall(parent_path) if parent_path else [root]
    for parent in parents:
        for child in parent.findall(f"{{{tag}" if parent_path else path):
            parent.remove(child)


def _slim(root: ET.Element) -> None:
    """Leave out ids that nothing refers to, groups that say nothing, and needless digits."""
    used = set(re.findall(r"#([^\s\")]+)", " ".join(
        value for element in root.iter() for key, value in element.attrib.items() if "#" in value)))
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        if element.get("transform", "").startswith("rotate(-0 "):
            del element.attrib["transform"]
        for key in ("d", "x", "y", "transform"):
            if key in element.attrib:
                element.set(key, _rounded(element.get(key)))
    _unwrap(root)


def _rounded(numbers: str) -> str:
    """Path or place with two decimals, a hundredth of a point, and single blanks."""
    short = re.sub(r"-?\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}", numbers)
    return " ".join(short.split())


def _unwrap(parent: ET.Element) -> None:
    """Put the children of groups without attributes in their groups' place."""
    children = []
    for child in parent:
        _unwrap(child)
        if child.tag == f"{{{SVG}}}g" and not child.attrib:
            children += child
        elif len(child) or child.tag not in (f"{{{SVG}}}g", f"{{{SVG}}}defs"):
            children.append(child)
    parent[:] = children
    if len(parent):
        parent.text = "\n"
        for child in parent:
            child.tail = "\n"


def _attributes_for_style(element: ET.Element) -> None:
    for rule in element.attrib.pop("style", "").split(";"):
        key, colon, value = rule.partition(":")
        if colon:
            element.set(key.strip(), value.strip())
    if "font" in element.attrib:
        # The family is that of the page.
        element.set("font-size", element.attrib.pop("font").partition(" ")[0])


def _local_ids(element: ET.Element, name: str) -> None:
    if "id" in element.attrib:
        element.set("id", f"{name}-{element.get('id')}")
    for key, value in element.attrib.items():
        if key == f"{{{XLINK}}}href" and value.startswith("#"):
            element.set(key, f"#{name}-{value[1:]}")
        elif "url(#" in value:
            element.set(key, re.sub(r"url\(#", f"url(#{name}-", value))
