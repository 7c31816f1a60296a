from odoo import api, models
from odoo.exceptions import UserError

PRICE_FIELDS = ("price_unit", "discount", "tax_ids")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _share_late_extras(self):
        """Divide what changed of freight and discounts after the first goods came."""
        for order in self:
            if not order.order_line.filtered(lambda line: line._has_arrived()):
                continue
            for extra in order.order_line:
                due = extra.price_total if extra._is_share_extra() else 0.0
                order._divide_late(extra, due)

    def _divide_late(self, extra, due):
        """Let goods carry ``due`` of one line of freight or discount.

        What is new goes on the goods still to come; where none are, on those that
        came. What is taken back comes off the goods that carry it. For goods that
        came it is booked at once.
        """
        divided = extra.share_divided
        if divided * due < 0:
            self._divide_late(extra, 0.0)
            divided = 0.0
        change = self.currency_id.round(due - divided)
        if self.currency_id.is_zero(change):
            return
        # two parcels that arrive at once collide here
        self.share_parts_fixed = True
        if not divided and self._get_extra_goods(extra):
            self._spread_extra(extra)
            return
        name = "discount_part" if divided + due < 0 else "freight_part"
        parts = {line: line[name] for line in self.order_line}
        paid_by = self._get_funded_amount
        funded = paid_by(extra, due) - paid_by(extra, divided)
        for part, amount in ((name, change), ("funded_part", funded)):
            if abs(due) < abs(divided):
                carriers = self.order_line.filtered(part)
                self._spread_part(carriers, part, amount, by=part)
            else:
                self._spread_part(self._get_late_goods(extra), part, amount)
        extra.share_divided = due
        self._book_changed_parts(name, parts)

    def _get_late_goods(self, extra):
        """Return the goods that carry what is added to freight or discount."""
        arrived = self.order_line.filtered(
            lambda line: line._is_share_goods() and line._has_arrived()
        )
        to_come = self._get_extra_goods(extra)
        return to_come or arrived.filtered("qty_settled") or arrived

    def _pass_on(self, line):
        """Let other goods carry what this line does, which nobody gets any more."""
        goods = self._get_late_goods(line)
        if not goods:
            return
        # a parcel that arrives at the same time collides here
        self.share_parts_fixed = True
        parts = {one: one.freight_part for one in goods}
        for name in ("freight_part", "discount_part", "funded_part"):
            sign = -1 if name == "discount_part" else 1
            self._spread_part(goods, name, sign * line[name])
            line[name] = 0.0
        self._book_changed_parts("freight_part", parts)
        self._book_changed_parts("discount_part", parts)

    def _book_changed_parts(self, name, before):
        """Book what changed of freight or discount on goods that came already.

        :param dict before: ``{line: its part before}``
        """
        lines = self.order_line.filtered(lambda line: line in before)
        arrived = lines.filtered(lambda line: line._has_arrived())
        if name == "freight_part":
            arrived._book_late_freight(before)
        else:
            arrived._book_total_change()


class SaleOrderLine(models.Model):
    """A line that changes after pieces of the order arrived."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # who changes an order may not read the ledger
        lines.sudo()._get_late_extras().order_id._share_late_extras()
        return lines

    def write(self, vals):
        """What was shared out has its price; fewer pieces leave no fen behind."""
        if not vals.keys() & {*PRICE_FIELDS, "product_uom_qty"}:
            return super().write(vals)
        # who changes an order may not read the ledger
        lines = self.sudo()
        arrived = lines.filtered(lambda line: line._has_arrived())
        prices = {line: [line[name] for name in PRICE_FIELDS] for line in arrived}
        result = super().write(vals)
        for line, price in prices.items():
            if price != [line[name] for name in PRICE_FIELDS]:
                raise UserError(
                    self.env._(
                        "%(article)s has arrived and was settled at its price. Give "
                        "money back with an after-sales case.",
                        article=line.product_id.display_name,
                    )
                )
        arrived._book_total_change()
        for line in lines.filtered(lambda line: line._is_given_up()):
            line.order_id._pass_on(line)
        lines._get_late_extras().order_id._share_late_extras()
        return result

    def _compute_price_unit(self):
        """What was settled keeps its price, also where the rest does not come."""
        return super(SaleOrderLine, self._filter_price_open())._compute_price_unit()

    def _compute_discount(self):
        """What was settled keeps its discount."""
        return super(SaleOrderLine, self._filter_price_open())._compute_discount()

    def _filter_price_open(self):
        """Lines of which nothing is settled yet; others have the price they have."""
        # who changes an order may not read the ledger
        return self.filtered(
            lambda line: line.state != "sale" or not line._origin.sudo()._has_arrived()
        )

    def unlink(self):
        # who changes an order may not read the ledger
        for line in self.sudo().filtered("share_divided"):
            line.order_id._divide_late(line, 0.0)
        return super().unlink()

    def _is_given_up(self):
        """Return whether nobody gets this line, which carries freight or discounts."""
        carries = self.freight_part or self.discount_part or self.funded_part
        return carries and not self.product_uom_qty and not self._has_arrived()

    def _get_late_extras(self):
        """Freight and discounts that orders on their way have, or had."""
        return self.filtered(
            lambda line: (
                line.state == "sale" and (line.share_divided or line._is_share_extra())
            )
        )

    def _book_late_freight(self, before):
        """Book by how much the freight on these lines has changed since ``before``."""
        self._lock_settled()
        vals_list = []
        for line in self:
            change = line.currency_id.round(line.freight_part - before[line])
            if not line.currency_id.is_zero(change):
                vals_list += line._prepare_late_freight(change)
        return self.env["share.entry"].create(vals_list)

    def _prepare_late_freight(self, change):
        move = self._get_last_delivery()
        common = self._prepare_common_share_vals(move) | {
            "date": self.company_id._get_local_today()
        }
        shares = self._prepare_freight_shares(
            move, change, f"freight/{self._count_references()}"
        )
        return [common | share for share in shares]

    def _get_last_delivery(self):
        """The stock move by which the last pieces of this line arrived."""
        entries = self.share_entry_ids.filtered(lambda entry: entry.quantity > 0)
        return entries.sorted("id")[-1:].move_id

    def _count_references(self):
        """How many references this line's entries have: the next one is new."""
        return len(set(self.share_entry_ids.mapped("reference")))

    def _book_total_change(self):
        """Book by how much what is paid for these lines differs from what is booked,
        and what a funder pays of it."""
        self._lock_settled()
        vals_list = []
        for line in self:
            vals_list += line._prepare_total_change()
            vals_list += line._prepare_funded_change()
        return self.env["share.entry"].create(vals_list)

    def _prepare_total_change(self):
        self.ensure_one()
        entries = self.share_entry_ids.filtered("move_id")
        goods = entries.filtered(lambda entry: entry.kind in self._get_goods_kinds())
        booked = sum(goods.mapped("amount"))
        change = self.currency_id.round(self._share_net(self.qty_settled) - booked)
        if self.currency_id.is_zero(change):
            return []
        move = self._get_last_delivery()
        common = self._prepare_common_share_vals(move) | {
            "quantity": 0.0,
            "paid": change,
            "date": self.company_id._get_local_today(),
            "reference": f"total/{self._count_references()}",
        }
        operator = {
            "partner_id": self.company_id.partner_id.id,
            "role": "operator",
            "kind": "operator",
            "amount": change,
        }
        held = self._prepare_collected_entries(move, change, self.env["share.entry"])
        return [common | share for share in (operator, *held)]

    def _prepare_funded_change(self):
        """Values of what the funder pays more, or less, of pieces that came already."""
        self.ensure_one()
        # what the same funder bears of a compensation is no coupon
        charged = self.share_entry_ids.filtered(
            lambda entry: entry.role == "funder" and entry.kind == "coupon"
        )
        due = -self._get_cumulated(self.funded_part, self.qty_settled)
        change = due - sum(charged.mapped("amount"))
        # who pays is only given what he paid, so an entry that gives names one
        shares = self._prepare_funder_entry(change, charged[-1:].id)
        if not shares:
            return []
        move = self._get_last_delivery()
        common = self._prepare_common_share_vals(move) | {
            "quantity": 0.0,
            "paid": 0.0,
            "date": self.company_id._get_local_today(),
            "reference": f"coupon/{self._count_references()}",
        }
        rest = {
            "partner_id": self.company_id.partner_id.id,
            "role": "operator",
            "kind": "operator",
            "amount": -shares[0]["amount"],
        }
        return [common | share for share in (*shares, rest)]

    @api.model
    def _get_goods_kinds(self):
        """The kinds that together are what was paid for the goods themselves."""
        kinds = self.env["share.entry"]._fields["kind"].get_values(self.env)
        return set(kinds) - {"collected", "freight", "compensation"}
