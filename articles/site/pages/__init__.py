"""The pages that readers see, and what they print."""
