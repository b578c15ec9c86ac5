"""The archive as a whole, in forms that need no program of ours: its content as lines, and its export.

content -- lines of terms, editions, redirects, pages, provenance --+--> digest: one SHA-256 over all of them
readers -- what readers may have of them ---------------------------+--> export: a bag of JSON Lines and files
"""
