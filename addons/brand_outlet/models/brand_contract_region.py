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

    @api.constrains("region_mode", "region_ids")
    def _check_regions(self):
        for contract in self:
            if contract.region_mode != "all" and not contract.region_ids:
                raise ValidationError(
                    self.env._("Choose the provinces of the contract, or 'Everywhere'.")
                )

    @api.model
    def _get_term_fields(self):
        return super()._get_term_fields() | {"region_mode", "region_ids"}

    def _covers(self, state):
        """Return whether the contract's regions include a province."""
        self.ensure_one()
        if self.region_mode == "all":
            return True
        return (state in self.region_ids) == (self.region_mode == "only")

    def _covered_states_domain(self):
        """Return the domain of the provinces this contract allows."""
        self.ensure_one()
        if self.region_mode == "all":
            return Domain.TRUE
        operator = "in" if self.region_mode == "only" else "not in"
        return Domain("id", operator, self.region_ids.ids)
