"""The demonstration: the hub as a process of its own, simulated agencies beside it, and clients of both."""

from hub.cli.demo.command import demo

__all__ = ["demo"]
