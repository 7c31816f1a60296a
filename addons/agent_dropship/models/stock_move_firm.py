from odoo import models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """A firm sale: the agent takes nothing back, though the consumer may return."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        self._check_firm_sale()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _check_firm_sale(self):
        """Refuse goods of a firm sale at the agent's door once they had arrived."""
        for move in self:
            agent = move.location_dest_id.warehouse_id.agent_id
            if agent and move._is_firm_return():
                raise UserError(
                    self.env._(
                        "%(article)s was a firm sale: %(agent)s takes nothing back. "
                        "Receive the parcel into a warehouse of your own.",
                        article=move.product_id.display_name,
                        agent=agent.name,
                    )
                )

    def _is_firm_return(self):
        """Return whether this brings back what an agent has sold for good."""
        self.ensure_one()
        # What never reached the consumer was never sold.
        sold = self.origin_returned_move_id.share_entry_ids
        return bool(
            sold
            and self.location_id.usage == "customer"
            and self.sale_line_id.return_policy == "firm"
        )
