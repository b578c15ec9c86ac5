"""Five vocabularies, and the languages, for the filing of releases. The package knows no articles."""
