"""The numbers page: counting findings in one query, and keeping what was counted until something changes."""
