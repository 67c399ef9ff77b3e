"""What runs by itself: durable runs on DBOS, periodic duties, and taking over from workers that died."""
