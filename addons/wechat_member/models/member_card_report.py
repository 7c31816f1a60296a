"""Cards in figures: how many, and what points and stored value did on them."""

from odoo import fields, models
from odoo.tools import SQL

from .member_entry import ASSETS, KINDS
from .res_partner_join import SOURCES

# doors through which people take the card themselves
TAKEN_THEMSELVES = ("page", "claim", "wechat")
MEASURES = (
    "cards cards_claimed points_earned points_used points_gone points topped_up given "
    "spent paid_back value"
).split()


class MemberCardReport(models.Model):
    """Each day's members' cards, and its movements of points and money by kind.

    All movements of points add up to the points on the cards, those of money to the
    stored value on them.
    """

    _name = "member.card.report"
    _description = "Cards in Figures"
    _inherit = ["member.summary"]
    _order = "date desc, id"
    _rec_name = "date"

    channel_id = fields.Many2one("member.channel", readonly=True, ondelete="cascade")
    source = fields.Selection(SOURCES, string="Joined Through", readonly=True)
    config_id = fields.Many2one(
        "pos.config", string="Outlet", readonly=True, ondelete="cascade"
    )
    asset = fields.Selection(ASSETS, string="Kind of Balance", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    cards = fields.Integer(string="Cards Issued", readonly=True)
    cards_claimed = fields.Integer(
        readonly=True, help="Cards the members took themselves, on their phones."
    )
    points_earned = fields.Float(readonly=True)
    points_used = fields.Float(
        string="Points Exchanged", readonly=True, help="Spent, or exchanged."
    )
    points_gone = fields.Float(string="Points Expired or Taken Back", readonly=True)
    points = fields.Float(
        string="Points Available",
        readonly=True,
        help="All movements together: of all time it is what the cards hold now, of a "
        "period by how much they changed.",
    )
    topped_up = fields.Monetary(readonly=True, help="Paid in by members.")
    given = fields.Monetary(string="Gifts", readonly=True)
    spent = fields.Monetary(
        string="Stored Value Spent", readonly=True, help="Less goods returned."
    )
    paid_back = fields.Monetary(readonly=True)
    value = fields.Monetary(
        string="Stored Value",
        readonly=True,
        help="All movements together: of all time it is what the cards hold now, of a "
        "period by how much they changed.",
    )

    last_entry = fields.Integer(
        readonly=True,
        aggregator=None,
        help="The newest movement when the day was added up.",
    )

    def action_open_records(self):
        """Show the movements or the members the row adds up."""
        self.ensure_one()
        if self.asset:
            window = self._get_window(self.company_id, self.date, self.date)
            domain = [
                ("company_id", "=", self.company_id.id),
                ("asset", "=", self.asset),
                ("kind", "=", self.kind),
                ("config_id", "=", self.config_id.id),
                ("date", ">=", fields.Datetime.to_string(window["start"])),
                ("date", "<", fields.Datetime.to_string(window["end"])),
            ]
            return self._open("member.entry", self.env._("Movements"), domain)
        domain = [
            ("is_member", "=", True),
            ("member_company_id", "=", self.company_id.id),
            ("member_since", "=", self.date),
            ("member_channel_id", "=", self.channel_id.id),
            ("member_source", "=", self.source),
        ]
        return self._open("res.partner", self.env._("Members"), domain)

    def _get_columns(self):
        return [
            "channel_id",
            "source",
            "config_id",
            "asset",
            "kind",
            *MEASURES,
            "last_entry",
        ]

    def _find_changed_days(self, company, since):
        # Entries of former days are rare: an import, or a hand that corrects.
        self.env.cr.execute(
            SQL(
                f"""
                SELECT DISTINCT {self._to_day("date")}
                  FROM member_entry
                 WHERE company_id = %(company)s AND date < %(since)s AND id > (
                       SELECT COALESCE(max(last_entry), 0)
                         FROM member_card_report WHERE company_id = %(company)s)
                """,
                company=company.id,
                since=since,
                tz=company._get_local_tz(),
            )
        )
        return {day for (day,) in self.env.cr.fetchall()}

    def _query_rows(self, company, window):
        cards = SQL(_CARDS, own=TAKEN_THEMSELVES, **window)
        entries = SQL(_ENTRIES.format(day=self._to_day("date")), **window)
        return SQL("%s UNION ALL %s", cards, entries)


_CARDS = """
    SELECT %(company)s, member_since, member_channel_id, member_source, NULL::int,
           NULL::varchar, NULL::varchar, count(*),
           count(*) FILTER (WHERE member_source IN %(own)s),
           0::float, 0::float, 0::float, 0::float,
           0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric, NULL::int
      FROM res_partner
     WHERE is_member IS TRUE AND member_company_id = %(company)s
       AND member_since BETWEEN %(first)s AND %(last)s
  GROUP BY member_since, member_channel_id, member_source"""
_ENTRIES = """
    SELECT %(company)s, day, NULL, NULL, config_id, asset, kind, 0, 0,
           CASE WHEN asset = 'points' THEN gained ELSE 0 END,
           CASE WHEN asset = 'points' AND kind IN ('spend', 'exchange', 'redeem')
                THEN lost ELSE 0 END,
           CASE WHEN asset = 'points' AND kind NOT IN ('spend', 'exchange', 'redeem')
                THEN lost ELSE 0 END,
           CASE WHEN asset = 'points' THEN gained - lost ELSE 0 END,
           CASE WHEN asset = 'paid' AND kind IN ('top_up', 'issue')
                THEN gained - lost ELSE 0 END,
           CASE WHEN asset = 'gift' AND kind NOT IN ('return', 'cancel')
                THEN gained ELSE 0 END,
           CASE WHEN asset != 'points' AND kind IN ('spend', 'return', 'cancel')
                THEN lost - gained ELSE 0 END,
           CASE WHEN asset != 'points' AND kind = 'refund'
                THEN lost - gained ELSE 0 END,
           CASE WHEN asset != 'points' THEN gained - lost ELSE 0 END, last
      FROM (SELECT {day} AS day, config_id, asset, kind,
                   (SELECT max(id) FROM member_entry) AS last,
                   COALESCE(SUM(amount) FILTER (WHERE amount > 0), 0) AS gained,
                   COALESCE(-SUM(amount) FILTER (WHERE amount < 0), 0) AS lost
              FROM member_entry
             WHERE company_id = %(company)s AND asset IN ('points', 'paid', 'gift')
               AND date >= %(start)s AND date < %(end)s
          GROUP BY 1, 2, 3, 4) added"""
