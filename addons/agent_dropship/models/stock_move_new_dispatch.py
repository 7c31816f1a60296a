from odoo import models


class StockMove(models.Model):
    """Making the dispatches of an order costs little, however many there are."""

    _inherit = "stock.move"

    def _search_picking_for_assignation(self):
        """An order that is being confirmed has no dispatch yet that these could join:
        looking for one would write everything to the database first, each time."""
        fresh = self.env.context.get("fresh_orders", ())
        if self.sale_line_id.order_id.id in fresh and self._is_from_agent():
            return self.env["stock.picking"]
        return super()._search_picking_for_assignation()

    def _assign_picking_post_process(self, new=False):
        # a dispatch names its order on its face, so no message has to
        quiet = self.filtered(lambda move: move._is_from_agent())
        result = None
        if quiet:
            quiet_self = quiet.with_context(no_origin_message=True)
            result = super(StockMove, quiet_self)._assign_picking_post_process(new=new)
        if self - quiet:
            loud = super(StockMove, self - quiet)
            result = loud._assign_picking_post_process(new=new)
        return result

    def _is_from_agent(self):
        self.ensure_one()
        return bool(self.location_id.warehouse_id.agent_id)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def message_post_with_source(self, source_ref, **kwargs):
        if self.env.context.get("no_origin_message"):
            return self.env["mail.message"]
        return super().message_post_with_source(source_ref, **kwargs)
