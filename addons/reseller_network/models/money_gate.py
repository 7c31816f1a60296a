from odoo import api, fields, models
from odoo.tools import SQL


class MoneyGate(models.Model):
    """One row per seller and company that every promise of his money must write.

    A transaction reads the balance as it was when it began. Whoever promises money out
    of it writes this row: if somebody else did so meanwhile, the write fails and the
    framework starts the request over, with a view that knows of the other.
    """

    _name = "money.gate"
    _description = "Gate of a Seller's Balance"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    turn = fields.Integer(default=0)

    _partner_company_unique = models.Constraint(
        "unique (partner_id, company_id)", "This balance has its gate already."
    )

    @api.model
    def _get_open_sql(self, partner, company):
        """Return the statement that makes the gate if it is missing."""
        return SQL(
            """
            INSERT INTO money_gate (partner_id, company_id, turn)
            SELECT partner.id, company.id, 0
              FROM res_partner partner, res_company company
             WHERE partner.id = %s AND company.id = %s
                ON CONFLICT DO NOTHING
            """,
            partner.id,
            company.id,
        )

    @api.model
    def _pass(self, partner, company):
        """Write the gate of this balance; see the class.

        Writing it a second time in the same transaction is harmless.
        """
        self.env.cr.execute(self._get_open_sql(partner, company))
        self.env.cr.execute(
            SQL(
                """
                UPDATE money_gate SET turn = turn + 1
                 WHERE partner_id = %s AND company_id = %s
                """,
                partner.id,
                company.id,
            )
        )
        self.invalidate_model(["turn"])
