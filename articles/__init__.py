"""Releases of the press office: one app in wings, each of which imports only what stands below it."""
