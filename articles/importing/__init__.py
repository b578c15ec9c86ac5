"""Old pages into releases: sources, formats, records, then resolving and loading."""
