from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_open

NEW = ("courier_code", "number_patterns")


def migrate(cr, version):
    """Couriers are never updated, as people change them: give those that are there
    their codes and number formats, where nobody entered any."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    with file_open("agent_dropship/data/delivery_carrier_data.xml", "rb") as data:
        records = etree.parse(data).iter("record")
        for record in records:
            courier = env.ref(f"agent_dropship.{record.get('id')}", False)
            if courier and courier._name == "delivery.carrier":
                texts = {one.get("name"): one.text for one in record.iter("field")}
                courier.write(
                    {
                        name: texts[name]
                        for name in NEW
                        if texts.get(name) and not courier[name]
                    }
                )
