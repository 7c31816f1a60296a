from math import ceil

from odoo import api, fields, models


class CourierTariffZone(models.Model):
    """Fees for parcels to some provinces."""

    _name = "courier.tariff.zone"
    _description = "Zone of a Rate Card"
    _order = "tariff_id, sequence, id"

    tariff_id = fields.Many2one(
        "courier.tariff", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Zone", compute="_compute_name", store=True, readonly=False)
    state_ids = fields.Many2many(
        "res.country.state",
        string="Provinces",
        domain="[('country_id', '=', country_id)]",
        help="Where the parcel goes. Empty: the rest of the country.",
    )
    country_id = fields.Many2one(related="tariff_id.country_id")
    company_id = fields.Many2one(related="tariff_id.company_id", store=True)
    currency_id = fields.Many2one(related="tariff_id.currency_id")
    first_kg = fields.Float(
        "First Weight (kg)",
        digits=(8, 2),
        default=1.0,
        help="The first fee pays for this weight.",
    )
    first_fee = fields.Monetary("First Kilo")
    next_kg = fields.Float(
        "Step (kg)",
        digits=(8, 2),
        default=1.0,
        help="Every step begun beyond the first weight costs the next fee.",
    )
    next_fee = fields.Monetary("Next Kilo")

    _weights_positive = models.Constraint(
        "CHECK (first_kg > 0 AND next_kg > 0)", "A weight must be more than 0."
    )
    _fees_positive = models.Constraint(
        "CHECK (first_fee >= 0 AND next_fee >= 0)", "A fee can not be negative."
    )

    @api.depends("state_ids")
    def _compute_name(self):
        for zone in self:
            zone.name = zone.name or "、".join(zone.state_ids.mapped("name")[:3])

    def _compute_display_name(self):
        for zone in self:
            zone.display_name = zone.name or self.env._("Rest of the country")

    def _get_fee(self, kg):
        """Return what a parcel of this weight costs, in the company's currency."""
        self.ensure_one()
        # weights are sums of grams: 1.0000001 kg is no second kilo
        beyond = round(kg - self.first_kg, 4)
        steps = ceil(round(beyond / self.next_kg, 4)) if beyond > 0 else 0
        return self.first_fee + steps * self.next_fee
