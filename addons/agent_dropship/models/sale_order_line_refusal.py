from odoo import fields, models
from odoo.fields import Command


class SaleOrderLine(models.Model):
    """Who would not ship a line, and when nobody else is asked any more."""

    _inherit = "sale.order.line"

    refused_agent_ids = fields.Many2many(
        "res.partner",
        "sale_order_line_refused_agent_rel",
        string="Refused by",
        copy=False,
        readonly=True,
        groups="brand_outlet.group_operator,sales_team.group_sale_salesman",
        help="These agents are not asked for this line again.",
    )
    refusal_count = fields.Integer("Refusals", copy=False, readonly=True)
    routing_stopped = fields.Boolean(
        copy=False,
        readonly=True,
        help="Refused too often: a person decides what happens to these goods.",
    )

    def _get_refusing_warehouses(self):
        """All warehouses of whoever refused: an agent is not asked twice."""
        refused = self.filtered("refusal_count")
        if not refused:
            return self.env["stock.warehouse"]
        # routing knows what the seller must not see
        agents = refused.sudo().refused_agent_ids
        return (
            self.env["stock.warehouse"].sudo().search([("agent_id", "in", agents.ids)])
        )

    def _prepare_split_vals(self, pieces):
        """What was refused is remembered by the line that is split off, too."""
        # which agents refused is read for the line itself, whoever splits it
        return {
            **super()._prepare_split_vals(pieces),
            "refusal_count": self.refusal_count,
            "refused_agent_ids": [Command.set(self.sudo().refused_agent_ids.ids)],
        }

    def _part_withdrawn(self, moves, reason=None):
        """Give pieces that are not sent a line of their own, where others are sent or
        on the way: routing places a line as a whole.

        :param moves: the deliveries that were to bring these pieces
        :param reason: why the agent refused them; None where the operator cancelled
        """
        self.ensure_one()
        outgoing = self.move_ids.filtered(lambda move: move._is_share_outgoing())
        moves &= outgoing
        wanted = self._get_pieces()
        missing = round(sum(moves.mapped("product_qty"))) - moves._get_sent_pieces()
        pieces = min(missing, wanted - outgoing._get_sent_pieces())
        if not 0 < pieces < wanted:
            return
        locked = self.order_id.filtered("locked")
        # a locked order keeps what was agreed; from where it ships is not part of it
        locked.locked = False
        rest = self._split_off(pieces)
        rest.routing_state = "waiting"
        moves.filtered(lambda move: move.state == "cancel").sale_line_id = rest
        locked.locked = True
        warehouse = moves.picking_type_id.warehouse_id
        for promise in self.allocation_ids.filtered(
            lambda one: one.state == "active" and one.warehouse_id in warehouse
        ).sorted("id")[-1:]:
            promise.copy({"sale_line_id": rest.id, "quantity": pieces})
            promise.quantity -= pieces
        rest._cancel_allocations(reason)

    def _note_refusal(self, agent):
        """An agent would not ship these lines: never ask him for them again."""
        for line in self:
            line.write(
                {
                    "refused_agent_ids": [Command.link(agent.id)],
                    "refusal_count": line.refusal_count + 1,
                }
            )
        self._stop_routing_chain()

    def _stop_routing_chain(self):
        """After so many refusals a person decides."""
        for company, lines in self.grouped("company_id").items():
            limit = company.dispatch_max_refusals
            tired = lines.filtered(lambda line, n=limit: 0 < n <= line.refusal_count)
            tired.routing_stopped = True
