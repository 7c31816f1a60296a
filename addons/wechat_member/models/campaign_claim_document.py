"""The lines as both sides read them: screen, print and workbook alike."""

from odoo import models

from odoo.addons.outlet_base.workbook import build_workbook

# key of a row, field of the line, type
COLUMNS = [
    ("date", "date", "date"),
    ("outlet", "outlet_name", "text"),
    ("campaign", "campaign_id", "text"),
    ("order", "reference", "text"),
    ("ticket", "ticket_amount", "amount"),
    ("discount", "discount", "amount"),
    ("percent", "percent", "percent"),
    ("kind", "kind", "text"),
    ("amount", "amount", "amount"),
]


class CampaignClaim(models.Model):
    """Who used a coupon is the member's own business: no document names him."""

    _inherit = "campaign.claim"

    def action_download(self):
        """Download the claim as a workbook."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/member/campaign/claim/{self.id}/workbook",
            "target": "self",
        }

    def _get_document_columns(self):
        """``[(key of the row, heading, type)]`` in the order of all documents."""
        names = [name for _key, name, _type in COLUMNS]
        told = self.env["campaign.claim.line"].fields_get(names, ["string"])
        return [(key, told[name]["string"], kind) for key, name, kind in COLUMNS]

    def _get_document_rows(self):
        """One dictionary per line, in the order of the claim."""
        self.ensure_one()
        return [line._get_document_values() for line in self.line_ids]

    def _get_document_sums(self):
        """What stands below the lines, by the key of the column."""
        return {
            key: self.currency_id.round(sum(self.line_ids.mapped(name)))
            for key, name, kind in COLUMNS
            if kind == "amount"
        }

    def _get_campaign_totals(self):
        """``[(campaign, discounts, claimed)]``."""
        self.ensure_one()
        # a campaign's name stands on its lines, whoever reads them
        return [
            (
                campaign.sudo().name,
                self.currency_id.round(sum(lines.mapped("discount"))),
                self.currency_id.round(sum(lines.mapped("amount"))),
            )
            for campaign, lines in self.line_ids.grouped("campaign_id").items()
        ]

    def _get_workbook_labels(self):
        """Title, facts about the claim and headings of the totals."""
        self.ensure_one()
        headings = {
            key: heading for key, heading, _type in self._get_document_columns()
        }
        return {
            "title": self.env._("Claim for Coupons"),
            "facts": [
                (self.env._("Claim to a Funder"), self.name),
                (self.env._("Funder"), self.funder_id.name),
                (self.env._("Up to"), str(self.date_to)),
                (self.env._("Issued by"), self.company_id.name),
            ],
            "totals": [headings[key] for key in ("campaign", "discount", "amount")],
            "total": self.env._("Total"),
        }

    def _export_workbook(self):
        """The claim as xlsx: ``(file name, content)``."""
        self.ensure_one()
        content = build_workbook(
            self._get_workbook_labels(),
            self._get_document_columns(),
            self._get_document_rows(),
            self._get_document_sums(),
            self._get_campaign_totals(),
            self.currency_id.decimal_places,
        )
        return f"{self.name}.xlsx".replace("/", "-"), content
