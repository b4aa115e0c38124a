"""Synthetic regions: no person in them exists.

``region`` makes units and staff, ``people`` makes identities, ``lives`` tells what happens to
each, ``story`` plays that through the ordinary actions, ``bulk`` copies a million straight into
the tables for the benches. Every number stands with its source in ``parameters``.
"""
