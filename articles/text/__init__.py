"""Functions of strings: they know no rows."""
