from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class ResellerPayeeCheck(models.TransientModel):
    """Self-check: every way by which money reaches somebody, and what must not be.

    For whoever has to show that nobody earns from recruiting. Only reads.
    """

    _name = "reseller.payee.check"
    _description = "Payee Check"

    date = fields.Datetime(default=fields.Datetime.now, readonly=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, readonly=True
    )
    line_ids = fields.One2many("reseller.payee.check.line", "check_id", readonly=True)
    path_ids = fields.One2many("reseller.payee.check.path", "check_id", readonly=True)
    problem_count = fields.Integer(compute="_compute_problem_count")

    @api.depends("line_ids.count")
    def _compute_problem_count(self):
        for check in self:
            check.problem_count = sum(1 for line in check.line_ids if line.count)

    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._("Payee Check")

    @api.model
    def action_run(self):
        """Run the check and open what it found."""
        # named, as the client may send another one as a default
        check = self.create({"company_id": self.env.company.id})
        check._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payee Check"),
            "res_model": self._name,
            "res_id": check.id,
            "view_mode": "form",
        }

    def action_print(self):
        """Print the result, to hand it over."""
        return self.env.ref("reseller_network.payee_check_report").report_action(self)

    def _fill(self):
        self.env.flush_all()
        self.env["reseller.payee.check.path"].create(
            [dict(row, check_id=self.id) for row in self._find_paths()]
        )
        self.env["reseller.payee.check.line"].create(
            [
                {"check_id": self.id, "name": name, "count": count}
                for name, count in self._find_problems()
            ]
        )

    def _find_paths(self):
        """Return a row for each kind of money, with who it goes to and how much."""
        columns = ("role", "kind", "relation", "payee_count", "entry_count", "amount")
        query = SQL(
            """
            SELECT role, kind, relation, COUNT(DISTINCT partner_id), COUNT(*),
                   SUM(amount)
              FROM (%s) path
             GROUP BY role, kind, relation
             ORDER BY role, kind, relation
            """,
            self._get_path_query(),
        )
        rows = self.env.execute_query(query)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def _get_path_query(self):
        """Return the SQL of each share with what its payee has to do with the order."""
        return SQL(
            """
            SELECT entry.role, entry.kind, entry.partner_id, entry.amount,
                   CASE WHEN entry.partner_id = sale.reseller_id
                             AND entry.role IN ('reseller', 'affiliate') THEN 'seller'
                        WHEN entry.partner_id = company.partner_id
                             AND entry.role = 'operator' THEN 'operator'
                        WHEN entry.role = 'agent' AND (
                             EXISTS (SELECT FROM dropship_allocation allocation
                                      WHERE allocation.sale_line_id = entry.sale_line_id
                                        AND allocation.agent_id = entry.partner_id)
                             ) THEN 'shipper'
                        WHEN entry.role = 'funder' AND (entry.amount <= 0
                             OR entry.reversal_of_id IS NOT NULL) THEN 'funder'
                        WHEN entry.kind = 'collected'
                             AND entry.partner_id = sale.reseller_id THEN 'seller'
                        ELSE 'stranger' END AS relation
              FROM share_entry entry
              JOIN sale_order sale ON sale.id = entry.order_id
              JOIN res_company company ON company.id = entry.company_id
             WHERE entry.company_id = %s
            """,
            self.company_id.id,
        )

    def _find_problems(self):
        """Return [(what must not be, how often it is)]."""
        _ = self.env._
        strangers = SQL(
            "SELECT COUNT(*) FROM (%s) path WHERE relation = 'stranger'",
            self._get_path_query(),
        )
        return [
            (
                _("Shares of somebody who has no part in the order"),
                self._count(strangers),
            ),
            (_("Deliveries that pay more than one seller"), self._count_doubled()),
            (
                _("Introducers paid for a sale of whom they introduced"),
                self._count_fees(),
            ),
            (_("Resellers below a reseller"), self._count_below()),
            (
                _("Brands whose chain is longer than brand, agent, reseller"),
                self._count_long(),
            ),
            (_("Tiers that can be bought"), self._count_bought()),
        ]

    def _count(self, query):
        [(count,)] = self.env.execute_query(query)
        return count

    def _count_doubled(self):
        return self._count(
            SQL(
                """
                SELECT COUNT(*) FROM (
                    SELECT FROM share_entry
                     WHERE company_id = %s AND kind IN ('margin', 'commission')
                       AND reversal_of_id IS NULL
                     GROUP BY move_id HAVING COUNT(DISTINCT partner_id) > 1) doubled
                """,
                self.company_id.id,
            )
        )

    def _count_fees(self):
        return self._count(
            SQL(
                """
                SELECT COUNT(*)
                  FROM reseller_contract contract
                  JOIN sale_order sale ON sale.reseller_id = contract.reseller_id
                   AND sale.company_id = contract.company_id
                  JOIN sale_order_line line ON line.order_id = sale.id
                  JOIN share_entry entry ON entry.sale_line_id = line.id
                   AND entry.partner_id = contract.introducer_id
                 WHERE contract.company_id = %s
                   AND contract.introducer_id <> contract.reseller_id
                   AND entry.role IN ('reseller', 'affiliate')
                """,
                self.company_id.id,
            )
        )

    def _count_below(self):
        return self._count(
            SQL(
                """
                SELECT COUNT(*)
                  FROM reseller_contract contract
                  JOIN res_company company ON company.id = contract.company_id
                 WHERE contract.company_id = %s AND contract.state <> 'ended'
                   AND contract.upstream_id <> company.partner_id
                   AND NOT EXISTS (
                       SELECT FROM brand_contract
                        WHERE agent_id = contract.upstream_id AND state <> 'draft')
                """,
                self.company_id.id,
            )
        )

    def _count_long(self):
        count = 0
        brands = self.env["product.brand"].search([])  # pylint: disable=no-search-all
        for brand in brands:
            try:
                brand._check_chain()
            except ValidationError:
                count += 1
        return count

    def _count_bought(self):
        # whether a tier has a price is asked for all goods, whoever may sell them
        templates = self.env["product.template"].sudo()
        return templates.search_count(
            [
                ("service_tracking", "=", "partnership"),
                ("grade_id.default_pricelist_id", "!=", False),
            ]
        )
