{
    "name": "WeChat Member: Online Orders at the Till",
    "summary": "Goods bought online are brought back at any till",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": [
        "wechat_member",
        "pos_sale_loyalty",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/sale_order_rules.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": [
            "wechat_member_pos_sale/static/src/app/**/*",
        ],
        "web.assets_tests": [
            "wechat_member_pos_sale/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
}
