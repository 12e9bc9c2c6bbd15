"""The checks of a return: one function in one file each; the folder is the registry.

A file here has a function `check` and says in `OF` what it looks at. Errors refuse rows: of the `file` (its layout,
once), a `row` (each one that was filled in), or the `rows` (all together). They return or yield problems, worded in
`forces.returns.messages`. Warnings raise queries: of a `figure` now held, or of a whole `return`. They have a `NAME`,
a `TITLE` and say `WHAT` they ask about; those of a figure have a `LIMIT`, what it is in words (`LIMIT_IN`), and may
name in `INSTEAD_OF` other warnings which say less about the same figure and are then left out.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from forces.returns.layout import Asked, Problem, Row, Table

FileCheck = Callable[[Table, Asked], Iterable[Problem]]
RowCheck = Callable[[Row, Asked], Problem | None]
RowsCheck = Callable[[list[Row], Asked], Iterable[tuple[Row, Problem]]]
MODULES: list[Any] = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]


def found(of: str) -> list[Any]:
    """Return the checks of a kind, in the order of their names."""
    return [module.check for module in MODULES if of == module.OF]


FILE_CHECKS: list[FileCheck] = found("file")
ROW_CHECKS: list[RowCheck] = found("row")
ROWS_CHECKS: list[RowsCheck] = found("rows")
FIGURE_CHECKS: list[Any] = [module for module in MODULES if module.OF == "figure"]
BY_A_PERSON = ""
TITLES = {BY_A_PERSON: "Asked by a person"} | {
    module.NAME: module.TITLE for module in MODULES if module.OF in {"figure", "return"}
}
