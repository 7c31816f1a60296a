"""Works through what came from WeChat or has to go there; made to be killed half-way.

The first argument is the model, the second its job.
"""

import sys

from odoo import SUPERUSER_ID, api

from .race import open_registry

if __name__ == "__main__":
    model, job = sys.argv[1:]
    with open_registry().cursor() as cr:
        getattr(api.Environment(cr, SUPERUSER_ID, {})[model], job)()
        cr.commit()
