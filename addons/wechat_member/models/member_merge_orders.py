from odoo import fields, models
from odoo.tools import SQL


class MemberMerge(models.Model):
    """What was bought goes along: visits, tags and segments see one person.

    Invoices and who they are addressed to stay as they are: they are documents.
    """

    _inherit = "member.merge"

    pos_order_ids = fields.Many2many(
        "pos.order", string="Till Orders That Went Along", readonly=True, copy=False
    )
    sale_order_ids = fields.Many2many(
        "sale.order", string="Orders That Went Along", readonly=True, copy=False
    )

    def _do(self):
        result = super()._do()
        bought = [
            ("partner_id", "=", self.gone_id.id),
            ("company_id", "child_of", self.company_id.id),
        ]
        self.pos_order_ids = self.env["pos.order"].search(bought)
        self.sale_order_ids = self.env["sale.order"].search(bought)
        self._give_orders(self.gone_id, self.kept_id)
        return result

    def _undo(self):
        result = super()._undo()
        self._give_orders(self.kept_id, self.gone_id)
        return result

    def _give_orders(self, source, target):
        """Change whose orders these are, and nothing that follows from a customer.

        Writing the customer would work out prices, addresses and taxes of orders that
        were made long ago once more.
        """
        for orders in (self.pos_order_ids, self.sale_order_ids):
            self._give(orders, "partner_id", source, target)
        # a line of an order repeats its customer
        self._give(self.sale_order_ids.order_line, "order_partner_id", source, target)

    def _give(self, records, name, source, target):
        records = records.filtered(lambda record: record[name] == source)
        if not records:
            return
        records.flush_recordset([name])
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id IN %s",
                SQL.identifier(records._table),
                SQL.identifier(name),
                target.id,
                records._ids,
            )
        )
        records.invalidate_recordset([name])
