"""The monthly review of 20,000 resellers, and a simulation, against the bare sums.

The network that benchmarks share, a million order lines in half a year, with the
ledger of what was delivered of them.
"""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from . import network_data

ROUNDS = 5
LADDER = (0, 10_000, 40_000)
BARE = """
    SELECT sale.reseller_id, SUM(entry.paid)
      FROM share_entry entry JOIN sale_order sale ON sale.id = entry.order_id
     WHERE entry.date >= %s AND entry.date < %s AND entry.role <> 'operator'
     GROUP BY sale.reseller_id"""
MOVES = """
    INSERT INTO stock_move (sale_line_id, product_id, product_uom, product_uom_qty,
           quantity, company_id, date, location_id, location_dest_id, state,
           procure_method)
    SELECT line.id, line.product_id, line.product_uom_id, 1, 1, line.company_id,
           line.create_date + interval '3 days', %s, %s, 'done', 'make_to_stock'
      FROM sale_order_line line
     WHERE line.qty_delivered > 0 AND line.reseller_mode IS NOT NULL"""
ENTRIES = """
    INSERT INTO share_entry (partner_id, role, kind, company_id, currency_id, order_id,
           sale_line_id, move_id, product_id, quantity, paid, amount, date)
    SELECT CASE WHEN share.role = 'operator' THEN company.partner_id
                ELSE sale.reseller_id END,
           COALESCE(share.role, CASE line.reseller_mode WHEN 'shop' THEN 'reseller'
                                ELSE 'affiliate' END),
           COALESCE(share.role, CASE line.reseller_mode WHEN 'shop' THEN 'margin'
                                ELSE 'commission' END),
           line.company_id, company.currency_id, line.order_id, line.id, move.id,
           line.product_id, 1, line.price_total,
           CASE WHEN share.role = 'operator'
                THEN line.price_total - line.reseller_amount
                ELSE line.reseller_amount END,
           move.date::date
      FROM stock_move move
      JOIN sale_order_line line ON line.id = move.sale_line_id
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN res_company company ON company.id = line.company_id
     CROSS JOIN (VALUES ('operator'), (NULL)) share(role)
     WHERE line.reseller_mode IS NOT NULL"""


def run(context):
    """Figures of the review and of the simulation."""
    network_data.make(context)
    _make_ledger(context)
    bare = (lambda env: env, _sum_bare)
    return [
        context.compare(
            "review of 20,000 resellers, 1,000,000 lines / the bare sums of the month",
            (lambda env: env["reseller.tier.change"], _review),
            bare,
            ROUNDS,
        ),
        context.compare(
            "simulation of tiers on that month / the bare sums of the month",
            (_prepare_simulation, lambda simulation: simulation.action_run()),
            bare,
            ROUNDS,
        ),
    ]


def _get_month(env):
    changes = env["reseller.tier.change"]
    return changes._get_month(env.company) - relativedelta(months=1)


def _review(changes):
    changes._review(changes.env.company, _get_month(changes.env))


def _prepare_simulation(env):
    simulation = env["reseller.tier.simulation"].create({})
    simulation.line_ids[-1:].min_net_sales = 30_000
    category = env["product.category"].search([], limit=1)
    simulation.rate_ids = [Command.create({"categ_id": category.id, "rate": 8})]
    return simulation


def _sum_bare(env):
    month = _get_month(env)
    env.cr.execute(BARE, (month, month + relativedelta(months=1)))
    env.cr.fetchall()


def _make_ledger(context):
    """Deliver what the network sold, straight into the tables; once per database."""
    with context.environment(commit=True) as env:
        if env["share.entry"].search_count([], limit=1):
            return
        tiers = env["res.partner.grade"].search(
            [("default_pricelist_id", "!=", False)], order="sequence desc"
        )
        tiers.on_ladder = False
        for tier, sales in zip(tiers, LADDER, strict=False):
            tier.write({"on_ladder": True, "min_net_sales": sales})
        env.flush_all()
        stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
        customers = env.ref("stock.stock_location_customers")
        env.cr.execute(MOVES, (stock.id, customers.id))
        env.cr.execute(ENTRIES)
    with context.environment(commit=True) as env:
        env.cr.execute("ANALYZE")
