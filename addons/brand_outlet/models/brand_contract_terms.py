from odoo import api, fields, models
from odoo.fields import Domain

RETURN_POLICIES = [("returnable", "May be returned"), ("firm", "Firm sale")]


class BrandContract(models.Model):
    """What else the sides agree on, and which terms counted on which day."""

    _inherit = "brand.contract"

    operator_ratio = fields.Float(
        string="Operator's deduction (% of price paid)",
        digits=(5, 2),
        aggregator="avg",
        tracking=True,
        help="Deducted from what the agent is paid, in per cent of the price the "
        "consumer paid: the fee of the platform. 0: no deduction.",
    )
    return_policy = fields.Selection(
        RETURN_POLICIES,
        required=True,
        default="returnable",
        tracking=True,
        help="Whether consumers may send goods back. Each offer may agree otherwise.",
    )
    return_days = fields.Integer(
        string="Return within (days)",
        default=7,
        aggregator=None,
        tracking=True,
        help="Days after delivery in which goods may come back.",
    )

    _operator_ratio_check = models.Constraint(
        "CHECK (operator_ratio >= 0 AND operator_ratio <= 100)",
        "The operator's deduction lies between 0 and 100 per cent of the price paid.",
    )
    _return_days_check = models.Constraint(
        "CHECK (return_policy = 'firm' OR return_days > 0)",
        "Say within how many days goods may be returned, or agree on a firm sale.",
    )

    @api.model
    def _get_term_fields(self):
        return super()._get_term_fields() | {
            "operator_ratio",
            "return_policy",
            "return_days",
        }

    @api.model
    def _find_terms(self, brands, agents, date=None, companies=None):
        """Return the terms that counted on ``date``, whatever became of them since.

        :param brands: product.brand records
        :param agents: res.partner records
        :param date: the day asked for (default: today)
        :param companies: res.company records, or None for every company
        :return: ``{(brand, agent): contract}``; a pair without terms is left out
        """
        date = date or fields.Date.context_today(self)
        domain = Domain(
            [
                ("state", "!=", "draft"),
                ("brand_id", "in", brands.ids),
                ("agent_id", "in", agents.ids),
                ("date_start", "<=", date),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", date),
            ]
        )
        if companies is not None:
            domain &= Domain("company_id", "in", companies.ids)
        # On a day that ends one version and starts the next, the later one counts.
        agreed = self.search(domain, order="version, id")
        return {(terms.brand_id, terms.agent_id): terms for terms in agreed}

    @api.model
    def _get_terms(self, brand, agent, date=None):
        """Return the contract whose terms counted on ``date``, or an empty one."""
        return self._find_terms(brand, agent, date).get((brand, agent), self.browse())

    def action_view_rates(self):
        """Open the rates over time of these contracts' pairs."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "brand_outlet.brand_contract_action_rates"
        )
        return action | {
            "domain": [
                ("state", "!=", "draft"),
                ("brand_id", "in", self.brand_id.ids),
                ("agent_id", "in", self.agent_id.ids),
            ],
            "context": {},
        }
