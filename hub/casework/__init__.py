"""What the hub does. One file per use case; each owns its transaction."""
