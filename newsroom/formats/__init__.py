"""Formats of days, times and numbers, where Django's own differ from ours (FORMAT_MODULE_PATH)."""
