{
    "name": "WeChat Member: Restaurant",
    "summary": "Members order, redeem and pay at the table",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": [
        "wechat_member",
        "pos_restaurant_loyalty",
    ],
    "assets": {
        "web.assets_tests": [
            "wechat_member_restaurant/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
}
