"""A text of one's own: read, cut into units, coded in a sheet, and kept as a data package."""
