from odoo import models
from odoo.fields import Domain

MOST_LINKS = 20


class ResellerContract(models.Model):
    """The links of a reseller: made in one tap, and what became of them."""

    _inherit = "reseller.contract"

    def _get_link(self, template, place=None, label=""):
        """Return the reseller's link to one article, made if there is none yet.

        :param template: an article of his selection
        :param place: an own place; empty: his default one
        :param label: the group or person it is for, if he keeps them apart
        :raise UserError: he has no place
        """
        self.ensure_one()
        return self._get_links(template, place, label)

    def _get_links(self, templates, place=None, label=""):
        """Return one link to each article, in their order."""
        self.ensure_one()
        place = self._find_place(place.id if place else 0)
        return self.env["share.link"]._find_or_create(
            self, place, templates[:MOST_LINKS], label=label
        )

    def _get_target_link(self, target, place=None, label=""):
        """Return the link to the reseller's lookbook or mall, made if needed."""
        self.ensure_one()
        place = self._find_place(place.id if place else 0)
        none = self.env["product.template"]
        return self.env["share.link"]._find_or_create(
            self, place, none, target=target, label=label
        )

    def _find_link(self, link_id):
        """Return the own link with this id (sudo), or none."""
        domain = Domain("id", "=", link_id) & Domain("contract_id", "=", self.id)
        # the contract is his own, and the domain leaves nobody else's links
        return self.env["share.link"].sudo().search(domain, limit=1)
