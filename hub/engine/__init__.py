"""Compiled operations: each distinct query is planned once, then only the plan runs.

The engine knows GraphQL and Strawberry and nothing of cases: what a field means is declared beside its type.
Stock execution stays the reference: it takes what a plan does not, and it renders every answer that is not
clean. See the decision about compiled operations.
"""
