from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .ledger_many2one import LedgerMany2one

ROLES = [
    ("agent", "Agent"),
    ("reseller", "Reseller"),
    ("affiliate", "Affiliate"),
    ("operator", "Operator"),
    ("funder", "Funder"),
]
KINDS = [
    ("supply", "Supply"),
    ("deduction", "Operator's Deduction"),
    ("margin", "Margin"),
    ("commission", "Commission"),
    ("operator", "Operator's Share"),
    ("collected", "Money Collected"),
    ("freight", "Freight"),
    ("coupon", "Coupon Paid For"),
    ("compensation", "Compensation"),
    ("penalty", "Penalty"),
    ("correction", "Correction"),
]


def get_labels(name):
    """Return a selection for reports: the values of this field, translated."""

    def read_labels(self):
        return self.env["share.entry"]._fields[name]._description_selection(self.env)

    return read_labels


class ShareEntry(models.Model):
    """One party's share of what a consumer paid for one delivered quantity.

    The shares of a delivery add up to what was paid. Where a party other than the
    operator took the consumer's money, it holds all of it: the *collected* entry
    says so, as a debt beside the shares.

    The ledger is append-only: a booked entry is never edited and never deleted,
    a return books the reverse. On which statement it stands is written elsewhere,
    see ``settlement.statement.entry``.
    """

    _name = "share.entry"
    _description = "Share Entry"
    _order = "date, id"

    # What these point at stays, see ``share.entry`` in ``share_entry_keep``.
    partner_id = LedgerMany2one("res.partner", "Party", required=True)
    role = fields.Selection(ROLES, required=True)
    kind = fields.Selection(KINDS, required=True)
    company_id = LedgerMany2one("res.company", required=True)
    currency_id = LedgerMany2one("res.currency", required=True)
    # found by its lines, without an index of its own
    order_id = LedgerMany2one("sale.order", required=True)
    # Its name tells who bought: a brand that pays for a coupon does not learn it.
    sale_line_id = LedgerMany2one(
        "sale.order.line",
        "Order Line",
        required=True,
        index=True,
        groups="brand_outlet.group_finance,brand_outlet.group_agent",
    )
    picking_id = LedgerMany2one("stock.picking", "Dispatch")
    move_id = LedgerMany2one(
        "stock.move", help="Empty for what belongs to no delivery, as a penalty."
    )
    product_id = LedgerMany2one("product.product", required=True)
    quantity = fields.Float(
        digits="Product Unit", help="In the unit of the order line; returns negative."
    )
    amount = fields.Monetary(help="Positive: owed to the party.")
    # What the consumer pays is not the business of the agent, who deals with the
    # operator at the supply price. Portal users only reach entries of their own.
    paid = fields.Monetary(
        groups="brand_outlet.group_finance,base.group_portal",
        help="What the consumer paid for this quantity.",
    )
    date = fields.Date(required=True, index=True)
    reversal_of_id = LedgerMany2one(
        "share.entry", "Reversal of", index="btree_not_null"
    )
    reversal_ids = fields.One2many("share.entry", "reversal_of_id", "Reversals")
    create_uid = LedgerMany2one("res.users", "Created by", readonly=True)
    write_uid = LedgerMany2one("res.users", "Last Updated by", readonly=True)
    # Texts of the documents, for parties who may not open the documents.
    order_name = fields.Char("Order No.", compute="_compute_texts", compute_sudo=True)
    sku = fields.Char("SKU", related="product_id.default_code")
    article = fields.Char("Article", related="product_id.product_tmpl_id.name")
    variant = fields.Char(compute="_compute_texts", compute_sudo=True)
    picking_name = fields.Char("Dispatch No.", related="picking_id.name")

    _booked_once = models.UniqueIndex(
        "(move_id, role, kind, COALESCE(reversal_of_id, 0), COALESCE(reference, ''))",
        "The shares of this delivery are already booked.",
    )
    _booked_once_without_delivery = models.UniqueIndex(
        "(reference, role, COALESCE(reversal_of_id, 0)) WHERE move_id IS NULL",
        "This is already booked.",
    )
    _delivery_or_penalty = models.Constraint(
        "CHECK (move_id IS NOT NULL OR kind IN ('penalty', 'correction')"
        " AND reference IS NOT NULL)",
        "A share belongs to a delivery.",
    )
    # parties and moves are found by these, without an index of their own
    _party_idx = models.Index("(partner_id, date)")

    @api.depends("order_id", "product_id")
    def _compute_texts(self):
        for entry in self:
            order = entry.order_id
            entry.order_name = order.client_order_ref or order.name
            values = entry.product_id.product_template_attribute_value_ids
            entry.variant = values._get_combination_name()

    @api.depends("order_id", "product_id")
    def _compute_display_name(self):
        for entry in self:
            names = filter(None, (entry.order_name, entry.sku or entry.article))
            entry.display_name = " · ".join(names)

    def _prepare_reverse_entries(self, quantity):
        """Values that take back these entries of one delivery for returned pieces.

        Each entry is taken back in proportion, rounded from its whole amount each
        time: taking all of it back leaves exactly zero, whatever the steps.
        """
        result = []
        for entry in self.filtered(
            lambda entry: (
                entry.role != "operator"
                and entry.kind not in ("collected", "correction", "coupon")
            )
        ):
            # the operator's may be tied to this one, where nothing else was booked
            back = entry.reversal_ids.filtered(
                lambda one, entry=entry: (
                    (one.role, one.kind) == (entry.role, entry.kind)
                )
            )
            before = -sum(back.mapped("quantity"))
            result.append(
                {
                    "partner_id": entry.partner_id.id,
                    "role": entry.role,
                    "kind": entry.kind,
                    "amount": entry._get_part(before)
                    - entry._get_part(before + quantity),
                    "reversal_of_id": entry.id,
                }
            )
        return result

    @api.model
    def _get_hold_sql(self, alias):
        """Return the condition of entries that no statement may gather yet.

        Extension: combine with ``super()`` by ``OR``.

        :param str alias: the name of ``share_entry`` in the query
        """
        return SQL("FALSE")

    def _get_document_values(self):
        """The texts and numbers of this line in every document."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "order": self.order_name,
            "date": self.date,
            "dispatch": self.picking_name,
            "sku": self.sku,
            "article": self.article,
            "variant": self.variant,
            "quantity": self.quantity,
            "kind": kinds[self.kind],
            "amount": self.amount,
        }

    def _get_part(self, quantity):
        """The share of the first ``quantity`` pieces of this entry."""
        self.ensure_one()
        return self.currency_id.round(self.amount * quantity / self.quantity)

    def action_open(self):
        """Open what the user may see: the order line, a party its statement.

        :return: an action, False where a party's share is on no statement yet
        """
        if self.env.user.has_group("brand_outlet.group_finance"):
            return self.action_open_line()
        return bool(self.statement_id) and self.action_open_statement()

    def action_open_line(self):
        """Open the order line these shares are of."""
        return self.sale_line_id.action_open_money()

    def action_open_statement(self):
        """Open the statement these shares are on."""
        return self.statement_id._get_records_action(context={})

    # There is nothing to write, whoever asks.
    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("Share entries are never changed. Book the reverse instead.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        raise UserError(
            self.env._("Share entries are never deleted. Book the reverse instead.")
        )
