import base64
import io

from PIL import Image

from odoo.tests import Form, new_test_user

from .common import DropshipCommon


def make_photo(kind="PNG", colour="red"):
    """Return a small picture as a browser sends it."""
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), colour).save(buffer, kind)
    return base64.b64encode(buffer.getvalue())


class CaseCommon(DropshipCommon):
    """Orders that were delivered out of Tianjin, and everybody who may act."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for warehouse in (cls.tj, cls.ks, cls.fs):
            for product in (cls.coat, cls.scarf):
                cls._stock(warehouse, product, 20)
        cls.agent_user = cls._agent_user(cls.tj, "case_agent")
        cls.other_agent_user = cls._agent_user(cls.ks, "case_other_agent")
        cls.brand_user = new_test_user(
            cls.env,
            "case_brand",
            groups="brand_outlet.group_brand",
            party_id=cls.brand_company.id,
        )
        cls.operator = new_test_user(
            cls.env, "case_operator", groups="brand_outlet.group_operator"
        )
        cls.no_reason = cls.env.ref("agent_dropship.case_reason_no_reason")
        cls.defect = cls.env.ref("agent_dropship.case_reason_defect")

    @classmethod
    def _sold(cls, *lines, deliver=True, partner=None, **vals):
        """A shipped order; delivered too, unless told otherwise."""
        lines = lines or ((cls.coat, 1, 500.0),)
        order = cls._order(partner or cls.in_beijing, lines, **vals)
        for number, parcel in enumerate(order.picking_ids):
            parcel._ship(cls.courier, f"ZT{order.id:06}{number}")
        if deliver:
            order.picking_ids._deliver()
        cls.env.flush_all()
        return order

    @classmethod
    def _open(cls, kind, order, reason=None, **options):
        return cls.env["outlet.case"]._open(
            kind, order, reason=reason or cls.no_reason, **options
        )

    def _receive_as(self, user, case, good=None, damaged=0, photo=None):
        """Receive goods through the form of the agent's desk."""
        action = case.with_user(user).action_open_receive()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        with Form(wizard) as form:
            if photo:
                form.photo = photo
            with form.line_ids.edit(0) as line:
                if good is not None:
                    line.quantity_good = good
                line.quantity_damaged = damaged
        wizard.action_receive()

    def _step_as(self, user, case, step, note="", role=None):
        action = getattr(case.with_user(user), f"action_open_{step}")()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        wizard.note = note
        if role:
            wizard.role = role
        wizard.action_apply()

    def _pieces(self, warehouse, product, location=None):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", (location or warehouse.lot_stock_id).id),
                ("owner_id", "=", warehouse.agent_id.id),
            ]
        )
        return sum(quants.mapped("quantity"))

    def _roles(self, order):
        totals = {}
        for entry in self.env["share.entry"].search([("order_id", "=", order.id)]):
            totals[entry.role] = totals.get(entry.role, 0) + entry.amount
        return {role: round(total, 2) for role, total in totals.items()}
