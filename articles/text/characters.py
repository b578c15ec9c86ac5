"""The rule of characters that no text holds, as the texts of articles use it (`taxonomy.characters`)."""

from taxonomy.characters import without_controls

__all__ = ["without_controls"]
