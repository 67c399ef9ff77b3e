"""Many subscribers of few operations: what an event costs per subscriber, and what a subscriber takes of memory."""
