"""Releases as tagged PDF, made of their printed page by a process of its own."""
