"""What members like and how they buy, read from their receipts."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

KINDS = [
    ("product", "Buys these products"),
    ("category", "Buys from these categories"),
    ("price", "Buys in this price band"),
    ("habit", "Recency, frequency and amount"),
    ("manual", "Set by hand"),
]
# recently, often, much: the eight classes that a shop tells apart
HABITS = [
    ("111", "Bought lately, often and much"),
    ("101", "Bought lately, seldom, much"),
    ("011", "Not lately, but often and much"),
    ("001", "Not lately, seldom, but much"),
    ("110", "Bought lately, often, little"),
    ("100", "Bought lately, seldom, little"),
    ("010", "Not lately, often, little"),
    ("000", "Not lately, seldom, little"),
]


class MemberTag(models.Model):
    """A word for members whose receipts say the same of them."""

    _name = "member.tag"
    _description = "Tag of Members"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        string="Merchant",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="category")
    product_ids = fields.Many2many("product.product", string="Products")
    categ_ids = fields.Many2many(
        "product.category", string="Categories", help="With all below them."
    )
    price_from = fields.Monetary(help="Paid for one piece, tax included.")
    price_to = fields.Monetary(help="0: no upper end.")
    habit = fields.Selection(HABITS)
    days = fields.Integer(
        "Within (Days)", default=365, help="How far back receipts are looked at."
    )
    min_times = fields.Integer(
        "At Least (Times)", default=2, help="On so many receipts, returns left out."
    )
    min_amount = fields.Monetary("At Least (Amount)", help="Less what was returned.")
    computed_at = fields.Datetime("Worked Out on", readonly=True, copy=False)
    line_ids = fields.One2many("member.tag.line", "tag_id")
    member_count = fields.Integer("Members", compute="_compute_member_count")

    _name_unique = models.UniqueIndex(
        "(company_id, name) WHERE active", "There is a tag of this name already."
    )
    _limits = models.Constraint(
        "CHECK (days > 0 AND days <= 36500 AND min_times > 0 AND min_amount >= 0"
        " AND price_from >= 0 AND price_to >= 0)",
        "Days and times are one or more, days at most 36,500, amounts not below zero.",
    )

    def _compute_member_count(self):
        counts = dict(
            self.env["member.tag.line"]._read_group(
                [("tag_id", "in", self.ids)], ["tag_id"], ["__count"]
            )
        )
        for tag in self:
            tag.member_count = counts.get(tag, 0)

    @api.constrains("kind", "product_ids", "categ_ids", "price_to", "habit")
    def _check_rule(self):
        for tag in self:
            if tag._is_incomplete():
                raise ValidationError(
                    self.env._("Say what the tag %s stands for.", tag.name)
                )

    def _is_incomplete(self):
        """Return whether the rule of this tag says nothing; extend by kind."""
        self.ensure_one()
        return {
            "product": not self.product_ids,
            "category": not self.categ_ids,
            "price": 0 < self.price_to <= self.price_from,
            "habit": not self.habit,
        }.get(self.kind, False)

    def write(self, vals):
        result = super().write(vals)
        if "kind" in vals:
            # what was worked out by another rule says nothing any more
            self.line_ids.filtered("computed").sudo().unlink()
        return result

    # ----------------------------------------------------------------------- buttons
    def action_compute(self):
        """Work out now who carries these tags."""
        self.check_access("write")
        for company, tags in self.grouped("company_id").items():
            self.env["member.activity"]._refresh(company)
            tags._compute_lines()
        return True

    def action_open_members(self):
        """Show the members of this tag with the reason of each."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.member_tag_line_action"
        )
        return action | {
            "name": self.name,
            "domain": [("tag_id", "=", self.id)],
            "context": {"default_tag_id": self.id, "create": self.kind == "manual"},
        }

    @api.model
    def action_suggest(self):
        """Make the tags that suit most shops: habits, best categories, price bands."""
        self.check_access("create")
        company = self.env.company
        made = self.create(self._prepare_suggested(company))
        made.action_compute()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.member_tag_action"
        )

    # -------------------------------------------------------------------- suggestion
    def _prepare_suggested(self, company):
        known = self.with_context(active_test=False).search(
            [("company_id", "=", company.id)]
        )
        vals_list = [
            {"name": words, "kind": "habit", "habit": key, "color": 10}
            for key, words in self._fields["habit"]._description_selection(self.env)
            if key not in known.mapped("habit")
        ]
        best = self._get_best(company, lambda product: product.categ_id)
        for category in best - known.categ_ids:
            vals_list.append(
                {
                    "name": self.env._("Likes %s", category.name),
                    "kind": "category",
                    "categ_ids": [fields.Command.set(category.ids)],
                    "color": 4,
                }
            )
        if "price" not in known.mapped("kind"):
            vals_list += self._prepare_price_bands(company)
        names = set(known.mapped("name"))
        return [
            vals | {"company_id": company.id}
            for vals in vals_list
            if vals["name"] not in names
        ]

    def _get_best(self, company, of_product, most=8):
        """Return what sold best in a year of what ``of_product`` says of a product."""
        since = fields.Datetime.now() - timedelta(days=365)
        goods = self.env["member.purchase"]._read_group(
            Domain("company_id", "=", company.id) & Domain("date", ">=", since),
            ["product_id"],
            ["net:sum"],
        )
        sums = {}
        for product, net in goods:
            if group := of_product(product):
                sums[group] = sums.get(group, 0) + net
        best = sorted(sums, key=lambda group: (-sums[group], group.id))[:most]
        return best[0].union(*best) if best else of_product(self.product_ids.browse())

    def _prepare_price_bands(self, company):
        """Return three bands, a third of all pieces sold in each."""
        low, high = self.env["member.tag.line"]._get_price_thirds(company)
        if not 0 < low < high:
            return []
        _ = self.env._
        bands = [
            (_("Price below %s", f"{low:g}"), 0, low),
            (
                _("Price %(low)s to %(high)s", low=f"{low:g}", high=f"{high:g}"),
                low,
                high,
            ),
            (_("Price from %s", f"{high:g}"), high, 0),
        ]
        return [
            {
                "name": name,
                "kind": "price",
                "price_from": start,
                "price_to": end,
                "color": 3,
            }
            for name, start, end in bands
        ]

    # ------------------------------------------------------------------- working out
    @api.model
    def _compute_company(self, company):
        """Work out all tags of a company; the activity is up to date."""
        self.search([("company_id", "=", company.id)])._compute_lines()

    def _compute_lines(self):
        """Write who carries these tags of one company, in one statement per kind.

        Receipts are read once for all kinds that look at them.
        """
        computed = self.filtered(lambda tag: tag.kind != "manual")
        lines = self.env["member.tag.line"]
        with lines._reading_purchases(computed.filtered(lambda t: t.kind != "habit")):
            for kind, tags in computed.grouped("kind").items():
                # a kind of another addon brings its method _query_<kind>
                lines._replace(tags, getattr(lines, f"_query_{kind}")(tags))
        computed.computed_at = fields.Datetime.now()
