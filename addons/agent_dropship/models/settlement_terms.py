from types import SimpleNamespace

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..settling import get_natural_period, get_period

# where nothing was agreed: the calendar month
MONTH = SimpleNamespace(cycle="month", cutoff_day=0, every_months=1)


class SettlementTerms(models.Model):
    """How often, when and within what limits a party is settled, from a day on.

    They go with the contract of a party, and with all of them where it has several: it
    has one statement for a period, however many brands it ships for. They are never
    changed for days that are settled: other terms begin on a later day.
    """

    _name = "settlement.terms"
    _description = "Settlement Terms"
    _inherit = ["mail.thread"]
    _order = "partner_id, role, date_from desc"

    partner_id = fields.Many2one(
        "res.partner", "Party", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        selection="_selection_role", required=True, default="agent", tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_date_from()
    )
    cycle = fields.Selection(
        [
            ("month", "Every Month"),
            ("half", "Every Half Month"),
            ("week", "Every Week"),
            ("days", "Every Few Days"),
        ],
        required=True,
        default="month",
        tracking=True,
    )
    every_days = fields.Integer("Days", default=10, aggregator=None, tracking=True)
    every_months = fields.Integer(
        "Months", default=1, aggregator=None, tracking=True, help="2: every two months."
    )
    cutoff_day = fields.Integer(
        "Cut-off Day",
        aggregator=None,
        tracking=True,
        help="Day of the month a period ends on. 0: the last one.",
    )
    payment_days = fields.Integer(
        "Payment Term (days)",
        compute="_compute_payment_days",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        tracking=True,
        help="Days from the bill of a statement to its payment.",
    )
    clawback_limit = fields.Monetary(
        "Deduct at Most",
        tracking=True,
        help="Where returns were more than earnings, the debt is deducted from the "
        "next statements: so much of each at most. 0: all of it.",
    )
    example = fields.Char("Next Periods", compute="_compute_example")

    _begin_once = models.Constraint(
        "unique (partner_id, role, company_id, date_from)",
        "The party has terms from this day on already.",
    )
    _figures_check = models.Constraint(
        "CHECK (cutoff_day BETWEEN 0 AND 31 AND payment_days >= 0"
        " AND clawback_limit >= 0 AND every_months BETWEEN 1 AND 12"
        " AND (cycle <> 'days' OR every_days BETWEEN 1 AND 366))",
        "The cut-off day lies between 0 and 31, the days between 1 and 366, the months "
        "between 1 and 12; the payment term and the limit are not negative.",
    )

    def _selection_role(self):
        return (
            self.env["settlement.statement"]
            ._fields["role"]
            ._description_selection(self.env)
        )

    def _default_date_from(self):
        today = self.env.company._get_local_today()
        return fields.Date.add(fields.Date.end_of(today, "month"), days=1)

    @api.depends("partner_id", "role", "date_from")
    def _compute_display_name(self):
        for terms in self:
            terms.display_name = f"{terms.partner_id.name or ''} · {terms.date_from}"

    @api.depends("partner_id", "role")
    def _compute_payment_days(self):
        """What the contracts with brands say, for a start."""
        for terms in self:
            agent = terms.role == "agent" and terms.partner_id
            contracts = self.env["brand.contract"]._find_valid(agents=agent or None)
            days = contracts.mapped("settlement_days") if agent else []
            terms.payment_days = max(days, default=0)

    @api.depends("cycle", "cutoff_day", "every_days", "every_months", "date_from")
    def _compute_example(self):
        for terms in self:
            known = terms.date_from and terms.every_days > 0 and terms.every_months > 0
            terms.example = terms._get_example() if known else False

    def _get_example(self):
        """The first periods in dates: what a cut-off means is seen best."""
        periods, day = [], self.date_from
        for _number in range(3):
            start, end = get_natural_period(self, day)
            periods.append(f"{max(start, self.date_from):%m.%d}–{end:%m.%d}")
            day = fields.Date.add(end, days=1)
        return ", ".join(periods)

    @api.constrains("partner_id", "role", "company_id", "date_from")
    def _check_not_settled(self):
        for terms in self:
            terms._check_open_from(terms.date_from, ValidationError)

    def _check_open_from(self, day, error):
        """:raise error: a day from this one on is settled already"""
        last = self.env["settlement.statement"].search(
            Domain(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("role", "=", self.role),
                    ("company_id", "=", self.company_id.id),
                    ("date_to", ">=", day),
                ]
            ),
            order="date_to desc",
            limit=1,
        )
        if last:
            raise error(
                self.env._(
                    "%(party)s has a statement up to %(day)s: other terms begin later.",
                    party=self.partner_id.name,
                    day=last.date_to,
                )
            )

    def write(self, vals):
        """Terms that days were settled by stay as they are."""
        terms = {"partner_id", "role", "company_id", "date_from", "cycle"}
        if vals.keys() & (terms | {"every_days", "every_months", "cutoff_day"}):
            for one in self:
                one._check_open_from(one.date_from, UserError)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        for terms in self:
            terms._check_open_from(terms.date_from, UserError)

    @api.model
    def _get_calendar(self, company, partners=None):
        """Return ``{(partner, role): terms, oldest first}`` of a company."""
        domain = Domain("company_id", "=", company.id)
        if partners is not None:
            domain &= Domain("partner_id", "in", partners.ids)
        # whoever makes statements needs the terms of all parties
        terms = self.sudo().search(domain, order="date_from")
        return terms.grouped(lambda one: (one.partner_id, one.role))

    @api.model
    def _find(self, partner, role, company, day):
        """Return the terms of a party that hold on a day (or empty)."""
        all_terms = self._get_calendar(company, partner).get((partner, role), self)
        return all_terms.filtered(lambda one: one.date_from <= day)[-1:]

    def _get_period(self, day):
        """The period of a day by these terms, which are all of one party."""
        return get_period(self, day, MONTH)
