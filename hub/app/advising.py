"""The routing model in force while the process runs: loaded, looked after, replaced without a restart.

Being written: `Adviser(shelf)`, with `advise` and `refresh`.
"""
