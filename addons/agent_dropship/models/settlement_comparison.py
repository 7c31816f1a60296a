import base64
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.brand_outlet import workbook

from ..comparing import Line, compare

SECTION = "lines"
# what stands where an order number would, in a row that only sums up
SUMS = {"合计", "总计", "小计", "共计", "TOTAL", "SUM"}
# how many wrong rows a message names
MENTIONED = 10
COLUMNS = (
    workbook.Column(
        SECTION,
        "order",
        ("Order No.", "订单号", "订单编号", "单号", "order", "client ref"),
        required=True,
    ),
    workbook.Column(SECTION, "sku", ("SKU", "货号", "商品编码", "款号", "条码")),
    workbook.Column(
        SECTION,
        "quantity",
        ("Quantity", "数量", "件数", "qty"),
        value_type="number",
    ),
    workbook.Column(
        SECTION,
        "amount",
        ("Amount", "金额", "结算金额", "应收", "应收金额", "合计", "小计"),
        required=True,
        value_type="number",
    ),
)


class SettlementComparison(models.Model):
    """The other side's own sheet beside ours: only what differs, and why.

    Matching is in ``agent_dropship.comparing``.
    """

    _name = "settlement.comparison"
    _description = "Comparison with the Party's Sheet"
    _order = "id desc"
    _rec_name = "filename"

    statement_id = fields.Many2one(
        "settlement.statement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True)
    currency_id = fields.Many2one(related="statement_id.currency_id")
    file = fields.Binary("Their Sheet", required=True, attachment=True)
    filename = fields.Char()
    statement_state = fields.Selection(related="statement_id.state")
    row_count = fields.Integer("Rows in Their Sheet", readonly=True)
    ours_amount = fields.Monetary("Our Total", readonly=True)
    theirs_amount = fields.Monetary("Their Total", readonly=True)
    difference = fields.Monetary(compute="_compute_difference")
    explained = fields.Monetary(
        compute="_compute_difference", help="Sum of the differences below."
    )
    causes = fields.Text(
        compute="_compute_causes", help="How many differences, and how much, by cause."
    )
    line_ids = fields.One2many(
        "settlement.comparison.line", "comparison_id", readonly=True
    )
    left_count = fields.Integer(
        "Neither Corrected nor Disputed", compute="_compute_causes"
    )

    @api.depends("ours_amount", "theirs_amount", "line_ids.difference")
    def _compute_difference(self):
        for comparison in self:
            comparison.difference = comparison.theirs_amount - comparison.ours_amount
            comparison.explained = sum(comparison.line_ids.mapped("difference"))

    @api.depends("line_ids.difference", "line_ids.dispute_id")
    def _compute_causes(self):
        for comparison in self:
            lines = comparison.line_ids
            comparison.left_count = len(lines._get_left())
            comparison.causes = "\n".join(
                self.env._(
                    "%(cause)s: %(count)s, %(amount)s",
                    cause=alike[0]._get_cause_label(),
                    count=len(alike),
                    amount=comparison.currency_id.format(
                        sum(alike.mapped("difference"))
                    ),
                )
                for alike in lines.grouped("cause").values()
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Compare at once."""
        comparisons = super().create(vals_list)
        for comparison in comparisons:
            comparison._compare()
        return comparisons

    def action_compare(self):
        """Compare again, with the statement as it is now."""
        self.check_access("write")
        for comparison in self:
            comparison._compare()

    def action_dispute_all(self):
        """Keep all that is not corrected or disputed yet as disputed lines."""
        self.check_access("write")
        self.line_ids._get_left().action_dispute()

    def _compare(self):
        self.ensure_one()
        theirs = self._read_their_lines()
        # who names no articles is compared order by order
        ours = self._read_our_lines(with_sku=any(line.sku for line in theirs))
        found = compare(ours, theirs, self._read_elsewhere())
        disputes = self._read_disputes()
        self.write(
            {
                "row_count": len(theirs),
                "ours_amount": sum(line.amount for line in ours),
                "theirs_amount": sum(line.amount for line in theirs),
                "line_ids": [Command.clear()]
                + [
                    Command.create(self._prepare_line_vals(one, disputes))
                    for one in found
                ],
            }
        )

    def _read_disputes(self):
        """Return what was said before: ``{line of ours, or (order, amount): id}``."""
        said = self.statement_id.dispute_ids.filtered(
            lambda dispute: dispute.state in ("open", "refused")
        )
        return {
            one.entry_id.id
            or (one.order_name, _money(one.claimed_amount, self.currency_id)): one.id
            for one in said.sorted("id")
        }

    def _prepare_line_vals(self, one, disputes):
        first = (one.theirs or one.ours)[0]
        ours = (one.ours or one.theirs)[0]
        entry_id = one.ours[0].ref if one.ours else False
        return {
            "cause": one.cause,
            "order_name": ours.order,
            "sku": ours.sku,
            "their_order_name": first.order if first.order != ours.order else False,
            "their_sku": first.sku if first.sku != ours.sku else False,
            "our_quantity": sum(line.quantity for line in one.ours),
            "our_amount": one.ours_amount,
            "their_quantity": sum(line.quantity for line in one.theirs),
            "their_amount": one.theirs_amount,
            "their_rows": ", ".join(str(line.ref) for line in one.theirs),
            "entry_id": entry_id,
            "dispute_id": disputes.get(
                entry_id or (ours.order, one.theirs_amount - one.ours_amount)
            ),
        }

    # --- the two sheets ---------------------------------------------------------------

    def _read_our_lines(self, with_sku=True):
        """Return one Line for each article of a parcel, whatever kinds it has."""
        groups = self.env["share.entry"]._read_group(
            [("statement_id", "=", self.statement_id.id)],
            ["order_id", "product_id", "move_id"],
            ["quantity:array_agg", "amount:sum", "id:min"],
        )
        orders = self.env["sale.order"].concat(*(order for order, *_rest in groups))
        names = {order.id: order.client_order_ref or order.name for order in orders}
        return [
            Line(
                _key(names[order.id]),
                _key(product.default_code) if with_sku else "",
                _number(max(quantities, key=abs)),
                _money(amount, self.currency_id),
                entry_id,
            )
            for order, product, _move, quantities, amount, entry_id in groups
        ]

    def _read_elsewhere(self):
        """Return the keys of what stands on other statements of the party."""
        groups = self.env["share.entry"]._read_group(
            [
                ("partner_id", "=", self.statement_id.partner_id.id),
                ("role", "=", self.statement_id.role),
                ("company_id", "=", self.company_id.id),
                ("statement_id", "!=", self.statement_id.id),
            ],
            ["order_id", "product_id"],
        )
        return {
            (_key(order.client_order_ref or order.name), _key(product.default_code))
            for order, product in groups
        }

    def _read_their_lines(self):
        """Return one Line for each row of the file that names an order.

        :raise UserError: the file is no workbook, or rows have no number as amount
        """
        match = self._match_sheet()
        lines, wrong = [], []
        for row in workbook.rows_of(match):
            order, amount = workbook.clean_text(row["order"]), row["amount"]
            if not order or order.rstrip(":：").upper() in SUMS:
                continue
            if amount is None:
                wrong.append(
                    self.env._(
                        "Row %(row)s: %(label)s “%(value)s” is not a number.",
                        row=row.number,
                        label=row.label("amount"),
                        value=workbook.clean_text(row.raw["amount"]),
                    )
                )
                continue
            money = _money(amount, self.currency_id)
            pieces = _number(row["quantity"] or 0)
            if money < 0 < pieces:
                pieces = -pieces
            sku = _key(row["sku"])
            lines.append(Line(_key(order), sku, pieces, money, row.number))
        if wrong:
            more = len(wrong) - MENTIONED
            if more > 0:
                wrong[MENTIONED:] = [self.env._("… and %s rows more.", more)]
            raise UserError("\n".join(wrong))
        if not lines:
            raise UserError(self.env._("The workbook holds no rows below its headers."))
        return lines

    def _match_sheet(self):
        try:
            sheets = workbook.read_sheets(base64.b64decode(self.file), self.filename)
        except workbook.UnreadableWorkbook as error:
            raise UserError(
                self.env._(
                    "%(file)s can't be read. Save it as an Excel workbook (.xlsx) "
                    "without a password and upload it again.",
                    file=self.filename or "",
                )
            ) from error
        for name, cells in sheets:
            match = workbook.match_sheet(name, cells, {SECTION: list(COLUMNS)})
            if match and not match.missing:
                return match
        raise UserError(
            self.env._("The sheet needs a column “Order No.” and a column “Amount”.")
        )


def _key(text):
    return workbook.clean_code(text or "").upper()


def _number(value):
    return Decimal(str(value)).normalize()


def _money(value, currency):
    return Decimal(str(value)).quantize(Decimal(str(currency.rounding)).normalize())
