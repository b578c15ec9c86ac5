"""Requests of readers, and the answers to them."""
