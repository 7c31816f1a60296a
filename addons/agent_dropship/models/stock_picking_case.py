from odoo import fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    case_ids = fields.Many2many("outlet.case", groups="brand_outlet.group_operator")

    def action_book_return(self):
        """Agent or operator: goods of this dispatch are back and nobody announced it.

        :return: the form to enter what came; a message where the operator decides
            first to whom the goods go
        :raise UserError: not shipped, sold for good, or announced: then use that case
        """
        self.ensure_one()
        self._check_dispatch_actor()
        # opening a case reaches the order, which no agent may read
        user = self.env.user
        is_operator = self.env.su or user.has_group("brand_outlet.group_operator")
        case = self.sudo()._book_return(is_operator).with_env(self.env)
        if case.state == "waiting":
            return case.action_open_receive()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "This was a firm sale. Case %(name)s is with the operator now, who "
                    "decides where the goods go.",
                    name=case.name,
                ),
            },
        }

    def _book_return(self, is_operator):
        """Return the case that expects goods of this dispatch; open one if need be.

        Goods that lie there are booked. Whether they are paid back is not for the
        agent to say when the days are over; those of a firm sale are not even his.
        """
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
        )[:1]
        if case._has_received():
            raise UserError(
                self.env._(
                    "These goods are booked already: the operator decides case "
                    "%(name)s.",
                    name=case.name,
                )
            )
        if case.state == "open":
            case._take_unannounced(is_operator)
        return case


class OutletCase(models.Model):
    _inherit = "outlet.case"

    money_held = fields.Boolean(
        "Operator Decides on the Money",
        readonly=True,
        help="The goods came back although only the operator may agree to it.",
    )

    def _take_unannounced(self, is_operator):
        """Expect goods that are there already; the operator has a say where he must.

        What an agent may not agree to is booked, and paid back by the operator. A firm
        sale never becomes the agent's again: the operator says where the goods go.
        """
        self.ensure_one()
        if is_operator or self.kind == "interception":
            self._approve()
        elif self.is_firm:
            if self.responsible_role != "operator":
                words = self.env._("The goods of a firm sale came back to the agent.")
                self._hand_to("operator", "arrived", words)
        else:
            with_operator = self.responsible_role == "operator"
            self.money_held = with_operator or not self.is_in_time
            self._approve()
