"""The page on which an edition is written."""
