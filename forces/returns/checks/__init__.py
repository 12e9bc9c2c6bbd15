"""The checks of a return: one function in one file each; the folder is the registry.

A file here has a function `check` and says in `OF` what it looks at: the `file` (its layout, once), a `row` (each one
that was filled in), or the `rows` (all together). It returns or yields problems, worded in `forces.returns.messages`.
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


def found(of: str) -> list[Any]:
    """Return the checks of a kind, in the order of their names."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return [module.check for module in modules if of == module.OF]


FILE_CHECKS: list[FileCheck] = found("file")
ROW_CHECKS: list[RowCheck] = found("row")
ROWS_CHECKS: list[RowsCheck] = found("rows")
# those that raise queries, as modules: NAME, TITLE, LIMIT, LIMIT_IN and WHAT say how a collection may set them
FIGURE_CHECKS: list[Any] = [
    module
    for module in (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    if module.OF == "figure"
]
