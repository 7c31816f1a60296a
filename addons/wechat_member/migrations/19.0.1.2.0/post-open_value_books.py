from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Bring the money on cards that are older than the accounts into the books."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["res.company"]._open_all_value_books()
