"""The desk's pages for imports."""
