from odoo import api, fields, models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    is_courier = fields.Boolean(
        "Courier", help="Agents may ship dispatches with this company."
    )
    courier_aliases = fields.Text(
        help="Other names this courier goes by in the agents' files, one per line."
    )

    @api.model
    def _get_couriers(self, company):
        """Return the couriers a company's agents may ship with."""
        return self.search(
            [("is_courier", "=", True), ("company_id", "in", (False, company.id))]
        )

    def _by_courier_name(self):
        """Return {name or alias, folded: courier}."""
        return {
            name.strip().casefold(): courier
            for courier in self
            for name in [
                courier.name,
                courier.with_context(lang="en_US").name,
                *(courier.courier_aliases or "").splitlines(),
            ]
            if name.strip()
        }
