{
    "name": "WeChat Member",
    "summary": "Member cards with points, levels, stored value and coupons at the till",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": [
        "pos_loyalty",
        "sale_loyalty",
        "portal",
    ],
    "data": [],
    "demo": [],
    "application": True,
}
