"""The day after: what each outlet is owed for stored value it took as payment."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .loyalty_program_value import MONEY_TYPES

MONEY = ("paid", "gift")


class ValueSettlement(models.Model):
    _name = "value.settlement"
    _description = "Daily Settlement of Stored Value"
    _order = "date desc, company_id, config_id"
    _rec_name = "outlet"

    date = fields.Date(required=True, readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    config_id = fields.Many2one("pos.config", readonly=True, index="btree_not_null")
    outlet = fields.Char(compute="_compute_outlet")
    topped_up = fields.Monetary(readonly=True, help="Paid in by members.")
    given = fields.Monetary(
        string="Gifts", readonly=True, help="Put on cards without being paid for."
    )
    spent_paid = fields.Monetary(string="Spent, Paid Part", readonly=True)
    spent_gift = fields.Monetary(string="Spent, Gift Part", readonly=True)
    returned = fields.Monetary(
        readonly=True, help="Back on the card for goods brought back or cancelled."
    )
    paid_back = fields.Monetary(readonly=True, help="Given back to members as money.")
    other = fields.Monetary(
        readonly=True, help="Expired, corrected, moved between cards."
    )
    change = fields.Monetary(
        string="Change of Balances", readonly=True, help="What all of it adds up to."
    )
    due = fields.Monetary(
        string="Due to the Outlet",
        readonly=True,
        help="Goods paid with cards, less goods returned onto cards.",
    )
    collected = fields.Monetary(
        string="Collected by the Outlet",
        readonly=True,
        help="Top-ups taken in, less money paid back.",
    )
    net = fields.Monetary(
        string="To Be Transferred",
        readonly=True,
        help="Due less collected: to the outlet when positive, from it when negative.",
    )
    till_spent = fields.Monetary(
        string="Paid with Cards by the Tills",
        readonly=True,
        help="The same day by the receipts of the outlet.",
    )
    till_topped_up = fields.Monetary(string="Top-ups by the Tills", readonly=True)
    difference = fields.Monetary(
        readonly=True, help="Receipts less movements of cards. Should be zero."
    )
    explanation = fields.Char(
        help="Why receipts and cards differ, where somebody found out: a receipt of "
        "the last minute before midnight has its movement on the next day.",
    )
    state = fields.Selection(
        [("open", "To Check"), ("agreed", "Agreed")],
        default="open",
        required=True,
        readonly=True,
    )
    agreed_by_id = fields.Many2one("res.users", readonly=True)
    agreed_at = fields.Datetime(string="Agreed on", readonly=True)

    _once = models.UniqueIndex(
        "(company_id, date, COALESCE(config_id, 0))",
        "This day of the outlet is settled already.",
    )

    @api.depends("config_id", "date")
    @api.depends_context("lang")
    def _compute_outlet(self):
        for settlement in self:
            settlement.outlet = settlement.config_id.name or self.env._(
                "Online and Back Office"
            )

    def write(self, vals):
        """Accountants write why a day differs, until it is agreed; nothing else.

        :raise AccessError: a figure
        :raise UserError: the day is agreed
        """
        if not self.env.su:
            if vals.keys() - {"explanation"}:
                raise AccessError(self.env._("The figures of a day are the system's."))
            if any(settlement.state != "open" for settlement in self):
                raise UserError(self.env._("This day is agreed already."))
        return super().write(vals)

    def action_agree(self):
        """Close the day, once nothing is unexplained.

        :raise UserError: receipts and cards differ and nobody wrote why
        """
        self.check_access("read")
        if not self.env.user.has_group("account.group_account_invoice"):
            self.check_access("write")
        # who agreed first stays
        fresh = self.filtered(lambda settlement: settlement.state == "open")
        for settlement in fresh:
            if settlement.difference and not settlement.explanation:
                raise UserError(
                    self.env._(
                        "%(outlet)s: receipts and cards differ by %(amount)s. "
                        "Look into the movements first, and write down why.",
                        outlet=settlement.outlet,
                        amount=settlement.currency_id.format(settlement.difference),
                    )
                )
        # figures and state are the system's; who may agree was checked
        fresh.sudo().write(
            {
                "state": "agreed",
                "agreed_by_id": self.env.uid,
                "agreed_at": fields.Datetime.now(),
            }
        )

    def action_open_entries(self):
        """Show the movements this day is made of."""
        self.ensure_one()
        start, end = self._get_day(self.company_id, self.date)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Movements"),
            "res_model": "member.entry",
            "view_mode": "list,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("config_id", "=", self.config_id.id),
                ("asset", "in", MONEY),
                ("date", ">=", start),
                ("date", "<", end),
            ],
        }

    # --------------------------------------------------------------------- making them
    @api.model
    def _cron_settle(self):
        """Settle every day that is over and not settled yet, of all companies."""
        companies = self.env["member.entry"]._read_group(
            [("asset", "in", MONEY)], ["company_id"]
        )
        for (company,) in companies:
            self.with_company(company)._settle_days(company)

    @api.model
    def _settle_days(self, company):
        tz = company._get_local_tz()
        self = self.with_context(tz=tz)
        today = fields.Date.context_today(self)
        last = self.search(
            [("company_id", "=", company.id)], limit=1, order="date desc"
        )
        domain = [
            ("company_id", "=", company.id),
            ("asset", "in", MONEY),
            ("date", "<", self._get_day(company, today)[0]),
        ]
        if last:
            domain.append(("date", ">=", self._get_day(company, last.date)[1]))
        rows = self.env["member.entry"]._read_group(
            domain, ["config_id", "date:day", "kind", "asset"], ["amount:sum"]
        )
        days = {}
        for config, day, kind, asset, amount in rows:
            amounts = days.setdefault((config, day.date()), {})
            name = self._get_column(kind, asset, amount)
            amounts[name] = amounts.get(name, 0.0) + amount
        return self.create(
            [
                self._prepare_vals(company, config, day, amounts)
                for (config, day), amounts in days.items()
            ]
        )

    @api.model
    def _get_column(self, kind, asset, amount):
        if kind == "spend":
            return f"spent_{asset}"
        if kind == "top_up" and asset == "paid":
            return "topped_up"
        if kind in ("return", "cancel") and amount > 0:
            return "returned"
        if kind == "refund" and asset == "paid":
            return "paid_back"
        return "given" if asset == "gift" and amount > 0 else "other"

    @api.model
    def _prepare_vals(self, company, config, day, amounts):
        rounded = company.currency_id.round
        taken = ("spent_paid", "spent_gift", "paid_back")
        vals = {
            name: rounded(-amount if name in taken else amount)
            for name, amount in amounts.items()
        }
        get = vals.get
        due = get("spent_paid", 0) + get("spent_gift", 0) - get("returned", 0)
        collected = get("topped_up", 0) - get("paid_back", 0)
        spent, topped_up = self._get_till_totals(company, config, day)
        difference = (spent - topped_up - due + collected) if config else 0.0
        return vals | {
            "date": day,
            "company_id": company.id,
            "config_id": config.id,
            "change": rounded(sum(amounts.values())),
            "due": rounded(due),
            "collected": rounded(collected),
            "net": rounded(due - collected),
            "till_spent": rounded(spent),
            "till_topped_up": rounded(topped_up),
            "difference": rounded(difference),
        }

    @api.model
    def _get_till_totals(self, company, config, day):
        """Return (paid with cards, topped up) by the receipts of an outlet's day."""
        if not config:
            return 0.0, 0.0
        start, end = self._get_day(company, day)
        programs = self.env["loyalty.program"].search(
            [("program_type", "in", MONEY_TYPES), ("company_id", "=", company.id)]
        )
        lines = self.env["pos.order.line"]
        domain = [
            ("order_id.config_id", "=", config.id),
            ("order_id.state", "in", ("paid", "done")),
            ("order_id.date_order", ">=", start),
            ("order_id.date_order", "<", end),
        ]
        totals = []
        for products in (
            programs.reward_ids.discount_line_product_id,
            programs.rule_ids.product_ids,
        ):
            rows = lines._read_group(
                [*domain, ("product_id", "in", products.ids)],
                [],
                ["price_subtotal_incl:sum"],
            )
            totals.append(rows[0][0] or 0.0)
        return -totals[0], totals[1]

    @api.model
    def _get_day(self, company, day):
        """Return the first moment of a company's day and of the next, in UTC."""
        self.env.cr.execute(
            SQL(
                """
                SELECT (%(day)s::timestamp AT TIME ZONE %(tz)s) AT TIME ZONE 'UTC',
                       (%(next)s::timestamp AT TIME ZONE %(tz)s) AT TIME ZONE 'UTC'
                """,
                day=day,
                next=day + timedelta(days=1),
                tz=company._get_local_tz(),
            )
        )
        return self.env.cr.fetchone()
