from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class DispatchBatch(models.TransientModel):
    """Print many slips and ship the parcels; numbers are scanned in a row."""

    _name = "dispatch.batch"
    _description = "Ship Many"

    picking_ids = fields.Many2many("stock.picking", string="Dispatches", required=True)
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        required=True,
        compute="_compute_carrier_id",
        store=True,
        readonly=False,
        domain="[('is_courier', '=', True)]",
    )
    numbers = fields.Text(
        help="One number per line, in the order of the list. A scanner ends each line "
        "by itself."
    )
    line_ids = fields.One2many(
        "dispatch.batch.line",
        "batch_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("picking_ids")
    def _compute_carrier_id(self):
        for wizard in self:
            wizard.carrier_id = (
                wizard.carrier_id or wizard.picking_ids[:1]._get_usual_carrier()
            )

    @api.depends("picking_ids", "numbers")
    def _compute_line_ids(self):
        for wizard in self:
            numbers = [text for text in (wizard.numbers or "").split() if text]
            known = {
                line.picking_id._origin.id: line.tracking_ref
                for line in wizard.line_ids
            }
            vals_list = []
            for place, picking in enumerate(wizard.picking_ids.sorted("id")):
                given = numbers[place] if place < len(numbers) else False
                ref = given or known.get(picking._origin.id)
                vals_list.append(
                    {
                        "number": place + 1,
                        "picking_id": picking._origin.id,
                        "tracking_ref": ref,
                    }
                )
            wizard.line_ids = [Command.clear(), *map(Command.create, vals_list)]

    def action_print(self):
        """Print the slips in the order of the list, and stay here for the numbers."""
        self.ensure_one()
        return self.picking_ids.sorted("id").action_print_slips()

    def action_ship(self):
        """Print what was not printed and ship every parcel that has a number.

        :raise UserError: no number was given, or one of the parcels can not go
        """
        self.ensure_one()
        pickings = self.picking_ids.sorted("id")
        pickings._check_dispatch_actor()
        lines = self.line_ids.filtered(
            lambda line: (
                (line.tracking_ref or "").strip() and line.picking_id in pickings
            )
        )
        if not lines:
            raise UserError(self.env._("Scan or type at least one number."))
        shipped = lines.picking_id
        unprinted = shipped.filtered(lambda picking: not picking.printed_at)
        # the agent's staff only reads dispatches; who may act was checked above
        unprinted.sudo()._mark_printed()
        shipped.sudo()._ship_batch(
            self.carrier_id.sudo(),
            {line.picking_id.sudo(): line.tracking_ref for line in lines},
        )
        if unprinted:
            return {**unprinted._get_slips_action(), "close_on_report_download": True}
        return {"type": "ir.actions.act_window_close"}
