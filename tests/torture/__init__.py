"""Everything that can happen to a studio's packages, in any order, at once and through crashes; and nothing may be lost or doubled.

`make torture N=20000` runs it; `tests/faults/test_torture.py` is its short form.
"""
