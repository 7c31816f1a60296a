import base64
import io

import xlsxwriter

from odoo.tests import TransactionCase, new_test_user

HEADERS = (
    *("品牌", "类目", "款号", "商品名称", "颜色", "尺码"),
    *("商家编码", "条码", "吊牌价", "季节", "吊牌产地"),
)
PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)


def make_workbook(rows, headers=HEADERS, title=None, sheet="商品"):
    """Return the bytes of a workbook with the given rows."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        start = 0
        if title:
            page.write_row(0, 0, [title])
            start = 1
        for index, row in enumerate([headers, *rows], start=start):
            page.write_row(index, 0, row)
    return output.getvalue()


def make_rows(style="QH001", brand="青禾", colours=("藏青", "米白"), sizes="SML"):
    """Return rows of one style as a seller would write them."""
    return [
        [brand, "女装", style, f"{brand} 风衣", colour, size]
        + [f"{style}-{index}{size}", "", 1000, "2017秋冬", "杭州"]
        for index, colour in enumerate(colours, start=1)
        for size in sizes
    ]


class OutletCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        # Most tests are about other things than the proof of a tag price.
        cls.env.company.outlet_tag_photo_required = False
        cls.brand_company, cls.other_company = cls.env["res.partner"].create(
            [
                {"name": "Spruce Clothing", "is_company": True},
                {"name": "Hibiscus Fashion", "is_company": True},
            ]
        )
        cls.brand, cls.other_brand = cls.env["product.brand"].create(
            [
                {"name": "Spruce", "partner_id": cls.brand_company.id},
                {"name": "Hibiscus", "partner_id": cls.other_company.id},
            ]
        )
        cls.agent, cls.other_agent = cls.env["res.partner"].create(
            [
                {"name": "Tianjin Agent", "is_company": True, "ref": "T01"},
                {"name": "Foshan Agent", "is_company": True, "ref": "T02"},
            ]
        )
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Agents' shelf", "usage": "internal"}
        )
        cls.contract = cls._make_contract(cls.brand, cls.agent)
        cls.other_contract = cls._make_contract(cls.other_brand, cls.other_agent)
        cls.style = cls._make_style(cls.brand, "SP001")
        cls.other_style = cls._make_style(cls.other_brand, "HB001")
        cls.reason = cls.env.ref("brand_outlet.reason_past_season")

    @classmethod
    def _make_contract(cls, brand, agent, active=True, **values):
        contract = cls.env["brand.contract"].create(
            {
                "brand_id": brand.id,
                "agent_id": agent.id,
                "date_start": "2018-01-01",
                **values,
            }
        )
        if active:
            contract.action_activate()
        return contract

    @classmethod
    def _make_style(cls, brand, code, tag_price=1000.0, **values):
        return cls.env["product.template"].create(
            {
                "name": f"Trench coat {code}",
                "product_brand_id": brand.id,
                "style_code": code,
                "list_price": tag_price,
                "is_storable": True,
                "image_1920": PIXEL,
                **values,
            }
        )

    @classmethod
    def _make_offer(cls, contract=None, style=None, publish=True, **values):
        Offer = cls.env["outlet.offer"]
        offer = Offer.create(
            {
                "contract_id": (contract or cls.contract).id,
                "product_tmpl_id": (style or cls.style).id,
                "reason_id": cls.reason.id,
                **Offer._prepare_quality_vals(),
                **values,
            }
        )
        cls._put_goods(offer)
        if publish:
            offer.action_publish()
        return offer

    @classmethod
    def _put_goods(cls, offer, pieces=1):
        """Let the agent hold goods of the offer, away from every warehouse."""
        for product in offer.product_tmpl_id.product_variant_ids[:1]:
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.shelf, pieces, owner_id=offer.agent_id
            )

    @classmethod
    def _give_warehouse(cls, agent):
        """Let an agent's goods lie in a warehouse of its own, where it has one."""
        Warehouse = cls.env["stock.warehouse"]
        if "agent_id" in Warehouse._fields:
            return Warehouse.create(
                {
                    "name": agent.name,
                    "code": agent.ref,
                    "agent_id": agent.id,
                    "partner_id": cls.env["res.partner"].create({"name": "Hall"}).id,
                }
            )
        return Warehouse

    @classmethod
    def _make_import(cls, content, filename="catalogue.xlsx", **values):
        return cls.env["outlet.import"].create(
            {
                "kind": "catalogue",
                "file": base64.b64encode(content),
                "filename": filename,
                **values,
            }
        )

    @classmethod
    def _run_import(cls, record, limit=200):
        record.action_check()
        while record.apply_next(limit)["remaining"]:
            continue
        return record

    def _statuses(self, record):
        return {line.row: line.status for line in record.line_ids}

    def _messages(self, record):
        return {line.row: line.message for line in record.line_ids}


class PartyCommon(OutletCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env,
            "test_operator",
            groups="brand_outlet.group_operator",
        )
        cls.agent_user = cls._make_party_user("test_agent", "agent", cls.agent)
        cls.brand_user = cls._make_party_user("test_brand", "brand", cls.brand_company)
        cls.offer = cls._make_offer()
        cls.other_offer = cls._make_offer(cls.other_contract, cls.other_style)
        cls.place = cls._make_place("Agent's counter", cls.agent)
        cls.other_place = cls._make_place("Somebody's group", cls.other_agent)

    @classmethod
    def _make_party_user(cls, login, role, party):
        return new_test_user(
            cls.env,
            login,
            groups=f"brand_outlet.group_{role}",
            party_id=party.id,
        )

    @classmethod
    def _make_place(cls, name, owner):
        return cls.env["outlet.place"].create(
            {"name": name, "owner_id": owner.id, "place_type": "shop"}
        )
