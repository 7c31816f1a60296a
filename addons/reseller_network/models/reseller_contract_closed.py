from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResellerContract(models.Model):
    """A closed price list: what an institution may sell inside its own house."""

    _inherit = "reseller.contract"

    def _offers_domain(self):
        return super()._offers_domain() & self._closed_domain()

    def _closed_domain(self):
        """Return the outlet.offer domain of the goods on the closed price list."""
        # the list is the operator's; it only narrows what its reseller finds
        items = self.sudo().closed_pricelist_id.item_ids
        if not self.sudo().closed_pricelist_id:
            return Domain.TRUE
        if "3_global" in items.mapped("applied_on"):
            return Domain.TRUE
        templates = items.product_tmpl_id | items.product_id.product_tmpl_id
        listed = Domain("product_tmpl_id", "in", templates.ids)
        if categories := items.filtered(
            lambda item: item.applied_on == "2_product_category"
        ).categ_id:
            listed |= Domain("categ_id", "child_of", categories.ids)
        return listed

    def _check_closed(self, templates):
        """Refuse goods that are not on the closed price list.

        :raise UserError: naming the first of them
        """
        # see above
        if not self.sudo().closed_pricelist_id:
            return
        # Which offers there are is looked up for the reseller, not for the user.
        listed = (
            self.env["outlet.offer"]
            .sudo()
            .search(
                Domain("product_tmpl_id", "in", templates.ids) & self._closed_domain()
            )
        )
        if missing := templates - listed.product_tmpl_id:
            raise UserError(
                self.env._(
                    "%(article)s is not on the price list agreed with %(reseller)s.",
                    article=missing[0].name,
                    reseller=self.reseller_id.name,
                )
            )
