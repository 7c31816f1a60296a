"""What an outlet shows its customers: the plate on the table, the e-receipt."""

from urllib.parse import urlencode

from odoo import fields, models

PLATE_PIXELS = 600


class PosConfig(models.Model):
    _inherit = "pos.config"

    rating_enabled = fields.Boolean(
        "Ask for a Rating",
        default=True,
        help="The e-receipt asks how the visit was: one tap, once per visit.",
    )
    rating_average = fields.Float(
        "Average Rating", compute="_compute_rating", digits=(3, 1), compute_sudo=True
    )
    rating_count = fields.Integer(
        "Ratings", compute="_compute_rating", compute_sudo=True
    )

    def _compute_rating(self):
        groups = self.env["member.rating"]._read_group(
            [("config_id", "in", self.ids)], ["config_id"], ["stars:avg", "__count"]
        )
        figures = {till: (average, count) for till, average, count in groups}
        for till in self:
            till.rating_average, till.rating_count = figures.get(till, (0.0, 0))

    def action_print_plate(self):
        """Print the plate of these outlets: its QR opens the page of the outlet.

        A channel of its own is made for an outlet that has none, once: the code is in
        print from now on.
        """
        self.check_access("write")
        for till in self.filtered(lambda till: not till.outlet_channel_id):
            till.outlet_channel_id = self.env["member.channel"].create(
                {
                    "name": self.env._("Plate: %s", till.name),
                    "kind": "plate",
                    "company_id": till.company_id.id,
                }
            )
        return self.env.ref("wechat_member.report_plate").report_action(
            self, config=False
        )

    def _get_plate_qr(self):
        """Return the address of the picture of the plate's QR."""
        self.ensure_one()
        size = {"width": PLATE_PIXELS, "height": PLATE_PIXELS, "quiet": 0}
        query = {"barcode_type": "QR", "value": self.outlet_url, **size}
        return f"/report/barcode?{urlencode(query)}"

    def action_open_ratings(self):
        """Show what customers think of this outlet."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.member_rating_action"
        )
        return action | {"domain": [("config_id", "in", self.ids)]}
