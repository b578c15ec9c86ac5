"""How the desk writes days and times, where Django's own formats of a language differ from ours (FORMAT_MODULE_PATH)."""
