"""What published tables call forces, and what in their first column is no force at all."""

from __future__ import annotations

import re

NATIONAL = re.compile(r"(england and wales|england|wales|united kingdom|great britain|total)\b")
REGIONS = {
    "north east",
    "north west",
    "yorkshire and the humber",
    "east midlands",
    "east",
    "east of england",
    "london",
    "south east",
    "south west",
    "english regions",
}
BODIES = {"action fraud", "cifas", "uk finance", "financial fraud action uk"}

WHY_NATIONAL = "A total of several forces: England and Wales is always worked out from the forces."
WHY_REGION = "A total of several forces, not a force."
WHY_BODY = "Not a police force: it records fraud for the whole country, and is in no force's figure."
WHY_OUT_OF_SCOPE = "A police force that is not inspected, so never in a rate for England and Wales."


def plain(name: str) -> str:
    """Return a name as it is compared: lower case, single spaces, "and" written out."""
    return " ".join(name.lower().replace("&", " and ").split())


def why_no_force(name: str) -> str:
    """Return why a plain name stands for no single force; nothing when it may be one."""
    if name in BODIES:
        return WHY_BODY
    if name in REGIONS:
        return WHY_REGION
    return WHY_NATIONAL if NATIONAL.match(name) else ""
