"""The peer of the measurements: a small newsroom on Wagtail, built as its documentation would have it built.

It holds the releases of the Newsroom database that is measured beside it, on the same PostgreSQL, and runs on
Python packages of its own (requirements-wagtail.txt), never on those of the Newsroom.
"""
