"""Each module measures one thing: `run(context)` returns its figures.

A figure is a ratio of two medians that were measured in turn, so that it means the same
on a slow machine and a fast one.
"""

# makes the addons' plain packages importable without Odoo, for benchmarks of those
import tests.unit
