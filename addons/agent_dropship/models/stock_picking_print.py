from odoo import fields, models
from odoo.exceptions import UserError

from .stock_picking import OPEN_DISPATCH_STATES


class StockPicking(models.Model):
    _inherit = "stock.picking"

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

    def _mark_printed(self):
        now = fields.Datetime.now()
        self.filtered(lambda p: not p.accepted_at).accepted_at = now
        self.filtered(lambda p: not p.printed_at).printed_at = now
