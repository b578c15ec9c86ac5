"""Rules for every request and answer, whatever page they are for: limits, headers, errors."""
