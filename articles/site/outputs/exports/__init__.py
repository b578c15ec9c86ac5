"""Releases to take away: tables, lines of JSON, references, and what describes them."""
