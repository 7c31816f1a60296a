"""Takes one payment by payment code; made to be killed half-way."""

import sys

from odoo import SUPERUSER_ID, api

from .race import open_registry

if __name__ == "__main__":
    till, method, order, line, code = sys.argv[1:]
    with open_registry().cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        payments = env["wechat.code.payment"]
        payments.pay(int(till), int(method), order, line, 88.8, code)
        cr.commit()
