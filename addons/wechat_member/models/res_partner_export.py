"""Everything that is kept about a member, for the member."""

import json

from odoo import fields, models

PERSONAL = (
    "name phone email street street2 city zip lang member_no member_phone "
    "member_phone_verified_at member_since member_source member_gender growth "
    "member_consent member_consent_at member_consent_source"
).split()
# {part of the file: (model, field that names the member, what is told)}
PARTS = {
    "cards": ("loyalty.card", "partner_id", "code points expiration_date claimed_at"),
    "entries": ("member.entry", "partner_id", "date asset kind amount words"),
    "redemptions": ("coupon.redemption", "partner_id", "taken_at points state"),
    "till_orders": ("pos.order", "partner_id", "pos_reference date_order amount_total"),
    "orders": ("sale.order", "partner_id", "name date_order amount_total state"),
    "invoices": ("account.move", "partner_id", "name invoice_date amount_total state"),
    "wechat": ("wechat.identity", "partner_id", "openid unionid nickname followed"),
    "physical_cards": ("member.physical.card", "partner_id", "number bound_at"),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_export_parts(self):
        """Return what is exported beside the person; extend by union."""
        return PARTS

    def _export_member_data(self):
        """Return everything kept about this member, as plain values.

        Those merged into him are him.
        """
        self.ensure_one()
        # The right to read the member is the right to all that is kept about him.
        person_sudo = self.sudo().with_context(active_test=False)
        merged = person_sudo.search([("member_merged_into_id", "=", self.id)])
        persons = person_sudo | merged
        data = {"member": _values(person_sudo, PERSONAL)[0]}
        data["member"] |= {
            "channel": person_sudo.member_channel_id.name or "",
            "level": person_sudo.member_level_id.name or "",
            "merchant": person_sudo.member_company_id.name,
        }
        for part, (model, owner, names) in self._get_export_parts().items():
            records = persons.env[model].search([(owner, "in", persons.ids)])
            data[part] = _values(records, names.split())
        return data

    def _export_member_json(self):
        """Return the export as the text of a file."""
        return json.dumps(self._export_member_data(), ensure_ascii=False, indent=1)

    def action_export_member(self):
        """Download everything that is kept about this member."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/member/export/{self.id}",
            "target": "download",
        }


def _values(records, names):
    """Return records as plain values: words, numbers and ISO dates."""
    return [{name: _plain(record, name) for name in names} for record in records]


def _plain(record, name):
    value, kind = record[name], record._fields[name].type
    if kind == "datetime":
        return fields.Datetime.to_string(value) or ""
    if kind == "date":
        return fields.Date.to_string(value) or ""
    return "" if value is False and kind != "boolean" else value
