from odoo import api, models


class ResPartner(models.Model):
    """A member is recognised by the number he proved, whatever else was typed."""

    _inherit = "res.partner"

    @api.depends("is_member", "member_phone")
    def _compute_mobile_key(self):
        result = super()._compute_mobile_key()
        codes = self.env["phone.code"]
        for member in self.filtered("is_member"):
            proven = codes._read_mobile(member.member_phone)
            member.mobile_key = proven or member.mobile_key
        return result

    @api.model
    def _find_by_phone(self, phones):
        """A member comes before somebody who only has the same number typed in."""
        found = super()._find_by_phone(phones)
        members = self.search(
            [
                ("is_member", "=", True),
                ("mobile_key", "in", list(phones)),
                ("member_company_id", "=", self.env.company.id),
                ("parent_id", "=", False),
                ("is_company", "=", False),
            ]
        )
        for member in members.filtered(
            lambda one: all(user.share for user in one.user_ids)
        ):
            known = found.get(member.mobile_key)
            # who sells already goes first: one person, one contact that is paid
            if not known or not known.reseller_contract_ids:
                found[member.mobile_key] = member
        return found

    def _prepare_member_page(self):
        return super()._prepare_member_page() | {"selling": self._get_selling_path()}

    def _get_selling_path(self):
        """Return the way from a member's page to selling, if there is one.

        To his own shop where he has one, else to the invitation for everybody.
        """
        self.ensure_one()
        # the page is the member's own; that everybody is invited is no secret
        member = self.commercial_partner_id.sudo()
        if member.reseller_contract_ids.filtered(lambda one: one.state == "active"):
            return "/my/outlet"
        invitations = self.env["reseller.invitation"].sudo()
        invitation = invitations._get_public(self.member_company_id)
        return f"/outlet/join/{invitation.code}" if invitation else ""
