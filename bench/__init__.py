"""Measure speed and quality.

Each module is one measure, run by ``make bench`` and never by a test; the cluster is for tests too.
Bench may import every package; no package imports it. A measure whose data is absent says so in one line
and is left out.
"""
