"""Pure tables and functions about findings: moves, closing, due dates, standing, replay of events."""
