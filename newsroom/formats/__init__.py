"""Formats of days and times in the admin, where Django's own differ from ours (FORMAT_MODULE_PATH)."""
