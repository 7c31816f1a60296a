from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class BrandContract(models.Model):
    """Where the agent may sell."""

    _inherit = "brand.contract"

    region_mode = fields.Selection(
        [
            ("all", "Everywhere"),
            ("only", "Only these provinces"),
            ("except", "Everywhere except these provinces"),
        ],
        required=True,
        default="all",
        tracking=True,
    )
    region_ids = fields.Many2many("res.country.state", string="Provinces")
    city_ids = fields.Many2many(
        "outlet.city",
        string="Cities",
        domain="[('state_id', 'in', region_ids)]",
        help="A province with cities named here counts for these cities only.",
    )

    @api.constrains("region_mode", "region_ids")
    def _check_regions(self):
        for contract in self:
            if contract.region_mode != "all" and not contract.region_ids:
                raise ValidationError(
                    self.env._("Choose the provinces of the contract, or 'Everywhere'.")
                )

    @api.constrains("region_mode", "region_ids", "city_ids")
    def _check_cities(self):
        for contract in self:
            stray = contract.city_ids.filtered(
                lambda city, contract=contract: city.state_id not in contract.region_ids
            )
            if stray and contract.region_mode != "all":
                raise ValidationError(
                    self.env._(
                        "%(cities)s: choose the province too.",
                        cities=stray.mapped("name"),
                    )
                )

    @api.model
    def _get_term_fields(self):
        return super()._get_term_fields() | {
            "region_mode",
            "region_ids",
            "city_ids",
        }

    def _covers(self, state, city=None):
        """Return whether the agent may sell to a province and city.

        Where only some cities of a province are agreed on, an address without a
        known city is not covered: a brand would rather lose the sale.

        :param state: res.country.state, may be empty
        :param city: outlet.city, or None where it is not known
        """
        self.ensure_one()
        if self.region_mode == "all":
            return True
        named = self.city_ids.filtered(lambda one: one.state_id == state)
        if state not in self.region_ids:
            return self.region_mode == "except"
        if not named:
            return self.region_mode == "only"
        return bool(city) and (city in named) == (self.region_mode == "only")

    def _covers_address(self, partner):
        """Return whether the agent may send goods to a contact's address."""
        self.ensure_one()
        cities = self.env["outlet.city"]
        city = self.city_ids and cities._find(partner.state_id, partner.city)
        return self._covers(partner.state_id, city)

    def _covered_states_domain(self):
        """Return the domain of the provinces this contract allows, at least in part."""
        self.ensure_one()
        if self.region_mode == "all":
            return Domain.TRUE
        if self.region_mode == "only":
            return Domain("id", "in", self.region_ids.ids)
        wholly = self.region_ids - self.city_ids.state_id
        return Domain("id", "not in", wholly.ids)

    def _get_region_names(self):
        """Return the named provinces, each with its cities where they are named."""
        self.ensure_one()
        cities = self.city_ids.grouped("state_id")
        names = []
        for state in self.region_ids:
            # A municipality is its own only city.
            inner = [
                one.name for one in cities.get(state, ()) if one.name != state.name
            ]
            names.append(
                self.env._(
                    "%(province)s (%(cities)s)", province=state.name, cities=inner
                )
                if inner
                else state.name
            )
        return names
