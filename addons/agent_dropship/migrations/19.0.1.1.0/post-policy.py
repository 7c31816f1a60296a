from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import column_exists

PRESETS = ("nearest", "fewest", "cheapest", "balanced")


def migrate(cr, version):
    """Policies have become records: point companies and decisions at the preset that
    goes by the code they had."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    presets = {
        code: env.ref(f"agent_dropship.routing_policy_{code}").id for code in PRESETS
    }
    moves = [
        ("res_company", "routing_policy", "routing_policy_id"),
        ("routing_decision", "policy", "policy_id"),
    ]
    for table, old, new in moves:
        if not column_exists(cr, table, old):
            continue
        for code, policy_id in presets.items():
            cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE %s = %s AND %s IS NULL",
                    SQL.identifier(table),
                    SQL.identifier(new),
                    policy_id,
                    SQL.identifier(old),
                    code,
                    SQL.identifier(new),
                )
            )
