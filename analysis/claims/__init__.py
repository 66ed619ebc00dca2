"""The essays' claims, each tested by a small function over the tables.

`s0.py` to `s4.py` hold the tests of one essay each; `rules.py` says what the essays' words are
taken to mean; `evidence.py` is how a test reads tables, so that the ledger can show what it read;
`measures.py` makes what several tests read of them; `verdicts.py` is what a test returns and
`words.py` how its reason is worded; `ledger.py` runs them all and joins them with the table of
claims. A verdict is never typed: `tests/test_claims.py` refuses one.
"""
