"""The doors: everything that arrives over HTTP or a socket, before the schema sees it."""
