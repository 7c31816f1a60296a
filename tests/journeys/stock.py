"""Asks the running system what can be sold, so that a journey fits any state of it."""

from tests.system import sign_in


def sku_at(agent_code, brand="云杉", pieces=5):
    """SKU and name of an article with free pieces at an agent's warehouse."""
    found = sign_in("operator").read(
        "stock.quant",
        [
            ("owner_id.ref", "=", agent_code),
            ("location_id.usage", "=", "internal"),
            ("reserved_quantity", "=", 0),
            ("quantity", ">=", pieces),
            ("product_id.product_tmpl_id.product_brand_id.name", "=", brand),
        ],
        ["product_id"],
        limit=1,
    )
    product_id = found[0]["product_id"][0]
    fields = ["default_code", "name"]
    product = sign_in("operator").read(
        "product.product", [("id", "=", product_id)], fields
    )[0]
    return product["default_code"], product["name"]
