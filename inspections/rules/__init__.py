"""Pure rules of inspections: effective grades; the arithmetic of file reviews. No ORM, no clock."""
