"""Reports on a large stock and many sales, against the bare SQL aggregates.

A million quants of a thousand agents, a hundred thousand order lines, five thousand
offers: the ageing report against counting the quants alone, the list of broken size
runs and the desk of the operator in milliseconds.
"""

AGENTS = 1000
STYLES = 5000
SIZES = 5
QUANTS = 1_000_000
LINES = 100_000
ROUNDS = 5
BARE = """
    SELECT p.product_tmpl_id % 4, SUM(q.quantity), SUM(q.quantity * t.list_price)
      FROM stock_quant q
      JOIN product_product p ON p.id = q.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
     WHERE q.owner_id IS NOT NULL AND q.quantity > 0
     GROUP BY 1"""


def run(context):
    """Figures of the ageing report, of broken runs and of the desk."""
    _make_world(context)
    ageing = context.compare(
        "ageing of 1,000,000 quants by brand and age / the bare aggregate",
        (lambda env: env["outlet.stock.report"], _read_ageing),
        (lambda env: env.cr, lambda cr: cr.execute(BARE)),
        ROUNDS,
    )
    broken = context.compare(
        "list of broken runs among 5,000 styles / the bare aggregate",
        (lambda env: env["outlet.size.run"], _read_broken),
        (lambda env: env.cr, lambda cr: cr.execute(BARE)),
        ROUNDS,
    )
    desk = context.compare(
        "desk of the operator, 100,000 lines / the bare aggregate",
        (lambda env: env["outlet.desk"], lambda desk: desk.get_desk("30")),
        (lambda env: env.cr, lambda cr: cr.execute(BARE)),
        ROUNDS,
    )
    return [ageing, broken, desk]


def _read_ageing(report):
    report._read_group(
        [("kind", "=", "stock")], ["brand_id", "age"], ["pieces:sum", "amount_tag:sum"]
    )


def _read_broken(report):
    report.web_search_read(
        [("size_state", "in", ("broken", "last"))],
        {"left_sizes": {}, "missing_sizes": {}, "pieces": {}, "size_state": {}},
        limit=80,
        count_limit=10001,
    )


def _make_world(context):
    """Write a large trade straight into the tables: the ORM would take hours."""
    with context.environment(commit=True) as env:
        place, consumer = _make_people(env)
        for statement, values in _get_statements(env, place, consumer):
            env.cr.execute(statement, values)
        env.invalidate_all()
    with context.environment(commit=True) as env:
        env.cr.execute("ANALYZE")


def _make_people(env):
    owner, consumer, company = env["res.partner"].create(
        [{"name": "Reseller"}, {"name": "Consumer"}, {"name": "Brand company"}]
    )
    place = env["outlet.place"].create(
        {"name": "Bench", "owner_id": owner.id, "place_type": "group"}
    )
    env["res.partner"].create(
        [{"name": f"Bench agent {n}", "is_company": True} for n in range(AGENTS)]
    )
    env["product.brand"].create(
        [{"name": f"Bench {n}", "partner_id": company.id} for n in range(4)]
    )
    return place, consumer


def _get_statements(env, place, consumer):
    """Return the statements that make the trade, in order."""
    company = env.company
    size = env.ref("brand_outlet.attribute_size").id
    common = {
        "company": company.id,
        "currency": company.currency_id.id,
        "uom": env.ref("uom.product_uom_unit").id,
        "category": env["product.category"].search([], limit=1).id,
        "size": size,
        "location": env["stock.warehouse"].search([], limit=1).lot_stock_id.id,
        "place": place.id,
        "consumer": consumer.id,
        "agents": AGENTS,
        "styles": STYLES,
        "sizes": SIZES,
        "quants": QUANTS,
        "lines": LINES,
    }
    return [(statement, common) for statement in STATEMENTS]


STATEMENTS = [
    """CREATE TEMP TABLE agent ON COMMIT DROP AS
       SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n FROM res_partner
        WHERE name LIKE 'Bench agent %%'""",
    """CREATE TEMP TABLE brand ON COMMIT DROP AS
       SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n FROM product_brand
        WHERE name LIKE 'Bench %%'""",
    """INSERT INTO brand_contract (brand_id, agent_id, company_id, state, region_mode,
              date_start, supply_ratio, suggested_ratio, return_policy, version)
       SELECT b.id, a.id, %(company)s, 'active', 'all', '2017-01-01', 25, 40,
              'returnable', 1
         FROM agent a CROSS JOIN brand b""",
    """INSERT INTO product_template (uom_id, type, service_tracking, name, tracking,
              tag_price_source, list_price, product_brand_id, categ_id, season,
              active, sale_ok, is_storable, style_code)
       SELECT %(uom)s, 'consu', 'no', jsonb_build_object('en_US', 'Bench ' || g),
              'none', 'manual', 300 + g %% 700, b.id, %(category)s, '2017AW', true,
              true, true, 'BENCH-' || g
         FROM generate_series(1, %(styles)s) g JOIN brand b ON b.n = g %% 4""",
    """CREATE TEMP TABLE style ON COMMIT DROP AS
       SELECT id, product_brand_id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS n
         FROM product_template WHERE style_code LIKE 'BENCH-%%'""",
    """INSERT INTO product_attribute_value (attribute_id, name, size_rank)
       SELECT %(size)s, jsonb_build_object('en_US', 'Bench ' || n), n
         FROM generate_series(1, %(sizes)s) n""",
    """INSERT INTO product_template_attribute_line (product_tmpl_id, attribute_id,
              active)
       SELECT id, %(size)s, true FROM style""",
    """INSERT INTO product_template_attribute_value (product_attribute_value_id,
              attribute_line_id, attribute_id, product_tmpl_id, ptav_active)
       SELECT v.id, l.id, %(size)s, s.id, true
         FROM style s JOIN product_template_attribute_line l ON l.product_tmpl_id = s.id
         JOIN product_attribute_value v ON v.attribute_id = %(size)s
          AND v.name->>'en_US' LIKE 'Bench %%'""",
    """INSERT INTO product_product (product_tmpl_id, active, combination_indices,
              default_code)
       SELECT v.product_tmpl_id, true, v.id::text, 'BENCH-' || v.id
         FROM product_template_attribute_value v JOIN style s
           ON s.id = v.product_tmpl_id""",
    """INSERT INTO product_variant_combination
       SELECT id, combination_indices::int FROM product_product
        WHERE default_code LIKE 'BENCH-%%'""",
    """CREATE TEMP TABLE article ON COMMIT DROP AS
       SELECT p.id, s.id AS style_id, s.n AS style, s.product_brand_id,
              ROW_NUMBER() OVER (ORDER BY p.id) - 1 AS n
         FROM product_product p JOIN style s ON s.id = p.product_tmpl_id""",
    # each article lies at forty agents, one style in four without its third size
    """INSERT INTO stock_quant (product_id, location_id, company_id, owner_id, quantity,
              reserved_quantity, in_date)
       SELECT p.id, %(location)s, %(company)s, a.id,
              CASE WHEN p.style %% 4 = 0 AND p.n %% %(sizes)s = 2 THEN 0 ELSE 3 END, 0,
              now() AT TIME ZONE 'UTC' - (p.n %% 300) * interval '1 day'
         FROM article p CROSS JOIN generate_series(0, %(quants)s / %(styles)s
              / %(sizes)s - 1) g
         JOIN agent a ON a.n = (p.style * 7 + g * 25) %% %(agents)s""",
    """INSERT INTO outlet_offer (product_tmpl_id, contract_id, brand_id, agent_id,
              company_id, state, kind, return_policy, audience, listed_on, supply_ratio,
              categ_id, date_published, create_date)
       SELECT s.id, k.id, k.brand_id, k.agent_id, %(company)s, 'published', 'overstock',
              'returnable', 'all', current_date, 25, %(category)s,
              now() AT TIME ZONE 'UTC' - interval '60 days',
              now() AT TIME ZONE 'UTC' - interval '60 days'
         FROM style s JOIN agent a ON a.n = (s.n * 7) %% %(agents)s
         JOIN brand_contract k ON k.agent_id = a.id
          AND k.brand_id = s.product_brand_id""",
    """INSERT INTO sale_order (company_id, partner_id, partner_invoice_id,
              partner_shipping_id, name, date_order, create_date, picking_policy, state,
              place_id, currency_rate)
       SELECT %(company)s, %(consumer)s, %(consumer)s, %(consumer)s, 'BENCH' || n,
              now() AT TIME ZONE 'UTC' - (n %% 90) * interval '1 day',
              now() AT TIME ZONE 'UTC' - (n %% 90) * interval '1 day', 'direct', 'sale',
              %(place)s, 1
         FROM generate_series(1, %(lines)s) n""",
    """INSERT INTO sale_order_line (order_id, company_id, name, product_id,
              product_uom_id, product_uom_qty, price_unit, price_total, customer_lead,
              place_id, brand_id, agent_id, offer_id, state, qty_delivered)
       SELECT o.id, %(company)s, 'Bench', p.id, %(uom)s, 1, 99, 99, 0, %(place)s,
              f.brand_id, f.agent_id, f.id, 'sale', 1
         FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM sale_order
                WHERE name LIKE 'BENCH%%') o
         JOIN article p ON p.n = (o.n * 11) %% (%(styles)s * %(sizes)s)
         JOIN outlet_offer f ON f.product_tmpl_id = p.style_id""",
]
