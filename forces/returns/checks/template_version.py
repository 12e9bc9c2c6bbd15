"""The file is the version of the template now in use."""

from __future__ import annotations

from collections.abc import Iterable

from forces.returns.layout import Asked, Problem, Table, text_of, whole
from forces.returns.messages import problem

OF = "file"


def check(table: Table, asked: Asked) -> Iterable[Problem]:
    """Compare the version written inside the file with the collection's."""
    inside = table.about.get("Template version", "")
    if inside and whole(inside.removesuffix(".0")) != asked.template_version:
        yield problem("template-version", found=text_of(inside), version=asked.template_version)
