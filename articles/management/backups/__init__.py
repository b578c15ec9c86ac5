"""Backups: one consistent set of database and media, its way back, and the proof that it is whole.

database -- sqlite | postgresql --+                       +--> restore: the newsroom's own database, a new
epoch +--> set, manifest -----+ media ----------------------------+                       +--> drill: an empty
place, compared and thrown away
"""
