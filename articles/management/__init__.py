"""Commands of the newsroom: thin shells over its modules, the doctor, and backups."""
