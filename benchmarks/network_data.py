"""A large network for benchmarks to share: offers, resellers, their places and orders.

`make(context)` writes it straight into the tables and commits; asked again in the same
database it only tells the ids. One record of each kind is made as users make them, all
others are copies of it with columns of their own, so that the tables may gain columns.
"""

import json
from typing import NamedTuple

from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.reseller_network.models.product_template_search import spell

from ._tables import Tables, vacuum

OFFERS, RESELLERS, LINES = 50_000, 20_000, 1_000_000
AGENTS, BRANDS, BRANDS_OF_AGENT = 50, 40, 8
CONSUMERS = 50_000
LINES_OF_ORDER = 2
DAYS = 180
SIZES = ["S", "M", "L"]
LOGINS = {"shop": "bench_shop", "link": "bench_link"}
PARAMETER = "benchmark.network"
SELLER_TYPE = "(ARRAY['micro', 'media', 'community', 'everyday'])[1 + r.n % 4]"

FIRST = "云素北花青白山林晴雅春秋南海雪月竹兰星河"
SECOND = "杉槿斗漾禾"
ADJECTIVES = (
    "长款 短款 修身 宽松 复古 轻薄 加厚 双面 印花 格纹 条纹 纯色 刺绣 蕾丝 针织 灯芯绒 "
    "羊毛 羊绒 真丝 亚麻 纯棉 牛仔 防风 连帽 翻领"
).split()
GOODS = {
    "女装": "风衣 大衣 羽绒服 连衣裙 半身裙 衬衫 毛衣 针织衫 小西装 阔腿裤",
    "男装": "夹克 西装 棉服 卫衣 T恤 牛仔裤 休闲裤 马甲",
    "童装": "背带裤 童外套 童裙 爬服",
    "鞋靴": "乐福鞋 短靴 运动鞋 凉鞋",
    "箱包": "双肩包 托特包 斜挎包 拉杆箱",
    "美妆": "面霜 精华 口红 面膜",
    "零食": "坚果礼盒 曲奇 巧克力",
}


class Network(NamedTuple):
    """What benchmarks need to know of the network: ids, and two logins.

    ``shop`` and ``link`` are the contracts of the users ``LOGINS``, who may sell
    everything; the password is the login.
    """

    shop: int
    link: int
    brand: int
    agent: int
    offers: int
    resellers: int
    lines: int


def make(context, offers=OFFERS, resellers=RESELLERS, lines=LINES):
    """Return the network of this database; made first if there is none yet."""
    with context.environment(commit=True) as env:
        known = env["ir.config_parameter"].get_param(PARAMETER)
        if known:
            return Network(*json.loads(known))
        env = env(context={**env.context, "tracking_disable": True})
        network = _Maker(env, offers, resellers, lines).make()
        env["ir.config_parameter"].set_param(PARAMETER, json.dumps(network))
    vacuum(context)
    return network


def add_resellers(env, count, agent):
    """Give an agent so many resellers more, with place and contract.

    Nothing is committed.
    """
    maker = _Maker(env, 0, 0, 0)
    contract = env["reseller.contract"].search(
        [("state", "=", "active"), ("default_place_id", "!=", False)],
        order="id desc",
        limit=1,
    )
    maker.cr.execute(
        """CREATE TEMP TABLE net_more ON COMMIT DROP AS
           SELECT g AS n, nextval('res_partner_id_seq')::int AS id,
                  nextval('reseller_contract_id_seq')::int AS contract_id,
                  nextval('outlet_place_id_seq')::int AS place_id
             FROM generate_series(1, %s) g""",
        [count],
    )
    maker._copy(
        contract.reseller_id,
        "net_more r",
        id="r.id",
        name="'更多小店' || r.n",
        complete_name="'更多小店' || r.n",
        commercial_partner_id="r.id",
        phone="'1' || (3600000000 + r.n)",
    )
    maker._copy(
        contract.default_place_id,
        "net_more r",
        id="r.place_id",
        owner_id="r.id",
        name="'更多群' || r.n",
    )
    maker._copy(
        contract,
        "net_more r",
        id="r.contract_id",
        reseller_id="r.id",
        upstream_id=str(agent),
        default_place_id="r.place_id",
    )
    for table in ("res_partner", "outlet_place", "reseller_contract"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()


class _Maker(Tables):
    """Makes the network, level by level; numbers (n) run from 0 in temporary tables."""

    def __init__(self, env, offers, resellers, lines):
        super().__init__(env)
        self.sizes = (offers, resellers, lines)

    def make(self):
        offers, resellers, lines = self.sizes
        self._make_suppliers()
        self._make_styles(offers)
        self._make_stock()
        self._make_offers()
        self._make_resellers(resellers)
        self._make_orders(lines)
        contracts = self._make_logins()
        return Network(
            *contracts, self.brands[0].id, self.agents[0].id, offers, resellers, lines
        )

    # --- goods ----------------------------------------------------------------------

    def _make_suppliers(self):
        """Agents with a warehouse and contracts with some of the brands."""
        env = self.env
        partners = env["res.partner"]
        owner = partners.create({"name": "网络品牌公司", "is_company": True})
        names = [one + two for one in FIRST for two in SECOND][:BRANDS]
        self.brands = env["product.brand"].create(
            [{"name": name, "partner_id": owner.id} for name in names]
        )
        self.agents = partners.create(
            [{"name": f"网络代理{n}", "is_company": True} for n in range(AGENTS)]
        )
        contracts = env["brand.contract"].create(
            [
                {
                    "brand_id": self._get_brand(n, step).id,
                    "agent_id": agent.id,
                    "date_start": "2017-01-01",
                    "supply_ratio": 20,
                    "suggested_ratio": 36 + (n + step) % 9,
                }
                for n, agent in enumerate(self.agents)
                for step in range(BRANDS_OF_AGENT)
            ]
        )
        contracts.action_activate()
        self.warehouses = env["stock.warehouse"].create(
            [
                {
                    "name": f"网络仓{n}",
                    "code": f"N{n}",
                    "partner_id": agent.id,
                    "agent_id": agent.id,
                    "manager_id": agent.id,
                }
                for n, agent in enumerate(self.agents)
            ]
        )
        env.flush_all()
        self._number("net_agent", self.agents)
        self._number("net_brand", self.brands)
        self._number("net_contract", contracts)
        self._number("net_warehouse", self.warehouses)

    def _get_brand(self, agent, step):
        return self.brands[(agent * 3 + step) % BRANDS]

    def _make_styles(self, count):
        """Styles in three sizes, each of one brand and of one category."""
        words = self._make_words()
        seed = self.env["product.template"].create(
            {
                "name": "样品",
                "is_storable": True,
                "tag_price_source": "catalogue",
                "taxes_id": [Command.clear()],
            }
        )
        self._run(
            """CREATE TEMP TABLE net_style ON COMMIT DROP AS
               SELECT g AS n, nextval('product_template_id_seq')::int AS id,
                      g %% %(agents)s AS agent,
                      contract.brand_id, contract.id AS contract_id,
                      contract.suggested_ratio AS ratio,
                      199 + 10 * ((g * 37) %% 180) AS tag,
                      goods.category_id, spelled.name || adjective.word || goods.word
                      || ' ' || g AS name,
                      spelled.initials || adjective.initials || goods.initials || ' '
                      || spelled.syllables || adjective.syllables || goods.syllables
                      AS pinyin, spelled.name AS brand
                 FROM generate_series(0, %(count)s - 1) g
                 JOIN net_contract number
                   ON number.n = (g %% %(agents)s) * %(step)s
                                 + (g / %(agents)s) %% %(step)s
                 JOIN brand_contract contract ON contract.id = number.id
                 JOIN net_spelled spelled ON spelled.id = contract.brand_id
                 JOIN net_adjective adjective ON adjective.n = g * 13 %% %(adjectives)s
                 JOIN net_goods goods ON goods.n = g * 7 %% %(goods)s""",
            agents=AGENTS,
            count=count,
            step=BRANDS_OF_AGENT,
            **words,
        )
        self._copy(
            seed,
            "net_style s",
            id="s.id",
            name="jsonb_build_object('en_US', s.name, 'zh_CN', s.name)",
            list_price="s.tag",
            categ_id="s.category_id",
            product_brand_id="s.brand_id",
            season="'2019AW'",
            style_code="'NET-' || s.n",
            style_key="'NET-' || s.n",
            listed_on="current_date - s.n / 300",
            listed_turn="1 + s.n % 1000",
            best_ratio="s.ratio",
            search_text="regexp_replace(lower(s.name || ' ' || s.brand), "
            "'([^ -~])', '\\1\\1', 'g') || ' ' || s.pinyin || ' net-' || s.n",
            create_date="now() AT TIME ZONE 'UTC' - s.n * interval '3 minutes'",
        )
        self._make_variants()
        seed.active = False

    def _make_words(self):
        """Keep the words names are made of, spelled; return how many there are."""
        categories = self.env["product.category"]
        goods = []
        for parent, names in GOODS.items():
            above = categories.create({"name": parent})
            for name in names.split():
                leaf = categories.create({"name": name, "parent_id": above.id})
                goods.append((len(goods), name, leaf.id))
        self.env.flush_all()
        self._keep("net_adjective", [(n, word, 0) for n, word in enumerate(ADJECTIVES)])
        self._keep("net_goods", goods)
        self._keep("net_spelled", [(brand.id, brand.name, 0) for brand in self.brands])
        self._run("ALTER TABLE net_spelled RENAME n TO id")
        self._run("ALTER TABLE net_spelled RENAME word TO name")
        return {"adjectives": len(ADJECTIVES), "goods": len(goods)}

    def _keep(self, table, words):
        rows = [(n, word, *spell(word).split(), key) for n, word, key in words]
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.cr.execute(
            SQL(
                """CREATE TEMP TABLE %s ON COMMIT DROP AS
                   SELECT * FROM unnest(%s, %s, %s, %s, %s)
                          AS t(n, word, initials, syllables, category_id)""",
                SQL.identifier(table),
                *columns,
            )
        )

    def _make_variants(self):
        size = self.env.ref("brand_outlet.attribute_size")
        values = self.env["product.attribute.value"].create(
            [{"attribute_id": size.id, "name": f"网络{name}"} for name in SIZES]
        )
        self.env.flush_all()
        keys = {"size": size.id, "values": values.ids}
        for statement in _VARIANTS:
            self._run(statement, **keys)

    def _make_stock(self):
        """Two sizes of three lie at the agent; one style in ten is sold out."""
        self._run(
            """INSERT INTO stock_quant (product_id, location_id, company_id, owner_id,
                      quantity, reserved_quantity, in_date)
               SELECT article.id, warehouse.lot_stock_id, %(company)s,
                      warehouse.agent_id, 1 + article.n %% 9, 0,
                      now() AT TIME ZONE 'UTC'
                 FROM net_article article
                 JOIN net_style style ON style.id = article.style_id
                 JOIN net_warehouse number ON number.n = style.agent
                 JOIN stock_warehouse warehouse ON warehouse.id = number.id
                WHERE article.n %% 3 > 0 AND style.n %% 10 > 0""",
            company=self.company.id,
        )

    def _make_offers(self):
        """One published offer for each style; one in twenty ends within a month."""
        brand, agent = self.brands[0], self.agents[0]
        contract = self.env["brand.contract"].search(
            [("brand_id", "=", brand.id), ("agent_id", "=", agent.id)], limit=1
        )
        style = self.env["product.template"].create(
            {"name": "样品", "product_brand_id": brand.id}
        )
        seed = self.env["outlet.offer"].create(
            {
                "product_tmpl_id": style.id,
                "contract_id": contract.id,
                "reason_id": self.env["outlet.offer.reason"].search([], limit=1).id,
            }
        )
        self._copy(
            seed,
            "net_style s JOIN brand_contract c ON c.id = s.contract_id",
            product_tmpl_id="s.id",
            contract_id="c.id",
            brand_id="c.brand_id",
            agent_id="c.agent_id",
            categ_id="s.category_id",
            supply_ratio="c.supply_ratio",
            suggested_ratio="c.suggested_ratio",
            state="'published'",
            story="'面料扎实，版型经典，穿几年都不过时。'",
            turn="1 + s.n % 1000",
            listed_on="current_date - s.n / 300",
            date_published="now() AT TIME ZONE 'UTC' - s.n * interval '3 minutes'",
            date_to="CASE WHEN s.n % 20 = 7 THEN now() AT TIME ZONE 'UTC' "
            "+ (1 + s.n % 30) * interval '1 day' END",
        )
        self._run(
            """CREATE TEMP TABLE net_offer ON COMMIT DROP AS
               SELECT offer.id, offer.product_tmpl_id AS style_id, offer.agent_id,
                      offer.brand_id
                 FROM outlet_offer offer JOIN net_style style
                   ON style.id = offer.product_tmpl_id"""
        )
        seed.unlink()
        style.active = False

    # --- people ---------------------------------------------------------------------

    def _make_resellers(self, count):
        """Each with a contract and a place; half of them deal with one agent."""
        partner = self.env["res.partner"].create({"name": "样品小店"})
        grades = self.env["res.partner.grade"].search(
            [("default_pricelist_id", "!=", False)]
        )
        contract = self.env["reseller.contract"].create(
            {
                "reseller_id": partner.id,
                "grade_id": grades[:1].id,
                "date_start": "2018-01-01",
            }
        )
        place = self.env["outlet.place"].create(
            {"name": "样品群", "owner_id": partner.id, "place_type": "group"}
        )
        self.env.flush_all()
        self._number("net_grade", grades)
        self._run(
            """CREATE TEMP TABLE net_city ON COMMIT DROP AS
               SELECT id, state_id, tier, row_number() OVER (ORDER BY id) - 1 AS n
                 FROM outlet_city"""
        )
        [(cities,)] = self._run("SELECT GREATEST(COUNT(*), 1) FROM net_city")
        self._run(
            """CREATE TEMP TABLE net_reseller ON COMMIT DROP AS
               SELECT g AS n, nextval('res_partner_id_seq')::int AS id,
                      nextval('reseller_contract_id_seq')::int AS contract_id,
                      nextval('outlet_place_id_seq')::int AS place_id,
                      grade.id AS grade,
                      CASE WHEN g %% 2 = 0 THEN %(operator)s ELSE agent.id END AS above,
                      CASE WHEN g %% 20 = 1 THEN 'link' ELSE 'shop' END AS mode,
                      city.id AS city_id, city.state_id, city.tier
                 FROM generate_series(0, %(count)s - 1) g
                 JOIN net_grade grade ON grade.n = g %% %(grades)s
                 JOIN net_agent agent ON agent.n = g %% %(agents)s
                 LEFT JOIN net_city city ON city.n = (g * 7) %% %(cities)s""",
            operator=self.company.partner_id.id,
            count=count,
            grades=len(grades),
            agents=AGENTS,
            cities=cities,
        )
        self._copy_resellers(partner, contract, place)
        place.unlink()
        contract.unlink()
        partner.active = False

    def _copy_resellers(self, partner, contract, place):
        source = "net_reseller r"
        self._copy(
            partner,
            source,
            id="r.id",
            name="'网络小店' || r.n",
            complete_name="'网络小店' || r.n",
            commercial_partner_id="r.id",
            phone="'1' || (3900000000 + r.n)",
            state_id="r.state_id",
            city="''",
            grade_id="CASE WHEN r.mode = 'shop' THEN r.grade END",
        )
        self._copy(
            place,
            source,
            id="r.place_id",
            owner_id="r.id",
            name="'网络群' || r.n",
            seller_type=SELLER_TYPE,
            place_type="(ARRAY['group', 'shop', 'moments', 'counter'])[1 + r.n % 4]",
            city_id="r.city_id",
            state_id="r.state_id",
            city_tier="r.tier",
        )
        self._copy(
            contract,
            source,
            id="r.contract_id",
            reseller_id="r.id",
            upstream_id="r.above",
            grade_id="r.grade",
            mode="r.mode",
            seller_type=SELLER_TYPE,
            commission_rate="20",
            default_place_id="r.place_id",
            state="'active'",
            date_start="current_date - 30 - r.n % 700",
        )

    def _make_logins(self):
        """Give the first reseller of each mode who may sell everything a login."""
        found = []
        for mode, login in LOGINS.items():
            [(contract, partner)] = self._run(
                """SELECT contract_id, id FROM net_reseller
                    WHERE mode = %(mode)s ORDER BY above <> %(operator)s, n LIMIT 1""",
                mode=mode,
                operator=self.company.partner_id.id,
            )
            self._run(
                """UPDATE reseller_contract SET upstream_id = %(above)s
                    WHERE id = %(id)s""",
                above=self.company.partner_id.id,
                id=contract,
            )
            self.env.invalidate_all()
            self.env["res.users"].with_context(no_reset_password=True).create(
                {
                    "partner_id": partner,
                    "login": login,
                    "password": login,
                    "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                }
            )
            found.append(contract)
        return found

    # --- trade ----------------------------------------------------------------------

    def _make_orders(self, count):
        """Orders of two lines in half a year; few resellers sell much."""
        seed = self._make_seed_order()
        self._make_consumers(seed.partner_id)
        self._run(
            """CREATE TEMP TABLE net_order ON COMMIT DROP AS
               SELECT o.n, nextval('sale_order_id_seq')::int AS id, reseller.id
                      AS reseller_id, reseller.place_id, reseller.mode,
                      consumer.id AS consumer_id,
                      (ARRAY['cancelled', 'to_ship', 'shipped'])[1 + o.n %% 40]
                      AS parcel,
                      date_trunc('second', now() AT TIME ZONE 'UTC') - (o.n %% %(days)s)
                      * interval '1 day' - (o.n %% 1440) * interval '1 minute' AS at
                 FROM generate_series(0, %(orders)s - 1) o(n)
                 JOIN net_reseller reseller ON reseller.n = FLOOR(%(resellers)s
                      * POWER((o.n::bigint * 7919 %% 100003) / 100003.0, 3))
                 JOIN net_consumer consumer
                   ON consumer.n = o.n * 31 %% %(consumers)s""",
            days=DAYS,
            orders=count // LINES_OF_ORDER,
            resellers=self.sizes[1],
            consumers=CONSUMERS,
        )
        self._run(
            """CREATE TEMP TABLE net_line ON COMMIT DROP AS
               SELECT o.*, article.id AS product_id, offer.id AS offer_id,
                      offer.agent_id, offer.brand_id, style.name AS label,
                      ROUND(style.tag * 0.4) AS price, ROUND(style.tag * 0.26) AS take,
                      CASE WHEN o.mode = 'shop' THEN ROUND(style.tag * 0.4)
                           - ROUND(style.tag * 0.26)
                           ELSE ROUND(style.tag * 0.08) END AS earned
                 FROM net_order o CROSS JOIN generate_series(0, %(each)s - 1) line
                 JOIN net_article article
                   ON article.n = (o.n::bigint * 17 + line * 7) %% %(articles)s
                 JOIN net_style style ON style.id = article.style_id
                 JOIN net_offer offer ON offer.style_id = style.id""",
            each=LINES_OF_ORDER,
            articles=self.sizes[0] * len(SIZES),
        )
        self._copy_orders(seed)

    def _make_seed_order(self):
        consumer = self.env["res.partner"].create({"name": "样品顾客"})
        place = self.env["outlet.place"].search([], limit=1)
        product = self.env["product.product"].search(
            [("default_code", "=like", "NET-%")], limit=1
        )
        return self.env["sale.order"].create(
            {
                "partner_id": consumer.id,
                "place_id": place.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )

    def _make_consumers(self, seed):
        self.env.flush_all()
        self._run(
            """CREATE TEMP TABLE net_consumer ON COMMIT DROP AS
               SELECT g AS n, nextval('res_partner_id_seq')::int AS id
                 FROM generate_series(0, %(count)s - 1) g""",
            count=CONSUMERS,
        )
        self._copy(
            seed,
            "net_consumer c",
            id="c.id",
            name="'网络顾客' || c.n",
            complete_name="'网络顾客' || c.n",
            commercial_partner_id="c.id",
            phone="'1' || (5000000000 + c.n)",
        )

    def _copy_orders(self, seed):
        self._copy(
            seed,
            """(SELECT n, id, MIN(reseller_id) AS reseller_id,
                       MIN(place_id) AS place_id,
                       MIN(consumer_id) AS consumer_id, MIN(parcel) AS parcel,
                       MIN(at) AS at, SUM(price) AS total, SUM(earned) AS earned
                  FROM net_line GROUP BY n, id) o""",
            id="o.id",
            name="'NET' || o.n",
            access_token="NULL",
            partner_id="o.consumer_id",
            partner_invoice_id="o.consumer_id",
            partner_shipping_id="o.consumer_id",
            reseller_id="o.reseller_id",
            place_id="o.place_id",
            state="CASE WHEN o.parcel = 'cancelled' THEN 'cancel' ELSE 'sale' END",
            parcel_state="COALESCE(o.parcel, 'delivered')",
            routing_state="NULL",
            page_token="NULL",
            date_order="o.at",
            create_date="o.at",
            amount_untaxed="o.total",
            amount_tax="0",
            amount_total="o.total",
            reseller_amount="o.earned",
        )
        self._copy(
            seed.order_line,
            "net_line l",
            order_id="l.id",
            order_partner_id="l.consumer_id",
            name="l.label",
            product_id="l.product_id",
            price_unit="l.price",
            price_subtotal="l.price",
            price_total="l.price",
            price_tax="0",
            state="CASE WHEN l.parcel = 'cancelled' THEN 'cancel' ELSE 'sale' END",
            qty_delivered="CASE WHEN l.parcel IS NULL THEN 1 ELSE 0 END",
            place_id="l.place_id",
            offer_id="l.offer_id",
            agent_id="l.agent_id",
            brand_id="l.brand_id",
            reseller_mode="l.mode",
            take_price="l.take",
            commission_rate="CASE WHEN l.mode = 'link' THEN 20 ELSE 0 END",
            reseller_amount="l.earned",
            create_date="l.at",
        )
        seed.unlink()


_VARIANTS = [
    """CREATE TEMP TABLE net_value ON COMMIT DROP AS
       SELECT id, n - 1 AS n FROM unnest(%(values)s) WITH ORDINALITY t(id, n)""",
    """INSERT INTO product_template_attribute_line (product_tmpl_id, attribute_id,
              active, value_count)
       SELECT id, %(size)s, true, 3 FROM net_style""",
    """INSERT INTO product_attribute_value_product_template_attribute_line_rel
       SELECT value.id, line.id
         FROM net_style style
         JOIN product_template_attribute_line line ON line.product_tmpl_id = style.id
        CROSS JOIN net_value value""",
    """INSERT INTO product_template_attribute_value (product_attribute_value_id,
              attribute_line_id, attribute_id, product_tmpl_id, ptav_active)
       SELECT value.id, line.id, %(size)s, style.id, true
         FROM net_style style
         JOIN product_template_attribute_line line ON line.product_tmpl_id = style.id
        CROSS JOIN net_value value""",
    """CREATE TEMP TABLE net_article ON COMMIT DROP AS
       SELECT style.n * 3 + value.n AS n, style.id AS style_id, chosen.id AS value_id,
              nextval('product_product_id_seq')::int AS id
         FROM net_style style
         JOIN product_template_attribute_value chosen
           ON chosen.product_tmpl_id = style.id
         JOIN net_value value ON value.id = chosen.product_attribute_value_id""",
    """INSERT INTO product_product (id, product_tmpl_id, active, combination_indices,
              default_code, sku_key)
       SELECT id, style_id, true, value_id::text, 'NET-' || n, 'NET-' || n
         FROM net_article""",
    """INSERT INTO product_variant_combination
       SELECT id, value_id FROM net_article""",
]
