from odoo import fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    case_ids = fields.Many2many("outlet.case", groups="brand_outlet.group_operator")

    def action_book_return(self):
        """Agent or operator: goods of this dispatch are back and nobody announced it.

        :return: the form to enter what came
        :raise UserError: not shipped, sold for good, or announced: then use that case
        """
        self.ensure_one()
        self._check_dispatch_actor()
        # opening a case reaches the order, which no agent may read
        case = self.sudo()._book_return().with_env(self.env)
        return case.action_open_receive()

    def _book_return(self):
        """Return the case that expects goods of this dispatch; open one if need be."""
        if self.dispatch_state not in ("shipped", "delivered"):
            raise UserError(self.env._("This dispatch was not shipped."))
        known = self.case_ids.filtered(lambda case: case.state == "waiting")[:1]
        if known:
            return known
        case = self.env["outlet.case"]._open(
            "return" if self.delivered_at else "interception",
            self.sale_id,
            pickings=self,
            reason=self.env.ref("agent_dropship.case_reason_unannounced"),
            source="agent",
        )
        if case.is_firm and self.delivered_at:
            raise UserError(
                self.env._("This was a firm sale: only the operator can take it back.")
            )
        if case.state == "open":
            case._approve()
        return case
