from odoo import api, fields, models


class MemberChannel(models.Model):
    """A reseller is a channel: his link says from whom a coupon was claimed."""

    _inherit = "member.channel"

    kind = fields.Selection(
        selection_add=[("reseller", "Reseller")], ondelete={"reseller": "set default"}
    )
    contract_id = fields.Many2one(
        "reseller.contract",
        "Reseller",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    promoter_id = fields.Many2one(
        "res.partner", "Promoter", related="contract_id.reseller_id", store=True
    )
    credited = fields.Monetary(compute="_compute_credited")

    _contract_once = models.UniqueIndex(
        "(contract_id, program_id) WHERE contract_id IS NOT NULL",
        "This reseller has a link to this coupon already.",
    )

    def _compute_credited(self):
        sums = dict(
            self.env["promoter.credit"]._read_group(
                [("channel_id", "in", self.ids)], ["channel_id"], ["amount:sum"]
            )
        )
        for channel in self:
            channel.credited = sums.get(channel, 0.0)

    @api.model
    def _get_for_promoter(self, contract, programs):
        """Return ``{program: channel}`` of a reseller, making those that are new."""
        domain = [("contract_id", "=", contract.id), ("program_id", "in", programs.ids)]
        found = {channel.program_id: channel for channel in self.search(domain)}
        name = contract.reseller_id.name
        made = self.create(
            [
                {
                    "name": f"{name} · {program.name}",
                    "kind": "reseller",
                    "contract_id": contract.id,
                    "program_id": program.id,
                    "company_id": contract.company_id.id,
                }
                for program in programs
                if program not in found
            ]
        )
        return found | {channel.program_id: channel for channel in made}
