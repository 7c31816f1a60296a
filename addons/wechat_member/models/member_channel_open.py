from odoo import api, fields, models
from odoo.tools import SQL


class MemberChannelOpen(models.Model):
    """How often a page was opened: by channel, coupon and day.

    Every opening adds a row of its own, because a counter would make visitors of the
    same minute wait for each other. Past days are gathered into one row each.
    """

    _name = "member.channel.open"
    _description = "Opened Page"
    _order = "day desc, id desc"
    _log_access = False

    day = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    channel_id = fields.Many2one("member.channel", readonly=True, ondelete="cascade")
    program_id = fields.Many2one("loyalty.program", readonly=True, ondelete="cascade")
    opens = fields.Integer(required=True, readonly=True, default=1)

    _channel_idx = models.Index("(channel_id, day)")
    _program_idx = models.Index("(program_id, day)")

    @api.model
    def _note(self, company, channel=None, program=None):
        """Count that a page was opened."""
        # Visitors open pages, they have no rights here.
        self.sudo().create(
            {
                "day": fields.Date.context_today(self.with_company(company)),
                "company_id": company.id,
                "channel_id": channel.id if channel else False,
                "program_id": program.id if program else False,
            }
        )

    @api.autovacuum
    def _gather_past_days(self):
        """Leave one row per channel, coupon and past day."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM member_channel_open
                     WHERE day IN (
                           SELECT day
                             FROM member_channel_open
                            WHERE day < %s
                         GROUP BY day, company_id, channel_id, program_id
                           HAVING count(*) > 1)
                 RETURNING day, company_id, channel_id, program_id, opens)
                INSERT INTO member_channel_open
                            (day, company_id, channel_id, program_id, opens)
                     SELECT day, company_id, channel_id, program_id, sum(opens)
                       FROM gone
                   GROUP BY day, company_id, channel_id, program_id
                """,
                fields.Date.context_today(self),
            )
        )
        self.invalidate_model()
