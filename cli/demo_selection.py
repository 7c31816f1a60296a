"""What resellers make of imported goods: picks, words, rules; offers with an end."""

import datetime

# who chose what, and says what of it; the others of his picks go without words
PICKS = {
    "reseller": {
        "大衣": "从办公室穿到年夜饭，我自己留了驼色。",
        "毛衫": "贴身穿不扎，我妈要了两件。",
        "连衣裙": "腰线收得巧，小个子姐妹放心入。",
        "面霜": "北方冬天一罐就够，去年回购最多。",
        "衬衫": "早上拿起就走，不用熨。",
    },
    "affiliate": {
        "冲锋衣": "下雨接娃不打伞，群里爸爸人手一件。",
        "口红": "素颜涂一下就有气色。",
    },
}
# the days after which some offers end
ENDS = (1, 2, 4, 6, 9, 13, 20)


def make(env, now):
    """Let the demo's resellers choose, and let some offers end soon."""
    for login, words in PICKS.items():
        user = env["res.users"].search([("login", "=", login)])
        contract = env["reseller.contract"].with_user(user)._for_current_user()
        _choose(contract, words)
    contract = env["reseller.contract"].search(
        [("mode", "=", "shop"), ("state", "=", "active")], order="id desc", limit=1
    )
    contract._set_price_rule({"kind": "markup", "value": 45, "rounding": "nine"})
    offers = env["outlet.offer"].search(
        [("state", "=", "published"), ("date_to", "=", False)],
        order="listed_on desc, turn, id desc",
        limit=3 * len(ENDS),
    )
    for number, offer in enumerate(offers[::3]):
        days = ENDS[number % len(ENDS)]
        offer.date_to = now + datetime.timedelta(days=days, hours=5)


def _choose(contract, words):
    for kind, sentence in words.items():
        page = contract._selection_page({"search": kind, "in_stock": True}, limit=1)
        for card in page["articles"]:
            template = contract._find_article(card["id"])
            contract._add_picks(template)
            picks = contract.sudo().pick_ids
            pick = picks.filtered(lambda one, it=template: one.product_tmpl_id == it)
            pick.words = sentence
