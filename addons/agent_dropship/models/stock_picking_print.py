from odoo import api, fields, models
from odoo.exceptions import UserError

from .stock_picking import OPEN_DISPATCH_STATES


class StockPicking(models.Model):
    """What is printed for the warehouse and laid into the parcel.

    The slip is read by the consumer: it names the reseller as the sender, no price, and
    neither the agent nor the brand.
    """

    _inherit = "stock.picking"

    sender_name = fields.Char("Sender", compute="_compute_sender", compute_sudo=True)
    sender_phone = fields.Char(compute="_compute_sender", compute_sudo=True)

    @api.depends("sale_id.place_id.owner_id")
    def _compute_sender(self):
        for picking in self:
            sender = picking.sale_id._get_slip_sender() if picking.sale_id else {}
            picking.sender_name = sender.get("name")
            picking.sender_phone = sender.get("phone")

    def action_print_slips(self):
        """Print the slips of these open dispatches; new ones are accepted with it.

        :raise UserError: none of them is open
        """
        self._check_dispatch_actor()
        pickings = self.filtered(lambda p: p.dispatch_state in OPEN_DISPATCH_STATES)
        if not pickings:
            raise UserError(self.env._("None of these dispatches is open."))
        # the agent's staff only reads dispatches; who may act was checked above
        pickings.sudo()._mark_printed()
        return pickings._get_slips_action()

    def _mark_printed(self):
        """Note that paper is out there, which may lie beside a parcel."""
        now = fields.Datetime.now()
        self.filtered(lambda picking: not picking.accepted_at).accepted_at = now
        self.filtered(lambda picking: not picking.printed_at).printed_at = now

    def _get_slips_action(self):
        """One document for all of them: as PDF, or as a page where PDF is missing."""
        report = self.env.ref("agent_dropship.dispatch_slip_report")
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() in ("ok", "workers"):
            return report.report_action(self.ids, config=False)
        ids = ",".join(str(id_) for id_ in self.ids)
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/html/{report.report_name}/{ids}",
            "target": "new",
        }

    def _get_slip_code(self):
        """What the scanner reads: the dispatch's own number names the warehouse."""
        self.ensure_one()
        return f"D{self.id:06d}"

    def _get_slip_moves(self):
        """The goods that are laid into the parcel."""
        return self.move_ids.filtered(lambda move: move.state != "cancel")

    def _get_pick_list(self):
        """What to fetch for all of these: one row per shelf and article, in the order
        of a walk through the warehouse.

        :return: list of dicts: shelf, sku, name, variant, pieces, dispatches
        """
        self.check_access("read")
        # names of shelves and goods of dispatches this person may read
        lines = self.sudo().move_line_ids.filtered(
            lambda line: line.state not in ("done", "cancel")
        )
        rows = []
        for (location, product), group in lines.grouped(
            lambda line: (line.location_id, line.product_id)
        ).items():
            stock = location.warehouse_id.lot_stock_id
            rows.append(
                {
                    "shelf": location.name if location != stock else "",
                    "sku": product.default_code or "",
                    "name": product.name,
                    "variant": group[0].move_id.product_variant_text,
                    "pieces": sum(group.mapped("quantity")),
                    "dispatches": len(group.picking_id),
                }
            )
        return sorted(rows, key=lambda row: (row["shelf"], row["sku"]))
