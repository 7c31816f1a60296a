from odoo import api, fields, models


class _NobodyElse(Exception):
    """No other warehouse has the goods."""


class StockPicking(models.Model):
    """Agents who neither accept nor refuse: the next warehouse gets the goods."""

    _inherit = "stock.picking"

    @api.model
    def _cron_take_back_silent(self):
        """Take away dispatches whose agent did not answer in time, one by one.

        Where nobody else has the goods they stay where they are: a late parcel is
        better than none. Agents without access get files and answer by them.
        """
        self.env["ir.cron"]._run_each(
            self._find_silent(), lambda picking: picking._take_back_silent()
        )

    @api.model
    def _find_silent(self):
        companies = self.env["res.company"].search([("silent_takeback", "=", True)])
        return self.search(
            [
                ("dispatch_state", "=", "new"),
                ("accept_by", "<", fields.Datetime.now()),
                ("company_id", "in", companies.ids),
                ("picking_type_id.warehouse_id.exchange_mode", "=", "online"),
                ("sale_id", "!=", False),
            ],
            order="accept_by, id",
        )

    def _take_back_silent(self):
        """Give the goods of this dispatch to the next warehouse, if there is one.

        :return: whether somebody else ships now
        """
        self.ensure_one()
        # he may have accepted just now
        if self.dispatch_state != "new":
            return False
        reason = self.env.ref("agent_dropship.refuse_silent")
        lines = self.move_ids.sale_line_id
        try:
            with self.env.cr.savepoint():
                self._refuse(reason)
                if any(line.routing_state != "allocated" for line in lines):
                    raise _NobodyElse
        except _NobodyElse:
            self.env.invalidate_all()
            return False
        # the score is written by the system, see agent.event
        self.env["agent.event"]._log("silent", self, note=self.goods_text)
        return True
