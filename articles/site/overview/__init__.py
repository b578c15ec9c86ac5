"""The archive as a whole: its years, months and days, and the same in figures."""
