from odoo import api, fields, models
from odoo.exceptions import UserError


class OutletTribeMember(models.Model):
    """A customer of one owner who belongs to the tribe."""

    _name = "outlet.tribe.member"
    _description = "Member of a Tribe"
    _order = "id desc"
    _rec_name = "customer_id"

    tribe_id = fields.Many2one(
        "outlet.tribe", required=True, index=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(
        "outlet.tribe.owner",
        "Brought By",
        required=True,
        index=True,
        ondelete="cascade",
    )
    customer_id = fields.Many2one(
        "reseller.customer", required=True, index=True, ondelete="cascade"
    )
    consent_how = fields.Char(
        help="How the member agreed to be known to the other owners; empty: only who "
        "brought the member knows who it is."
    )
    consent_on = fields.Datetime(readonly=True)

    _once = models.UniqueIndex(
        "(tribe_id, customer_id)", "This customer is a member already."
    )

    @api.model
    def _join(self, owner, customer, consent_how=""):
        """Make a customer of ``owner`` a member, or note his consent.

        :raise UserError: the customer is another reseller's
        """
        contract = owner.contract_id
        if customer.reseller_id != contract.reseller_id:
            raise UserError(self.env._("This is not one of your customers."))
        how = " ".join((consent_how or "").split())[:200]
        known = self.search(
            [("tribe_id", "=", owner.tribe_id.id), ("customer_id", "=", customer.id)]
        )
        member = known or self.create(
            {
                "tribe_id": owner.tribe_id.id,
                "owner_id": owner.id,
                "customer_id": customer.id,
            }
        )
        if how:
            member.write({"consent_how": how, "consent_on": fields.Datetime.now()})
        return member

    def _withdraw(self):
        """The member does not want to be known to the others any more."""
        self.write({"consent_how": False, "consent_on": False})
