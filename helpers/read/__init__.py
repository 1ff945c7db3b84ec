"""A package of tables: read, checked, and an article's codings made ready for measures."""
