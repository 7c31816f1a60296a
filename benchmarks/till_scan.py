"""Every kind of scan at the till among a million members, against a bare lookup.

Member, panel and coupons in one call, as the till makes it, beside reading one row of a
member by its index and his cards by theirs. The kinds differ in how many tables are
asked before somebody is found.
"""

import time

from odoo.addons.wechat_member.tools.dynamic_code import make_code, step_at

from . import member_data

ROUNDS = 15
BARE = """
    SELECT partner.id, partner.name, card.id, card.points
      FROM res_partner partner
      LEFT JOIN loyalty_card card ON card.partner_id = partner.id
     WHERE partner.is_member IS TRUE AND partner.member_company_id = %s
       AND partner.member_phone = %s"""


def run(context):
    """Figures of each kind of scan."""
    made = member_data.make(context)
    scans = _Scans(context, made)
    return [
        context.compare(
            f"scan of {name} among {made.members:,} members / two bare indexed lookups",
            (scans.prepare(make), scans.look_up),
            (scans.prepare(make), scans.look_up_bare),
            ROUNDS,
        )
        for name, make in scans.kinds.items()
    ]


class _Scans:
    """Somebody else each time, far apart: no row is warm from the scan before."""

    def __init__(self, context, made):
        self.made = made
        self.turn = 0
        with context.environment(commit=True) as env:
            self.till = env["pos.config"].browse(made.outlets[0]).id
            self.printed = self._make_printed_card(env)
        self.kinds = {
            "a card": lambda member: member.member_no,
            "a phone": lambda member: member.member_phone,
            "a coupon": self._get_coupon_code,
            "a code of the phone": self._get_phone_code,
            "a printed card": lambda member: self.printed,
            "a number nobody has": lambda member: "13999999999",
        }

    def _make_printed_card(self, env):
        number = "88010001"
        cards = env["member.physical.card"]
        company = env["pos.config"].browse(self.till).company_id
        if not cards._find(number, company):
            card = cards._add([number], company)
            card._bind_to(env["res.partner"].browse(self.made.first_member + 7))
        return number

    def _get_coupon_code(self, member):
        types = member.env["loyalty.card"]._coupon_types()
        card = member.member_card_ids.filtered(
            lambda card: card.program_type in types and card.points > 0
        )[:1]
        return card.code or member.member_no

    def _get_phone_code(self, member):
        secret = member._ensure_code_secret()
        return make_code(member.member_code_handle, secret, step_at(time.time()))

    def prepare(self, make):
        def prepared(env):
            self.turn += 1
            number = self.turn * 7919 % self.made.members
            member = env["res.partner"].browse(self.made.first_member + number)
            return env["res.partner"], make(member), member.member_phone

        return prepared

    def look_up(self, asked):
        partners, code, _phone = asked
        partners.member_lookup(code, self.till)

    def look_up_bare(self, asked):
        partners, _code, phone = asked
        company = partners.env["pos.config"].browse(self.till).company_id
        partners.env.cr.execute(BARE, [company.id, phone])
        partners.env.cr.fetchall()
