"""Signing in: who is refused, what a password must be, how long a session lasts."""
