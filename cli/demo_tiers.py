"""What affiliates earn on some of the demo's goods: margins differ by category."""

RATES = {"美妆": 18, "户外": 28}
FESTIVAL = ("北斗星", 35)


def set_rates(env):
    """Give two categories and one brand a commission rate of their own."""
    rates = env["commission.rate"].sudo()
    if rates.search_count([], limit=1):
        return
    categories = env["product.category"].sudo().search([("name", "in", list(RATES))])
    brand, rate = FESTIVAL
    rates.create(
        [
            *(
                {"categ_id": category.id, "rate": RATES[category.name]}
                for category in categories
            ),
            {
                "brand_id": env["product.brand"].search([("name", "=", brand)]).id,
                "grade_id": env.ref("reseller_network.grade_gold").id,
                "rate": rate,
            },
        ]
    )
