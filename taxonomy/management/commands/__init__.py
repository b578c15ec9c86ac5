"""The commands of the vocabularies."""
