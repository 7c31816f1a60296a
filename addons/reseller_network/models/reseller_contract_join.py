from odoo import api, fields, models
from odoo.exceptions import UserError


class ResellerContract(models.Model):
    """What joining leaves on the contract: introducer, verification, agreement."""

    _inherit = "reseller.contract"

    introducer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        groups="brand_outlet.group_operator",
        help="Who found this reseller. For information only: introducing pays nothing, "
        "at any level.",
    )
    joined_agent_ids = fields.Many2many(
        "res.partner",
        "reseller_contract_joined_agent_rel",
        "contract_id",
        "agent_id",
        "Selections Joined",
        domain=[("agent_contract_ids", "!=", False)],
        # with whom else he deals is no business of his upstream agent's
        groups="brand_outlet.group_operator",
        help="Agents whose goods are sold beside those of the upstream party. Joining "
        "one never means leaving another.",
    )
    application_ids = fields.One2many(
        "reseller.application",
        "contract_id",
        readonly=True,
        groups="brand_outlet.group_operator",
    )
    needs_verification = fields.Boolean(
        tracking=True,
        help="Take prices are shown only while a verification holds. Off for those the "
        "operator knows.",
    )
    verification_ids = fields.One2many("reseller.verification", "contract_id")
    verification_state = fields.Selection(
        [
            ("none", "Not Yet"),
            ("waiting", "To Check"),
            ("verified", "Verified"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        "Verification Status",
        compute="_compute_verification",
        store=True,
    )
    is_verified = fields.Boolean(
        "Sees Take Prices", compute="_compute_verification", store=True
    )

    _upstream_idx = models.Index("(upstream_id, state)")

    @api.depends("needs_verification", "verification_ids.state")
    def _compute_verification(self):
        for contract in self:
            states = contract.verification_ids.sorted("id").mapped("state")
            # a new paper under check takes nothing away from one that holds
            best = "verified" if "verified" in states else (states or ["none"])[-1]
            contract.verification_state = best
            contract.is_verified = best == "verified" or not contract.needs_verification

    def _needs_agreement(self):
        """Return the agreement to be accepted before the next order (or empty)."""
        self.ensure_one()
        current = self._current_agreement()
        if current and self._get_acceptance(current):
            return current.browse()
        return current

    def _accept_agreement(self, agreement, address, user_agent):
        """Accept the text that was shown, if it is still the one in force.

        :raise UserError: another version came into force meanwhile
        """
        current = self._needs_agreement()
        if current != agreement:
            raise UserError(
                self.env._("There is a new version by now. Please read that one.")
            )
        # the reseller has no right on evidence; what is written is his own yes
        self.env["reseller.agreement.acceptance"].sudo()._record(
            agreement, address, user_agent, partner=self.sudo().reseller_id
        )

    def _submit_order(self, draft):
        if self._needs_agreement():
            raise UserError(
                self.env._("Please accept the agreement first, it takes one tap.")
            )
        return super()._submit_order(draft)

    def _become_shop(self):
        """Turn affiliates into shops: same contract, customers, orders and money.

        What was sold keeps the terms it was sold under.
        """
        for contract in self.filtered(lambda one: one.mode == "link"):
            contract.mode = "shop"
        self._sync_partner_grade()

    def _verified_name(self):
        """Return the real name of a verification that holds, else an empty string."""
        self.ensure_one()
        # documents are not the reseller's to read; his own name is
        held = self.sudo().verification_ids.filtered(
            lambda one: one.state == "verified"
        )
        return held[:1].real_name or ""
