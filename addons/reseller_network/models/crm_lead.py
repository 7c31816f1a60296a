from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CrmLead(models.Model):
    """People who might become resellers, each with a source and a consent."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "message.contact"]

    is_reseller_lead = fields.Boolean("Might Become a Reseller")
    mobile_key = fields.Char(
        "Mobile Number",
        compute="_compute_mobile_key",
        store=True,
        index="btree_not_null",
        help="The phone as eleven digits, by which people are recognised.",
    )
    consent_on = fields.Date(
        "Consent Given On", tracking=True, help="Without it nobody writes to them."
    )
    consent_text = fields.Char(
        "How Consent Was Given",
        help="For example: ticked the box of the shop's own form in March.",
    )
    reseller_state = fields.Selection(
        [
            ("new", "Not Asked"),
            ("invited", "Invited"),
            ("applied", "Applied"),
            ("reseller", "Reseller"),
        ],
        "Way to Reseller",
        default="new",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    reseller_rate = fields.Float(
        "Became Resellers (%)",
        compute="_compute_reseller_rate",
        store=True,
        aggregator="avg",
        digits=(5, 1),
    )
    reseller_contract_id = fields.Many2one(
        "reseller.contract",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    _reseller_state_idx = models.Index(
        "(reseller_state, id) WHERE is_reseller_lead IS TRUE"
    )
    _reseller_phone_once = models.UniqueIndex(
        "(mobile_key, company_id) WHERE is_reseller_lead IS TRUE AND active IS TRUE "
        "AND mobile_key IS NOT NULL",
        "This phone is a lead already.",
    )

    @api.depends("phone")
    def _compute_mobile_key(self):
        codes = self.env["phone.code"]
        for lead in self:
            lead.mobile_key = codes._read_mobile(lead.phone) or False

    @api.depends("reseller_state")
    def _compute_reseller_rate(self):
        for lead in self:
            lead.reseller_rate = 100.0 if lead.reseller_state == "reseller" else 0.0

    @api.constrains("is_reseller_lead", "source_id")
    def _check_source(self):
        for lead in self.filtered("is_reseller_lead"):
            if not lead.source_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s: say where the number comes from.", name=lead.name
                    )
                )

    def _message_phone(self):
        return self.mobile_key or ""

    def _has_message_consent(self):
        return bool(self.consent_on)

    def _check_may_be_messaged(self):
        """Refuse to write to people who did not consent.

        :raise UserError: names the first of them
        """
        silent = self.filtered(
            lambda lead: lead.is_reseller_lead and not lead.consent_on
        )
        if silent:
            raise UserError(
                self.env._(
                    "%(name)s did not agree to be written to. Enter when and how the "
                    "consent was given first.",
                    name=silent[0].display_name,
                )
            )

    def message_post(self, **kwargs):
        if kwargs.get("message_type") in ("sms", "email_outgoing"):
            self._check_may_be_messaged()
        elif kwargs.get("message_type") == "comment" and not self._is_note(kwargs):
            self._check_may_be_messaged()
        return super().message_post(**kwargs)

    def _is_note(self, kwargs):
        note = self.env.ref("mail.mt_note")
        return kwargs.get("subtype_xmlid", "mail.mt_note") == "mail.mt_note" and (
            kwargs.get("subtype_id", note.id) == note.id
        )

    def action_withdraw_consent(self):
        """Somebody wants no more messages: nobody can write to them from now on."""
        self.write({"consent_on": False})
        return True

    def action_invite_as_resellers(self):
        """Make a personal invitation for each lead and send it by text message.

        Who may not be written to now, by consent or because of earlier messages, is
        left for later.

        :raise UserError: nobody of them may be written to
        """
        leads = self.filtered(
            lambda lead: lead.is_reseller_lead and lead.reseller_state == "new"
        )
        leads._check_may_be_messaged()
        about = self.env._("Invitation to open a shop")
        decided = self.env["message.gate"]._admit(leads, "marketing", "sms", about)
        passed = leads.filtered(lambda lead: decided[lead].state == "passed")
        if decided and not passed:
            raise UserError(next(iter(decided.values()))._get_words())
        invitations = self.env["reseller.invitation"].create(
            [lead._prepare_invitation_vals() for lead in passed]
        )
        passed.reseller_state = "invited"
        for lead, invitation in zip(passed, invitations, strict=True):
            invitation._send_by_text(decided[lead].recipient_id._get_opt_out_url())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invitations"),
            "res_model": "reseller.invitation",
            "view_mode": "list,form",
            "domain": [("id", "in", invitations.ids)],
        }

    def _prepare_invitation_vals(self):
        return {
            "name": self.contact_name or self.name,
            "phone": self.phone,
            "lead_id": self.id,
            "company_id": (self.company_id or self.env.company).id,
        }

    @api.model
    def _find_reseller_leads(self, phones, company):
        """Return the leads with these mobile numbers of eleven digits."""
        return self.search(
            [
                ("is_reseller_lead", "=", True),
                ("mobile_key", "in", list(phones)),
                ("company_id", "in", (False, company.id)),
            ]
        )

    @api.model
    def _mark_resellers(self, contracts):
        """Record that the people behind these contracts were leads before."""
        by_phone = {
            one.reseller_id.mobile_key: one
            for one in contracts
            if one.reseller_id.mobile_key
        }
        for lead in self._find_reseller_leads(by_phone, contracts.company_id[:1]):
            contract = by_phone[lead.mobile_key]
            lead.write(
                {
                    "reseller_state": "reseller",
                    "reseller_contract_id": contract.id,
                    "partner_id": contract.reseller_id.id,
                }
            )
