"""Many subscribers of few operations: what an event costs per subscriber, and what one takes of memory."""
