"""A million members for benchmarks to share: cards, receipts, coupons and what became
of them.

`make(context)` writes it straight into the tables and commits; asked again in the same
database it only tells the figures. One record of each kind is made as users make them,
all others are copies of it with columns of their own, so that the tables may gain
columns. Nothing is drawn by lot: the same numbers give the same data, counted back from
today. A database that is kept serves many benchmarks; it takes about 8 GB.

Members: phone 13000000000 + n, card number '045' || 1000000 + n || '0000', points card
'BP' || n, stored value 'BW' || n for each fifth, coupons 'BC' || n.
"""

import json
from typing import NamedTuple

from ._member_cards import CardMaker
from ._tables import vacuum

MEMBERS, RECEIPTS, COUPONS = 1_000_000, 5_000_000, 1_500_000
PARAMETER = "benchmark.members"
TABLES = (
    "res_partner",
    "loyalty_card",
    "pos_session",
    "pos_order",
    "pos_order_line",
    "pos_payment",
    "coupon_redemption",
    "member_entry",
)


class Members(NamedTuple):
    """How much there is, and the first ids of what is numbered from 0 without gaps.

    Member n is ``first_member + n``; ``points`` and ``wallet`` are programs.
    """

    members: int
    receipts: int
    coupons: int
    first_member: int
    points: int
    wallet: int
    programs: list
    channels: list
    outlets: list


def make(context, members=MEMBERS, receipts=RECEIPTS, coupons=COUPONS):
    """Return the members of this database; made first if there are none yet.

    :param coupons: those that nobody redeemed; one more for each receipt that
        redeems one
    """
    with context.environment(commit=True) as env:
        known = env["ir.config_parameter"].get_param(PARAMETER)
        if known:
            return Members(*json.loads(known))
        env = env(context={**env.context, "tracking_disable": True})
        made = _Maker(env, members, receipts, coupons).make()
        env["ir.config_parameter"].set_param(PARAMETER, json.dumps(made))
    vacuum(context)
    return made


class _Maker(CardMaker):
    """Makes it level by level; numbers (n) run from 0 in temporary tables."""

    def __init__(self, env, members, receipts, coupons):
        super().__init__(env)
        self.sizes = {"members": members, "receipts": receipts, "coupons": coupons}

    def make(self):
        self._make_outlets()
        self._make_articles()
        self._make_programs()
        self._make_channels()
        seeds = self._make_seeds()
        with self._without_indexes(*TABLES):
            first = self._make_members(seeds)
            self._make_receipts(seeds)
            self._make_coupons(seeds)
            self._make_ledger(seeds)
            self._forget(seeds)
        self._make_opens()
        self.env.invalidate_all()
        return Members(
            *self.sizes.values(),
            first,
            self.points.id,
            self.wallet.id,
            self.programs.ids,
            self.channels.ids,
            self.outlets.ids,
        )
