import base64
import io

from PIL import Image

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user

from odoo.addons.agent_dropship.tests.common import DropshipCommon

PASTED = "李雷 13812345678 北京市朝阳区建国路88号院3号楼502"


def make_picture(colour):
    """Return a small picture of one colour, as the ORM wants it."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


class ResellerCommon(DropshipCommon):
    """A shopkeeper, an affiliate and another shopkeeper; two offered styles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env.ref("reseller_network.grade_gold")
        cls.regular = cls.env.ref("reseller_network.grade_regular")
        cls.style = cls._make_style("云杉 长款风衣", "T-TRENCH", 1000.0)
        cls.small, cls.large = cls.style.product_variant_ids[:2]
        cls.offers = cls._publish(cls.style, cls.tj, cls.ks)
        for warehouse, pieces in ((cls.tj, 3), (cls.ks, 2)):
            cls._stock(warehouse, cls.small, pieces)
        cls.user, cls.contract = cls._make_reseller("阿梅", "t_shop", place=cls.place)
        cls.other_place = cls._make_place("隔壁老王的店")
        cls.other_user, cls.other = cls._make_reseller(
            "隔壁老王", "t_other", place=cls.other_place
        )
        cls.link_place = cls._make_place("衣橱研究所")
        cls.link_user, cls.link = cls._make_reseller(
            "研究所小林", "t_link", place=cls.link_place, mode="link"
        )

    @classmethod
    def _order(cls, partner, lines, confirm=True, **vals):
        """As before; what is sold at the affiliate's place came through his link."""
        if vals.get("place_id") == cls.link_place.id:
            template = lines[0][0].product_tmpl_id
            vals.setdefault("link_id", cls.link._get_link(template).id)
        return super()._order(partner, lines, confirm, **vals)

    @classmethod
    def _make_style(cls, name, code, tag_price, brand=None):
        """A style in two sizes of one colour, with a picture."""
        values = cls.env["product.attribute.value"]
        lines = []
        for attribute, names in (("颜色", ["藏青"]), ("尺码", ["S", "L"])):
            owner = cls.env["product.attribute"].create({"name": attribute})
            made = values.create(
                [{"name": value, "attribute_id": owner.id} for value in names]
            )
            lines.append(
                Command.create(
                    {"attribute_id": owner.id, "value_ids": [Command.set(made.ids)]}
                )
            )
        style = cls.env["product.template"].create(
            {
                "name": name,
                "style_code": code,
                "is_storable": True,
                "list_price": tag_price,
                "tag_price_source": "catalogue",
                "product_brand_id": (brand or cls.brand).id,
                "taxes_id": [Command.clear()],
                "image_1920": make_picture("navy"),
                "attribute_line_ids": lines,
            }
        )
        for number, variant in enumerate(style.product_variant_ids, start=1):
            variant.default_code = f"{code}-{number}"
        return style

    @classmethod
    def _publish(cls, style, *warehouses):
        """Published offers of the agents of these warehouses."""
        contracts = (
            cls.env["brand.contract"]
            ._find_valid(style.product_brand_id)
            .grouped("agent_id")
        )
        offers = cls.env["outlet.offer"].create(
            [
                {
                    "product_tmpl_id": style.id,
                    "contract_id": contracts[warehouse.agent_id].id,
                    "reason_id": cls.env["outlet.offer.reason"].search([], limit=1).id,
                    **cls.env["outlet.offer"]._prepare_quality_vals(),
                }
                for warehouse in warehouses
            ]
        )
        # Goods are in hand when an offer is published; tests stock what they need.
        product = style.product_variant_ids[:1]
        for warehouse in warehouses:
            cls._stock(warehouse, product, 1)
        offers.action_publish()
        for warehouse in warehouses:
            cls._stock(warehouse, product, -1)
        return offers

    @classmethod
    def _make_place(cls, name, owner=None):
        owner = owner or cls.env["res.partner"].create({"name": name})
        return cls.env["outlet.place"].create(
            {"name": name, "owner_id": owner.id, "place_type": "group"}
        )

    @classmethod
    def _make_reseller(cls, name, login, place=None, mode="shop", grade=None):
        """Return a portal user and his active contract, owner of ``place``."""
        user = new_test_user(
            cls.env, login, groups="base.group_portal", name=name, lang="en_US"
        )
        if place:
            place.owner_id = user.partner_id
        contract = cls.env["reseller.contract"].create(
            {
                "reseller_id": user.partner_id.id,
                "grade_id": (grade or cls.gold).id,
                "mode": mode,
            }
        )
        contract.action_activate()
        return user, contract

    def _as(self, user):
        """Return the running contract as that user reaches it."""
        return self.env["reseller.contract"].with_user(user)._for_current_user()

    def _draft(self, product=None, quantity=1, price=400.0, token="t1", **vals):
        """Return an order draft as the form keeps it."""
        return {
            "token": token,
            "name": "李雷",
            "phone": "13812345678",
            "province": "北京市",
            "city": "北京市",
            "district": "朝阳区",
            "detail": "建国路88号院3号楼502",
            "note": "",
            "place_id": 0,
            "lines": [
                {
                    "product_id": (product or self.small).id,
                    "quantity": quantity,
                    "price": price,
                }
            ],
            **vals,
        }

    def _deliver(self, order):
        """Ship and deliver every parcel of an order."""
        for parcel in order._parcels():
            parcel._ship(self.courier, f"TN{parcel.id}")
        order._parcels()._deliver()


class PortalCommon(ResellerCommon, HttpCase):
    """Pages are asked for in English; the session of a login goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")

    def _login(self, login):
        if getattr(self, "logged_in", "") != login:
            self.authenticate(login, login)
            self.logged_in = login

    def _get(self, path, login="t_shop", **kwargs):
        self._login(login)
        return self.url_open(path, **kwargs)

    def _post(self, path, login="t_shop", **data):
        self._login(login)
        token = {"csrf_token": Request.csrf_token(self)}
        return self.url_open(path, data=token | data)
