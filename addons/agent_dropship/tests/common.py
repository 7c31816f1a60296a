from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

TIANJIN = (39.3838, 117.0444)
KUNSHAN = (31.3849, 120.9807)
FOSHAN = (23.0291, 113.1427)


class DropshipCommon(TransactionCase):
    """Three agents of one brand: Tianjin, Kunshan and Foshan, and a consumer in
    Beijing, Shanghai and Guangzhou each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_create_nolog": True,
                "no_reset_password": True,
            }
        )
        cls.env.company.country_id = cls.env.ref("base.cn")
        # Here goods come and go; whether a tag was photographed matters elsewhere.
        cls.env.company.outlet_tag_photo_required = False
        cls.beijing, cls.shanghai, cls.guangdong, cls.tianjin, cls.jiangsu = (
            cls.env.ref(f"base.state_cn_{code}")
            for code in ("BJ", "SH", "GD", "TJ", "JS")
        )
        cls.brand_company = cls.env["res.partner"].create(
            {"name": "云杉服饰", "is_company": True}
        )
        cls.brand = cls.env["product.brand"].create(
            {"name": "测试云杉", "partner_id": cls.brand_company.id}
        )
        cls.coat = cls._make_product("复古羽绒服", "T-COAT", 1000.0)
        cls.scarf = cls._make_product("羊毛围巾", "T-SCARF", 400.0)
        cls.tj = cls._make_agent("天津恒盛", "T01", cls.tianjin, TIANJIN)
        cls.ks = cls._make_agent("昆山恒盛", "T02", cls.jiangsu, KUNSHAN)
        cls.fs = cls._make_agent("佛山恒盛", "T03", cls.guangdong, FOSHAN)
        cls.owner = cls.env["res.partner"].create({"name": "阿梅"})
        cls.place = cls.env["outlet.place"].create(
            {
                "name": "阿梅的衣橱",
                "owner_id": cls.owner.id,
                "place_type": "online_shop",
            }
        )
        cls.in_beijing = cls._make_consumer("李雷", cls.beijing, (39.90, 116.41))
        cls.in_shanghai = cls._make_consumer("韩梅", cls.shanghai, (31.23, 121.47))
        cls.in_guangzhou = cls._make_consumer("王芳", cls.guangdong, (23.13, 113.26))
        cls.courier = cls.env.ref("agent_dropship.courier_zto")
        cls.no_stock = cls.env.ref("agent_dropship.refuse_no_stock")

    @classmethod
    def _make_product(cls, name, sku, tag_price):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": sku,
                "style_code": sku,
                "is_storable": True,
                "list_price": tag_price,
                "product_brand_id": cls.brand.id,
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def _make_agent(cls, name, code, state, point, **contract):
        """An agent with a contract for the brand; returns his warehouse."""
        agent = cls.env["res.partner"].create(
            {"name": name, "ref": code, "is_company": True}
        )
        address = cls.env["res.partner"].create(
            {
                "name": f"{name}仓库",
                "parent_id": agent.id,
                "type": "delivery",
                "country_id": cls.env.ref("base.cn").id,
                "state_id": state.id,
                "partner_latitude": point[0],
                "partner_longitude": point[1],
            }
        )
        cls._make_contract(agent, **contract)
        return cls.env["stock.warehouse"].create(
            {
                "name": f"{name}仓",
                "code": code,
                "partner_id": address.id,
                "agent_id": agent.id,
            }
        )

    @classmethod
    def _make_contract(cls, agent, **vals):
        contract = cls.env["brand.contract"].create(
            {
                "brand_id": cls.brand.id,
                "agent_id": agent.id,
                "date_start": "2017-01-01",
                "supply_ratio": 25.0,
                "suggested_ratio": 60.0,
                **vals,
            }
        )
        contract.action_activate()
        return contract

    @classmethod
    def _make_consumer(cls, name, state, point):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "phone": "13800000000",
                "country_id": cls.env.ref("base.cn").id,
                "state_id": state.id,
                "city": state.name,
                "street": "人民路1号",
                "partner_latitude": point[0],
                "partner_longitude": point[1],
            }
        )

    @classmethod
    def _stock(cls, warehouse, product, quantity, owner=None):
        """Put goods of the warehouse's agent (or of another owner) on its shelves."""
        cls.env["stock.quant"]._update_available_quantity(
            product,
            warehouse.lot_stock_id,
            quantity,
            owner_id=warehouse.agent_id if owner is None else owner,
        )

    @classmethod
    def _order(cls, partner, lines, confirm=True, **vals):
        """An outlet order; ``lines`` = [(product, quantity[, price])]."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "place_id": cls.place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price[0] if price else product.lst_price / 2,
                        }
                    )
                    for product, quantity, *price in lines
                ],
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _agent_user(cls, warehouse, login):
        return new_test_user(
            cls.env,
            login,
            groups="brand_outlet.group_agent",
            party_id=warehouse.agent_id.id,
        )

    def _shares(self, order):
        """Return {(sku, warehouse): pieces} of the valid allocations."""
        return {
            (alloc.product_id.default_code, alloc.warehouse_id): alloc.quantity
            for alloc in order.allocation_ids
            if alloc.state == "active"
        }

    def _free(self, warehouse, product):
        return product.with_context(
            warehouse_id=warehouse.id, owner_id=warehouse.agent_id.id
        ).free_qty

    def _run_job(self, cron):
        """Run a job as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"agent_dropship.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def _break(self, record, model, method):
        """Have a method of a model fail wherever this record is concerned."""
        cls = self.env.registry[model]
        works = getattr(cls, method)

        def run(records, *args, **options):
            concerned = (records, *args)
            if any(
                getattr(one, "_name", "") == record._name and record in one
                for one in concerned
            ):
                raise ZeroDivisionError
            return works(records, *args, **options)

        self.patch(cls, method, run)
