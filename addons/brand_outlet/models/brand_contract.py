from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# Marks, in the context, what a contract's own life cycle writes. An object can't come
# in through the web, so nobody writes the terms of a contract in force from outside.
LIFE_CYCLE = object()


class BrandContract(models.Model):
    _name = "brand.contract"
    _description = "Contract of Brand and Agent"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "brand_id, agent_id, version desc, id desc"
    _rec_names_search = ["brand_id.name", "agent_id.name", "agent_id.ref"]
    _check_company_auto = True
    _mail_post_access = "read"  # both sides of a contract may comment

    brand_id = fields.Many2one(
        "product.brand", required=True, index=True, ondelete="restrict", tracking=True
    )
    agent_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", tracking=True
    )
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    previous_id = fields.Many2one("brand.contract", readonly=True, copy=False)
    next_ids = fields.One2many("brand.contract", "previous_id", string="Later versions")
    date_start = fields.Date(
        required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(tracking=True, help="Empty: until somebody ends it.")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("ended", "Ended")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    supply_ratio = fields.Float(
        string="Supply price (% of tag)",
        digits=(5, 2),
        aggregator="avg",
        required=True,
        default=25.0,
        tracking=True,
        help="What the agent is paid for an article, in per cent of its tag price.",
    )
    suggested_ratio = fields.Float(
        string="Suggested price (% of tag)",
        digits=(5, 2),
        aggregator="avg",
        required=True,
        default=40.0,
        tracking=True,
        help="The price suggested to consumers, in per cent of the tag price.",
    )
    floor_ratio = fields.Float(
        string="Floor price (% of tag)",
        digits=(5, 2),
        aggregator="avg",
        tracking=True,
        help="Nobody may sell below it. 0 switches the floor off.",
    )
    settlement_days = fields.Integer(
        string="Payment term (days)", default=30, aggregator="avg", tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    offer_ids = fields.One2many("outlet.offer", "contract_id", string="Offers")
    offer_count = fields.Integer(compute="_compute_offer_count")
    version_ids = fields.Many2many(
        "brand.contract", string="Versions", compute="_compute_version_ids"
    )

    _dates_check = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "The contract can't end before it starts.",
    )
    _ratios_check = models.Constraint(
        "CHECK (supply_ratio > 0 AND supply_ratio <= suggested_ratio"
        " AND suggested_ratio <= 100 AND floor_ratio >= 0"
        " AND floor_ratio <= suggested_ratio)",
        "Ratios are per cent of the tag price: the supply price lies above 0 and not "
        "above the suggested price, the floor not above the suggested price, and the "
        "suggested price not above 100.",
    )
    _settlement_days_check = models.Constraint(
        "CHECK (settlement_days >= 0)", "The payment term can't be negative."
    )
    _version_unique = models.UniqueIndex(
        "(company_id, brand_id, agent_id, version)",
        "This brand and agent already have a contract of this version. Make a new "
        "version from the latest one.",
    )

    @api.depends("brand_id", "agent_id", "version")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = self.env._(
                "%(brand)s – %(agent)s (v%(version)s)",
                brand=contract.brand_id.name or "",
                agent=contract.agent_id.ref or contract.agent_id.name or "",
                version=contract.version,
            )

    @api.depends("offer_ids")
    def _compute_offer_count(self):
        counts = dict(
            self.env["outlet.offer"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.offer_count = counts.get(contract, 0)

    @api.depends("brand_id", "agent_id", "company_id")
    def _compute_version_ids(self):
        for contract in self:
            complete = contract.brand_id and contract.agent_id
            domain = contract._get_pair_domain() if complete else Domain.FALSE
            contract.version_ids = self.search(domain)

    @api.constrains("agent_id", "brand_id")
    def _check_agent_is_not_brand(self):
        for contract in self:
            company = contract.brand_id.partner_id.commercial_partner_id
            if company and company == contract.agent_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(company)s owns the brand %(brand)s and can't be its agent.",
                        company=company.name,
                        brand=contract.brand_id.name,
                    )
                )

    @api.constrains("agent_id")
    def _check_agent_is_company(self):
        for contract in self:
            if not contract.agent_id.is_company:
                raise ValidationError(
                    self.env._(
                        "%(name)s is a person: a brand makes its contract with a "
                        "company. Choose the company, or mark the contact as one.",
                        name=contract.agent_id.display_name,
                    )
                )

    @api.constrains("agent_id", "brand_id", "state")
    def _check_chain(self):
        self.brand_id._check_chain()

    @api.constrains("state", "date_start", "date_end", "brand_id", "agent_id")
    def _check_overlap(self):
        """One agent never has two contracts for a brand on the same day."""
        active = self.filtered(lambda contract: contract.state == "active")
        if not active:
            return
        others = self.search(
            [
                ("state", "=", "active"),
                ("company_id", "in", active.company_id.ids),
                ("brand_id", "in", active.brand_id.ids),
                ("agent_id", "in", active.agent_id.ids),
            ]
        ).grouped(lambda contract: contract._get_pair())
        for contract in active:
            for other in others.get(contract._get_pair(), self) - contract:
                if contract._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "%(contract)s and %(other)s are valid on the same days. "
                            "End one of them first.",
                            contract=contract.display_name,
                            other=other.display_name,
                        )
                    )

    def write(self, vals):
        terms = self._get_term_fields() & set(vals)
        if self.env.context.get("contract_life_cycle") is LIFE_CYCLE:
            terms = set()
        if terms and self.filtered(lambda contract: contract.state != "draft"):
            raise UserError(
                self.env._(
                    "The terms of an active or ended contract are not edited. "
                    "Use 'New version' to agree on other terms."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        if self.filtered(lambda contract: contract.state != "draft"):
            raise UserError(
                self.env._("Only a draft contract can be deleted. End it instead.")
            )

    @api.model
    def _get_term_fields(self):
        """Return the fields both sides agreed on, frozen once in force."""
        return {
            "brand_id",
            "agent_id",
            "company_id",
            "date_start",
            "date_end",
            "supply_ratio",
            "suggested_ratio",
            "floor_ratio",
            "settlement_days",
        }

    def _get_pair(self):
        return (self.company_id, self.brand_id, self.agent_id)

    def _get_pair_domain(self):
        return Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("brand_id", "=", self.brand_id.id),
                ("agent_id", "=", self.agent_id.id),
            ]
        )

    def _overlaps(self, other):
        return (not other.date_end or self.date_start <= other.date_end) and (
            not self.date_end or other.date_start <= self.date_end
        )

    @api.model
    def _valid_domain(self, date):
        """Return the domain of the contracts in force on ``date``."""
        return Domain(
            [
                ("state", "=", "active"),
                ("date_start", "<=", date),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", date),
            ]
        )

    @api.model
    def _find_valid(self, brands=None, agents=None, date=None):
        """Return the contracts in force on ``date`` (default: today).

        :param brands: product.brand records, or None for every brand
        :param agents: res.partner records, or None for every agent
        """
        domain = self._valid_domain(date or fields.Date.context_today(self))
        if brands is not None:
            domain &= Domain("brand_id", "in", brands.ids)
        if agents is not None:
            domain &= Domain("agent_id", "in", agents.ids)
        return self.search(domain)

    def _is_valid(self, date=None):
        """Return whether the contract is in force on ``date`` (default: today)."""
        self.ensure_one()
        return bool(
            self.filtered_domain(
                self._valid_domain(date or fields.Date.context_today(self))
            )
        )
