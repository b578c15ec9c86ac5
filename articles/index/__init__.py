"""Everything that is derived from the rows and can be built anew."""
