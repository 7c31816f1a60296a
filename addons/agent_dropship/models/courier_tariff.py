from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CourierTariff(models.Model):
    """What a courier charges for a parcel, by destination and weight.

    The narrowest card of a courier counts: one for a warehouse before one for an
    agent, that before one for where parcels are sent from, that before a general one.
    """

    _name = "courier.tariff"
    _description = "Rate Card"
    _inherit = ["mail.thread"]
    _order = "carrier_id, date_start desc, id"
    _rec_names_search = ["carrier_id.name", "agent_id.name", "warehouse_id.name"]
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    origin_text = fields.Char("Sent From (text)", compute="_compute_name")
    active = fields.Boolean(default=True)
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_courier', '=', True)]",
        tracking=True,
    )
    agent_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        tracking=True,
        compute="_compute_agent_id",
        store=True,
        readonly=False,
        help="The agent who agreed on these rates. Empty: they hold for every agent.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        index="btree_not_null",
        domain="[('agent_id', '!=', False), ('agent_id', '=?', agent_id)]",
        tracking=True,
        check_company=True,
        help="Only parcels from this warehouse.",
    )
    origin_state_ids = fields.Many2many(
        "res.country.state",
        "courier_tariff_origin_rel",
        string="Sent From",
        domain="[('country_id', '=', country_id)]",
        help="Only parcels from warehouses in these provinces. Empty: from anywhere.",
    )
    country_id = fields.Many2one(related="company_id.country_id")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_start = fields.Date("From", default=fields.Date.context_today, required=True)
    date_end = fields.Date("Until")
    max_kg = fields.Float(
        "Up to (kg)",
        digits=(8, 2),
        help="Heavier parcels do not go with this courier. 0 = any weight.",
    )
    zone_ids = fields.One2many("courier.tariff.zone", "tariff_id", copy=True)
    zone_count = fields.Integer(compute="_compute_zone_count")

    _dates = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A rate card can not end before it begins.",
    )
    _max_kg_positive = models.Constraint(
        "CHECK (max_kg >= 0)", "A weight can not be negative."
    )

    @api.depends("carrier_id", "agent_id", "warehouse_id", "origin_state_ids")
    @api.depends_context("lang")
    def _compute_name(self):
        for tariff in self:
            tariff.origin_text = "、".join(tariff.origin_state_ids.mapped("name"))
            whose = (
                tariff.warehouse_id.name or tariff.agent_id.name or tariff.origin_text
            )
            parts = [tariff.carrier_id.name, whose]
            tariff.name = " · ".join(part for part in parts if part)

    @api.depends("warehouse_id")
    def _compute_agent_id(self):
        for tariff in self:
            tariff.agent_id = tariff.warehouse_id.agent_id or tariff.agent_id

    @api.depends("zone_ids")
    def _compute_zone_count(self):
        for tariff in self:
            tariff.zone_count = len(tariff.zone_ids)

    @api.constrains("zone_ids")
    def _check_zones(self):
        for tariff in self:
            seen = self.env["res.country.state"]
            for zone in tariff.zone_ids:
                twice = seen & zone.state_ids
                if twice:
                    raise ValidationError(
                        self.env._(
                            "%(province)s stands in two zones of %(tariff)s.",
                            province=twice[0].name,
                            tariff=tariff.name,
                        )
                    )
                seen |= zone.state_ids
            if len(tariff.zone_ids.filtered(lambda zone: not zone.state_ids)) > 1:
                raise ValidationError(
                    self.env._(
                        "%(tariff)s: only one zone can be for the rest of the country.",
                        tariff=tariff.name,
                    )
                )

    # --- reading --------------------------------------------------------------------

    @api.model
    def _get_valid(self, companies, date=None):
        """Return the cards of these companies that hold on a day (today)."""
        date = date or fields.Date.context_today(self)
        return self.search(
            Domain("company_id", "in", companies.ids)
            & Domain("date_start", "<=", date)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", date))
        )

    def _get_narrowness(self):
        """Return how narrowly a card is meant: 3 a warehouse ... 0 everybody."""
        self.ensure_one()
        if self.warehouse_id:
            return 3
        if self.agent_id:
            return 2
        return 1 if self.origin_state_ids else 0

    def _serves(self, warehouse):
        """Whether parcels from a warehouse go by this card."""
        self.ensure_one()
        return (
            self.company_id == warehouse.company_id
            and self.warehouse_id in (warehouse.browse(), warehouse)
            and (not self.agent_id or self.agent_id == warehouse.agent_id)
            and (
                not self.origin_state_ids or warehouse.state_id in self.origin_state_ids
            )
            and (not warehouse.carrier_ids or self.carrier_id in warehouse.carrier_ids)
        )
