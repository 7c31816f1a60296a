from odoo import api, fields, models
from odoo.exceptions import UserError


class DispatchShip(models.TransientModel):
    """Courier and tracking number of one parcel."""

    _name = "dispatch.ship"
    _description = "Ship Dispatch"

    picking_ids = fields.Many2many("stock.picking", string="Dispatches", required=True)
    goods_text = fields.Text("Goods", compute="_compute_goods_text")
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        required=True,
        compute="_compute_carrier_id",
        store=True,
        readonly=False,
        domain="[('is_courier', '=', True)]",
    )
    tracking_ref = fields.Char("Tracking Number", required=True)
    doubt = fields.Char(compute="_compute_doubt")

    @api.depends("picking_ids")
    def _compute_goods_text(self):
        for wizard in self:
            wizard.goods_text = "\n".join(
                f"{picking.recipient_name or ''}: {picking.goods_text}"
                for picking in wizard.picking_ids
            )

    @api.depends("picking_ids", "tracking_ref")
    def _compute_carrier_id(self):
        for wizard in self:
            picking = wizard.picking_ids[:1]
            usual = wizard.carrier_id or picking._get_usual_carrier()
            company = picking.company_id or self.env.company
            couriers = self.env["delivery.carrier"]._get_couriers(company)
            number = picking._fold_tracking_ref(wizard.tracking_ref)
            wizard.carrier_id = couriers._propose(number, usual)

    @api.depends("carrier_id", "tracking_ref")
    def _compute_doubt(self):
        for wizard in self:
            number = wizard.picking_ids._fold_tracking_ref(wizard.tracking_ref)
            wizard.doubt = number and wizard.carrier_id._doubt(number)

    def action_ship(self):
        """Ship the chosen dispatches as one parcel.

        :raise UserError: they go to different people, or the number is malformed
        """
        self.ensure_one()
        pickings = self.picking_ids
        pickings._check_dispatch_actor()
        if len(pickings.partner_id) > 1:
            raise UserError(
                self.env._("One parcel goes to one person: ship these one by one.")
            )
        tracking_ref = pickings._clean_tracking_ref(self.tracking_ref)
        pickings._check_number_free(self.carrier_id, tracking_ref)
        # the agent's staff only reads dispatches; who may act was checked above
        pickings.sudo()._ship(self.carrier_id, tracking_ref)
        return {"type": "ir.actions.act_window_close"}
