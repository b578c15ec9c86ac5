"""The admin site itself: its order, its lists, its short addresses. What stands on it belongs to the apps."""
