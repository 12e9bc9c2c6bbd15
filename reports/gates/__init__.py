"""What must be done before an inspection moves on: each stage's gates, which say what is missing and where to mend it.

A gate is a function of `Facts`, registered for the move it guards. A module of gates is imported in `reports.apps`.
"""

from reports.gates.facts import Facts
from reports.gates.registry import GATES, Blocker, Gate, blockers, gate

__all__ = ["GATES", "Blocker", "Facts", "Gate", "blockers", "gate"]
