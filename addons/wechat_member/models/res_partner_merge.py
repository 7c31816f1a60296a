from odoo import api, fields, models

from ..tools.phone import normalise_phone


class ResPartner(models.Model):
    """Who was merged is still found: his old phone and card lead to the other."""

    _inherit = "res.partner"

    member_merged_into_id = fields.Many2one(
        "res.partner",
        string="Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    member_merge_count = fields.Integer(
        string="Merged", compute="_compute_member_merge_count"
    )

    _merged_phone_idx = models.Index(
        "(member_company_id, member_phone) WHERE member_merged_into_id IS NOT NULL"
    )

    def _compute_member_merge_count(self):
        counts = dict(
            self.env["member.merge"]._read_group(
                [("kept_id", "in", self.ids)], ["kept_id"], ["__count"]
            )
        )
        for partner in self:
            partner.member_merge_count = counts.get(partner, 0)

    @api.model
    def _find_member_by_phone(self, phone, company):
        member = super()._find_member_by_phone(phone, company)
        return member or self._find_merged([("member_phone", "=", phone)], company)

    @api.model
    def _find_member_of_own(self, phone, company):
        """Return the member who has this number himself, nobody merged counted."""
        # pylint: disable-next=super-method-mismatch
        return super()._find_member_by_phone(phone, company)

    @api.model
    def _find_member(self, code, company):
        member = super()._find_member(code, company)
        code = (code or "").strip()
        if member or not code:
            return member
        # The record he was merged from is in the archive and nobody's to read.
        phone = normalise_phone(code)
        own = [("member_no", "=", code)]
        phones = [("member_phone", "=", phone)] if phone else []
        merged = self.sudo()._find_merged(own, company)
        if not merged and phones:
            merged = self.sudo()._find_merged(phones, company)
        return self.browse(merged.id)

    @api.model
    def _find_merged(self, domain, company):
        """Return the member into whom the one who fits the domain was merged."""
        gone = self.with_context(active_test=False).search(
            [
                *domain,
                ("member_company_id", "=", company.id),
                ("member_merged_into_id", "!=", False),
            ],
            order="id desc",
            limit=1,
        )
        kept = gone.member_merged_into_id
        while kept.member_merged_into_id:
            kept = kept.member_merged_into_id
        return kept

    def _prepare_consent_after_merge(self, gone):
        """Return the answer about messages that holds: a no, else the one there is."""
        self.ensure_one()
        refused = gone.member_consent_at and not gone.member_consent
        if refused or not self.member_consent_at:
            fields_of_consent = (
                "member_consent",
                "member_consent_at",
                "member_consent_source",
            )
            return {name: gone[name] for name in fields_of_consent}
        return {}

    def action_merge_member(self):
        """Choose somebody who is the same person, to be merged into this member."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Members"),
            "res_model": "member.merge",
            "view_mode": "form",
            "context": {"default_kept_id": self.id},
        }

    def action_open_merges(self):
        """Show who was merged into this member."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.member_merge_action"
        )
        return action | {"domain": [("kept_id", "in", self.ids)]}
