from odoo import api, fields, models
from odoo.exceptions import UserError


class ResellerAgreementAcceptance(models.Model):
    """Somebody agreed to one version of the text: when, and from which address.

    Evidence: it is made and read, never changed or deleted.
    """

    _name = "reseller.agreement.acceptance"
    _description = "Agreement Acceptance"
    _order = "accepted_on desc, id desc"
    _rec_name = "agreement_id"

    agreement_id = fields.Many2one(
        "reseller.agreement", required=True, index=True, ondelete="restrict"
    )
    version = fields.Integer(related="agreement_id.version", store=True)
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    application_id = fields.Many2one(
        "reseller.application", index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict"
    )
    accepted_on = fields.Datetime(required=True)
    address = fields.Char("Network Address")
    user_agent = fields.Char("Browser")
    body_hash = fields.Char("Fingerprint of the Text", required=True)

    _partner_once = models.UniqueIndex(
        "(agreement_id, partner_id) WHERE partner_id IS NOT NULL",
        "This version was accepted already.",
    )
    _somebody = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR application_id IS NOT NULL)",
        "Somebody has to accept.",
    )

    def write(self, vals):
        # related figures are recomputed by the system; nobody writes the rest
        self.check_access("write")
        if not self.env.su or set(vals) - {"partner_id", "version", "company_id"}:
            raise UserError(self.env._("An acceptance is evidence: it never changes."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An acceptance is evidence: it never goes."))

    @api.model
    def _record(self, agreement, address, user_agent, partner=None, application=None):
        """Keep that a text was accepted; twice is once."""
        owner = {
            "partner_id": partner.id if partner else False,
            "application_id": application.id if application else False,
        }
        known = self.search(
            [
                ("agreement_id", "=", agreement.id),
                *((name, "=", value) for name, value in owner.items() if value),
            ],
            limit=1,
        )
        return known or self.create(
            {
                "agreement_id": agreement.id,
                "accepted_on": fields.Datetime.now(),
                "address": (address or "")[:64],
                "user_agent": (user_agent or "")[:250],
                "body_hash": agreement._get_body_hash(),
                **owner,
            }
        )

    @api.model
    def _attach(self, application):
        """Say whose contact accepted, once an application has one."""
        accepted = self.search(
            [
                ("application_id", "=", application.id),
                ("partner_id", "=", False),
                (
                    "agreement_id",
                    "not in",
                    self.search(
                        [("partner_id", "=", application.partner_id.id)]
                    ).agreement_id.ids,
                ),
            ]
        )
        # the contact did not exist when the text was accepted
        accepted.sudo().partner_id = application.partner_id
