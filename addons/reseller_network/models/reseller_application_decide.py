from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class ResellerApplication(models.Model):
    """The two yeses of an application, and what the second one brings about."""

    _inherit = "reseller.application"

    def action_approve(self):
        """Say the upstream party's yes; where the applicant agrees too, open the shop.

        :raise AccessError: neither that party's staff nor the operator's
        :raise UserError: decided already
        """
        self._check_may_decide()
        self._check_open()
        # what follows makes contacts, contracts and places, which the staff of an
        # agent may not write; that it may decide was checked above
        for application in self.sudo():
            application._accept_upstream()
        return True

    def action_refuse(self):
        """Ask for the reason, then refuse."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "reseller.refusal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_application_ids": self.ids},
        }

    def _refuse(self, reason):
        """Refuse with a reason that the applicant reads.

        :raise UserError: no reason, or decided already
        """
        self._check_may_decide()
        self._check_open()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, so that the applicant understands."))
        # deciding was checked; the fields are not for direct writing
        self.sudo().write(
            {
                "state": "refused",
                "refusal_reason": reason.strip(),
                "decided_by_id": self.env.uid,
            }
        )
        self.sudo()._notify_applicants()
        return True

    def _agree(self):
        """Say the applicant's yes to the terms offered. Called for his own token."""
        for application in self:
            application._check_open()
            application.applicant_agreed_on = fields.Datetime.now()
            application._open_if_agreed()

    def _withdraw(self):
        """The applicant changed his mind."""
        self._check_open()
        self.state = "withdrawn"

    def _accept_upstream(self):
        self.ensure_one()
        self.write(
            {
                "upstream_agreed_on": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
            }
        )
        if self.offered_mode != self.mode:
            # these are not the terms that were asked for
            self.applicant_agreed_on = False
        if not self._open_if_agreed():
            self.state = "offered"
            self._notify_applicants()

    def _open_if_agreed(self):
        """Open the shop where both sides have agreed; return whether they have."""
        self.ensure_one()
        if not (self.applicant_agreed_on and self.upstream_agreed_on):
            return False
        getattr(self, f"_grant_{self.kind}")()
        self.state = "approved"
        self._notify_applicants()
        return True

    def _grant_join(self):
        """Make the applicant a reseller with a login and a working shop."""
        contract = self.env["reseller.contract"]._open_shops([self._shop_vals()])
        contract._ensure_login(self.phone)
        self.write({"contract_id": contract.id, "partner_id": contract.reseller_id.id})
        self.env["reseller.agreement.acceptance"]._attach(self)
        self.env["crm.lead"]._mark_resellers(contract)

    def _shop_vals(self):
        return {
            "name": self.name,
            "phone": self.phone,
            "partner": self.partner_id,
            "upstream": self.upstream_id,
            "company": self.company_id,
            "mode": self.offered_mode,
            "grade": self.grade_id or self.invitation_id.grade_id,
            "place_type": self.place_type,
            "city": self.city_id,
            "introducer": self.introducer_id,
            "needs_verification": True,
        }

    def _grant_upgrade(self):
        """An affiliate becomes a shop on the very same contract."""
        self.contract_id._become_shop()

    def _grant_selection(self):
        """The goods of one more agent join what the reseller may sell."""
        self.contract_id.joined_agent_ids |= self.upstream_id

    def _check_open(self):
        for application in self:
            if application.state not in ("new", "offered"):
                raise UserError(
                    self.env._(
                        "The application of %(name)s is decided already.",
                        name=application.name,
                    )
                )

    def _check_may_decide(self):
        """Refuse everybody but the operator and the staff of the upstream party."""
        if self.env.su or self.env.user.has_group("brand_outlet.group_operator"):
            return
        is_agent = self.env.user.has_group("brand_outlet.group_agent")
        rules = self.env["outlet.party.rule"]
        # whose upstream it is decides, before any right does
        if not is_agent or not rules._acts_for(self.sudo().upstream_id):
            raise AccessError(
                self.env._("Only the party applied to, or the operator, decides this.")
            )

    def _notify_applicants(self):
        """Tell the applicants how it stands: by message, and on their pages."""
        for application in self:
            self.env["phone.code"]._deliver(
                application.phone, application._status_text()
            )

    def _status_text(self):
        values = {"name": self.name, "url": self._status_url()}
        if self.state == "approved":
            return self.env._("%(name)s, welcome: it is open. %(url)s", **values)
        if self.state == "refused":
            return self.env._("%(name)s, about your application: %(url)s", **values)
        return self.env._("%(name)s, please look at our offer: %(url)s", **values)
