"""Pictures and documents in the form of an edition."""
