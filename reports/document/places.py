"""Where in a report a block stands, in words: what a comment is about."""

from __future__ import annotations

from typing import NamedTuple

from reports.document.shape import Block, SectionPart, Snapshot

EXCERPT = 160


class Place(NamedTuple):
    """A section, or a block of one: its section's key, where it stands in words, and how it begins."""

    section: str
    words: str
    excerpt: str


def places(snapshot: Snapshot) -> dict[str, Place]:
    """Return every place of a report by its name: sections by their key, and the blocks in them."""
    found: dict[str, Place] = {}
    for part in snapshot["sections"]:
        found[part["key"]] = Place(part["key"], f"{part['heading']}, the section", "")
        for number, block in enumerate(part["blocks"], start=1):
            words = f"{part['heading']}, {block['type']} {number}"
            found[block["name"]] = Place(part["key"], words, shortened(said(block, snapshot)))
    return found


def said(block: Block, snapshot: Snapshot) -> str:
    """Return what a block says, in plain words."""
    if "text" in block:
        return block["text"]
    if "figure" in block:
        own = (one["caption"] for one in snapshot["figures"] if one["key"] == block["figure"])
        return block.get("caption") or next(own, "")
    if "finding" in block:
        return next((one["wording"] for one in snapshot["findings"] if one["reference"] == block["finding"]), "")
    return block.get("caption", "")


def shortened(text: str) -> str:
    """Return the beginning of a text, whole words only."""
    if len(text) <= EXCERPT:
        return text
    return text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def part_with(snapshot: Snapshot, name: str) -> SectionPart:
    """Return the section a place is in, with that block alone, or none where the whole section is meant."""
    place = places(snapshot)[name]
    part = next(one for one in snapshot["sections"] if one["key"] == place.section)
    return {**part, "blocks": [block for block in part["blocks"] if block["name"] == name]}
