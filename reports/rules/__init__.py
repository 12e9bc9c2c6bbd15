"""Tables and arithmetic of reports: no database, no clock."""
