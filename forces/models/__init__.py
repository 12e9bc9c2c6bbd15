"""Forces and their data."""

from forces.models.forces import Cycle, Force, Population, Region
from forces.models.people import Bar, ForceContact

__all__ = ["Bar", "Cycle", "Force", "ForceContact", "Population", "Region"]
