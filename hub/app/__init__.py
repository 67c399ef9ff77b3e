"""Where everything meets: settings become a hub, and a hub becomes a process."""
