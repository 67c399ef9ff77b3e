"""The rules: pure functions and frozen values. No I/O, no async, no clock, no framework."""
