import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from ..tools.dynamic_code import find_step, read_code, step_at

KEPT_DAYS = 30


class MemberCodeRefused(UserError):
    """A code that changes every minute was shown and does not count; says why."""


class MemberCodeUse(models.Model):
    """A code of the member's phone that has been read: it does not count again.

    The row is also the proof that the member himself was at the till of this order.
    """

    _name = "member.code.use"
    _description = "Code Shown by a Member"
    _order = "id desc"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Member", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    step = fields.Integer(
        "Minute", required=True, readonly=True, help="The minute the code stood for."
    )
    used_at = fields.Datetime("Shown at", required=True, readonly=True)
    config_id = fields.Many2one("pos.config", "Till", readonly=True)
    order_key = fields.Char(
        readonly=True,
        groups="base.group_system",
        help="The order that read the code: the same order may ask again.",
    )
    user_id = fields.Many2one("res.users", "Read by", readonly=True)

    _once = models.UniqueIndex("(partner_id, step)", "This code has been used already.")

    @api.model
    def _take(self, code, company):
        """Use up a code and return its member; nobody for what is no such code.

        The order and the till that ask are in the context (``member_code_order``,
        ``member_code_till``). The same order may ask again.

        :raise MemberCodeRefused: unknown, too old, or shown before
        """
        parts = read_code(code)
        if not parts:
            return self.env["res.partner"]
        handle, digits = parts
        # the code itself is the right to know whose it is; who asks may be a cashier
        # or a key of the interface, who never read secrets
        member_sudo = self.env["res.partner"].sudo()._find_by_code(handle, company)
        secret = member_sudo and member_sudo._get_code_secret()
        now_step = step_at(time.time())
        step = find_step(secret, digits, now_step) if secret else None
        if step is None:
            raise MemberCodeRefused(
                self.env._("This code no longer holds. Ask the member for a new one.")
            )
        self.sudo()._insert_once(member_sudo, step)
        return member_sudo.with_env(self.env)

    def _insert_once(self, member, step):
        till = self.env.context.get("member_code_till") or None
        order_key = self.env.context.get("member_code_order") or None
        self.flush_model()
        # an older code than the last one shown is a picture somebody took
        newer = [("partner_id", "=", member.id), ("step", ">=", step)]
        earlier = self.search(newer, order="step desc", limit=1)
        if not earlier:
            # two tills at the same moment: one inserts, the other starts over
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO member_code_use (partner_id, company_id, step, used_at,
                                                 config_id, order_key, user_id)
                    VALUES (%s, %s, %s, now() AT TIME ZONE 'UTC', %s, %s, %s)
                    ON CONFLICT (partner_id, step) DO NOTHING
                    """,
                    member.id,
                    member.member_company_id.id,
                    step,
                    till,
                    order_key,
                    self.env.uid,
                )
            )
            return
        same = order_key and earlier.order_key == order_key
        if not (same and earlier.config_id.id == (till or False)):
            earlier._refuse_again()

    def _refuse_again(self):
        when = format_datetime(self.env, self.used_at, dt_format="HH:mm")
        raise MemberCodeRefused(
            self.env._(
                "This code was already shown at %(time)s (%(place)s). Ask the member "
                "for the next one: it changes every minute.",
                time=when,
                place=self.config_id.name or self.env._("outside the tills"),
            )
        )

    @api.autovacuum
    def _gc_old(self):
        """Forget what was shown long ago: such codes are refused by their age."""
        gone = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("used_at", "<", gone)], limit=10_000).unlink()
