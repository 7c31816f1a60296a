"""Raising a brand's floor over 10,000 own prices against the bare UPDATE.

A hundred resellers have a price for each of a hundred styles; the new floor leaves all
of them behind. The bare statement marks the same rows and knows nothing of floors.
"""

STYLES = 100
RESELLERS = 100
ROUNDS = 7
TAG, PRICE = 1000.0, 400.0


def run(context):
    """One figure: the floor raised through the contract, and the rows marked bare."""
    contract_id = _make_world(context)
    return [
        context.compare(
            f"raise a floor over {STYLES * RESELLERS:,} own prices / a bare UPDATE",
            (lambda env: env["brand.contract"].browse(contract_id), _raise_floor),
            (lambda env: env["brand.contract"].browse(contract_id), _mark_bare),
            ROUNDS,
        )
    ]


def _raise_floor(contract):
    contract._write_terms({"suggested_ratio": 60.0, "floor_ratio": 45.0})
    marked = contract.env["reseller.price"].search_count(
        [("band_problem", "=", "below")]
    )
    if marked != STYLES * RESELLERS:
        raise AssertionError(f"{marked} prices are marked")


def _mark_bare(contract):
    cr = contract.env.cr
    cr.execute(
        "UPDATE brand_contract SET suggested_ratio = %s, floor_ratio = %s"
        " WHERE id = %s",
        (60, 45, contract.id),
    )
    cr.execute("UPDATE reseller_price SET band_problem = 'below'")
    cr.execute("SELECT COUNT(*) FROM reseller_price WHERE band_problem = 'below'")


def _make_world(context):
    with context.environment(commit=True) as env:
        partners = env["res.partner"].create(
            [
                {"name": f"Partner {number}", "is_company": number < 2}
                for number in range(RESELLERS + 2)
            ]
        )
        partners[1].is_company = True
        brand = env["product.brand"].create(
            {"name": "Brand", "partner_id": partners[0].id}
        )
        contract = env["brand.contract"].create(
            {
                "brand_id": brand.id,
                "agent_id": partners[1].id,
                "date_start": "2017-01-01",
                "floor_ratio": 30.0,
            }
        )
        contract.action_activate()
        styles = env["product.template"].create(
            [
                {
                    "name": f"Style {number}",
                    "list_price": TAG,
                    "product_brand_id": brand.id,
                }
                for number in range(STYLES)
            ]
        )
        offers = env["outlet.offer"].create(
            [
                {"product_tmpl_id": style.id, "contract_id": contract.id}
                for style in styles
            ]
        )
        # what an offer needs to be published is not what is measured
        offers.write({"state": "published"})
        _make_prices(env, partners[2:], styles)
        return contract.id


def _make_prices(env, partners, styles):
    grade = env.ref("reseller_network.grade_gold")
    sellers = env["reseller.contract"].create(
        [{"reseller_id": partner.id, "grade_id": grade.id} for partner in partners]
    )
    sellers.action_activate()
    env["reseller.price"].create(
        [
            {"contract_id": seller.id, "product_tmpl_id": style.id, "price": PRICE}
            for seller in sellers
            for style in styles
        ]
    )
    env.flush_all()
    env.cr.execute("ANALYZE")
