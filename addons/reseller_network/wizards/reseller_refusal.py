from odoo import fields, models
from odoo.exceptions import UserError


class ResellerRefusal(models.TransientModel):
    """Why an application or a verification is refused, in words its owner reads."""

    _name = "reseller.refusal"
    _description = "Refusal"

    application_ids = fields.Many2many("reseller.application")
    verification_ids = fields.Many2many("reseller.verification")
    usual = fields.Selection(
        [
            ("unclear", "The documents can't be read"),
            ("other_person", "Name and documents are of different people"),
            ("values", "We look for people who share how we sell"),
            ("ability", "Please come back when you have more customers"),
            ("full", "There are enough sellers in your area for now"),
        ],
        "Usual Reasons",
    )
    reason = fields.Char("In Other Words")

    def action_refuse(self):
        """Refuse with this reason."""
        labels = dict(self._fields["usual"]._description_selection(self.env))
        words = [labels.get(self.usual), self.reason]
        reason = ". ".join(filter(None, words))
        if not reason:
            raise UserError(self.env._("Choose a reason, or write one."))
        if self.application_ids:
            self.application_ids._refuse(reason)
        if self.verification_ids:
            self.verification_ids._refuse(reason)
        return {"type": "ir.actions.act_window_close"}
