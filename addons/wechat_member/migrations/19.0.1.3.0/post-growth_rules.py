from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists


def migrate(cr, version):
    """The growth rate of a company becomes its rule for goods paid for."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    rules = env["member.growth.rule"]
    rules._ensure_spend_rules(env["res.company"].search([]))
    if not column_exists(cr, "res_company", "member_growth_rate"):
        return
    cr.execute("SELECT id, COALESCE(member_growth_rate, 1) FROM res_company")
    for company_id, rate in cr.fetchall():
        company = env["res.company"].browse(company_id)
        rules._get_rule(company, "spend").growth = rate
