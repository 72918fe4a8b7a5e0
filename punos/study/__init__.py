"""Studies: read, check, change, save."""
