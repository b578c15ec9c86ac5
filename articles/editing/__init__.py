"""Code that changes an edition, or may refuse to."""
