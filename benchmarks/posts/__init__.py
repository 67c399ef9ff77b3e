"""The workload everybody publishes: a list of posts, each with its user, from a REST server.

One upstream, the same for all; every contender is a process of its own and gives the same JSON.
"""
