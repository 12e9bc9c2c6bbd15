"""A report as a document: gathered from live records once, then frozen; every format is drawn from one snapshot."""
