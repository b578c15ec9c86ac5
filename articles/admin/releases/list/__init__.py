"""The desk's list of releases."""
