"""How the demo's agents worked in the last weeks, so that their scorecards tell apart.

The dispatches are written as they would stand today; no parcel of them is played.
"""

import datetime
import random

# hours to accept and to ship, and how many of 100 dispatches go wrong in which way
USUAL = (0.6, 9, {})
HABITS = {
    "AG01": (1.2, 14, {"late_ship": 12, "refused": 3}),
    "AG03": (0.4, 7, {}),
    "AG05": (2.4, 19, {"late_accept": 18, "late_ship": 15, "stock_wrong": 6}),
    "AG09": (1.0, 12, {"return_fault": 8, "stock_wrong": 8, "refused": 8}),
    "AG12": (3.2, 22, {"late_accept": 45, "late_ship": 50, "refused": 12}),
}
DISPATCHES = {"AG08": 4, "AG10": 6}
USUALLY = 26
DAYS = 24
HISTORY = 14
NOTES = {
    "refused": "货架上找不到",
    "stock_wrong": "系统有货，实际缺货",
    "return_fault": "发错尺码",
}
APPEAL = "当天快递网点爆仓，包裹已打包好，次日一早揽收。"


def make(env):
    """Write dispatches, events, terms and scores; the same ones at every run."""
    chance = random.Random(23)
    agents = env["agent.score"].sudo()._get_agents().sorted("ref")
    for agent in agents:
        _work(env, agent, chance)
    _agree(env, agents)
    env["agent.score"].sudo()._cron_score()
    _remember(env, agents, chance)
    _appeal(env)


def _work(env, agent, chance):
    """Dispatches of one agent, with what went wrong."""
    accept, ship, faults = HABITS.get(agent.ref, USUAL)
    warehouse = env["stock.warehouse"].search([("agent_id", "=", agent.id)], limit=1)
    offers = env["outlet.offer"].search([("agent_id", "=", agent.id)], limit=12)
    goods = offers.product_tmpl_id.product_variant_ids
    consumers = env["res.partner"].search(
        [("name", "in", ("周敏", "何丽娟", "郭秀英", "孙晓红"))], limit=4
    )
    if not goods:
        return
    count = DISPATCHES.get(agent.ref, USUALLY)
    pickings = _create(env, warehouse, goods, consumers, count, chance)
    now = datetime.datetime.now(datetime.timezone.utc)
    now = now.replace(tzinfo=None, microsecond=0)
    for number, picking in enumerate(pickings):
        days = 1.5 + DAYS * number / count
        fault = next(
            (kind for kind, rate in faults.items() if chance.random() < rate / 100), ""
        )
        made = now - datetime.timedelta(days=days)
        _stand(picking, made, accept, ship, fault, chance)
        if fault in NOTES:
            event = env["agent.event"]._log(fault, picking, NOTES[fault])
            event.date = made + datetime.timedelta(hours=accept)


def _create(env, warehouse, goods, consumers, count, chance):
    outside = env.ref("stock.stock_location_customers")
    quiet = env["stock.picking"].with_context(tracking_disable=True).sudo()
    same = {
        "location_id": warehouse.lot_stock_id.id,
        "location_dest_id": outside.id,
    }
    pickings = quiet.create(
        [
            {
                **same,
                "picking_type_id": warehouse.out_type_id.id,
                "partner_id": chance.choice(consumers).id,
                "origin": f"LS{warehouse.id:02}{number:04}",
            }
            for number in range(count)
        ]
    )
    for picking in pickings:
        product = chance.choice(goods)
        env["stock.move"].sudo().create(
            {
                **same,
                "picking_id": picking.id,
                "product_id": product.id,
                "product_uom_qty": 1,
            }
        )
    env.flush_all()
    return pickings


def _stand(picking, made, accept, ship, fault, chance):
    """Write the times of a dispatch as they were recorded then."""
    hours = datetime.timedelta(hours=1)
    spread = chance.uniform(0.5, 1.5)
    accepted = made + hours * (5.5 if fault == "late_accept" else accept * spread)
    shipped = made + hours * (31 if fault == "late_ship" else ship * spread + 1)
    refused = fault == "refused"
    picking.env.cr.execute(
        """UPDATE stock_picking
              SET create_date = %s, accept_by = %s, ship_by = %s, accepted_at = %s,
                  date_done = %s, delivered_at = %s, refused_at = %s, state = %s,
                  dispatch_state = %s, hours_to_ship = %s
            WHERE id = %s""",
        (
            made,
            made + 4 * hours,
            made + 24 * hours,
            None if refused else accepted,
            None if refused else shipped,
            None if refused else shipped + 48 * hours,
            accepted if refused else None,
            "cancel" if refused else "done",
            "refused" if refused else "delivered",
            None if refused else (shipped - made) / hours,
            picking.id,
        ),
    )
    picking.env.cr.execute(
        "UPDATE stock_move SET state = %s, quantity = %s WHERE picking_id = %s",
        ("cancel" if refused else "done", 0 if refused else 1, picking.id),
    )
    picking.env.invalidate_all()


def _agree(env, agents):
    """Everybody agreed to the usual terms; one agent is asked to agree to new ones."""
    Terms = env["agent.terms"].sudo()
    terms = Terms.create(
        [
            {"agent_id": agent.id, "accept_hours": 4, "ship_hours": 24}
            for agent in agents
        ]
    )
    terms.action_send()
    terms._put_in_force()
    user = env["res.users"].search([("login", "=", "agent")])
    stricter = Terms.create(
        {
            "agent_id": user.party_id.id,
            "accept_hours": 2,
            "ship_hours": 16,
            "note": "吊牌齐全，装箱前拍照；包裹内不放价格单。",
        }
    )
    stricter.action_send()


def _remember(env, agents, chance):
    """Scores of the days before, leading to those of today."""
    cards = env["agent.score"].sudo().search([("is_latest", "=", True)])
    vals_list = []
    for card in cards:
        score = card.score
        for day in range(1, HISTORY):
            score = min(99.0, max(20.0, score + chance.uniform(-1.6, 1.6)))
            vals_list.append(
                {
                    "agent_id": card.agent_id.id,
                    "date": card.date - datetime.timedelta(days=day),
                    "score": round(score, 1),
                    "formula_id": card.formula_id.id,
                    "since": card.since - datetime.timedelta(days=day),
                    "dispatch_count": card.dispatch_count,
                }
            )
    env["agent.score"].sudo().create(vals_list)
    env["agent.score"].sudo()._refresh(agents)


def _appeal(env):
    """The demo's agent contests that he shipped late."""
    user = env["res.users"].search([("login", "=", "agent")])
    late = env["agent.event"].search(
        [("agent_id", "=", user.party_id.id), ("kind", "=", "late_ship")], limit=1
    )
    if late:
        late.with_user(user)._appeal(APPEAL)
