"""How fast the hub is on this machine, beside a plain server that answers the same questions."""
