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
    forbids styles), and each colour of the palette becomes a variable of the theme.
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


def _attributes_for_style(element: ET.Element) -> None:
    for rule in element.attrib.pop("style", "").split(";"):
        key, colon, value = rule.partition(":")
        if colon:
            element.set(key.strip(), value.strip())
    if "font" in element.attrib:
        size, _, family = element.attrib.pop("font").partition(" ")
        element.set("font-size", size)
        element.set("font-family", family)


def _local_ids(element: ET.Element, name: str) -> None:
    if "id" in element.attrib:
        element.set("id", f"{name}-{element.get('id')}")
    for key, value in element.attrib.items():
        if key == f"{{{XLINK}}}href" and value.startswith("#"):
            element.set(key, f"#{name}-{value[1:]}")
        elif "url(#" in value:
            element.set(key, re.sub(r"url\(#", f"url(#{name}-", value))
