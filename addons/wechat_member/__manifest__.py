{
    "name": "WeChat Member",
    "summary": "Member cards with points, levels, stored value and coupons at the till",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": [
        "outlet_base",
        "pos_loyalty",
        "sale_loyalty",
        "portal",
    ],
    "data": [
        "security/wechat_member_groups.xml",
        "security/ir.model.access.csv",
        "security/wechat_member_rules.xml",
        "views/member_page_templates.xml",
        "data/ir_sequence_data.xml",
        "data/barcode_rule_data.xml",
        "data/member_level_data.xml",
        "data/member_card_type_data.xml",
        "views/member_level_views.xml",
        "views/coupon_redemption_views.xml",
        "views/loyalty_card_views.xml",
        "views/res_partner_views.xml",
        "views/member_card_type_views.xml",
        "views/res_config_settings_views.xml",
        "views/menus.xml",
    ],
    "demo": [
        "demo/pos_demo.xml",
        "demo/loyalty_demo.xml",
        "demo/member_demo.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": [
            "wechat_member/static/src/app/**/*",
        ],
        "web.assets_tests": [
            "wechat_member/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "wechat_member/static/tests/unit/**/*",
        ],
    },
    "application": True,
}
