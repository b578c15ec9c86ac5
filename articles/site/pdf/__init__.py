"""Releases as tagged PDF, made of their printed page by a process of its own."""

# The end of its address.
PDF_NAME = "release.pdf"
