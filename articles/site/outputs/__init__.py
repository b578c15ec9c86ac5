"""Whole releases for programs: feeds, exports and the API, each a form of one query."""
