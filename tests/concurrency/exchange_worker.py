"""Makes or brings in exchange files; made to be killed half-way.

The first argument is the model, the second its job.
"""

import sys

from odoo import SUPERUSER_ID, api

from .race import open_registry

if __name__ == "__main__":
    model, job, *limit = sys.argv[1:]
    with open_registry().cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        getattr(env[model], job)(*map(int, limit))
