"""Answers that need not be made again."""
