{
    "name": "Reseller Network",
    "summary": "Resellers sell from the phone at prices of their own",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": [
        "agent_dropship",
        "portal",
        "partnership",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/reseller_network_rules.xml",
        "data/res_partner_grade_data.xml",
        "data/ir_cron_data.xml",
        "views/reseller_contract_views.xml",
        "views/reseller_price_views.xml",
        "views/res_partner_grade_views.xml",
        "views/menus.xml",
        "views/portal_layout.xml",
        "views/portal_home.xml",
        "views/portal_selection.xml",
        "views/portal_order_entry.xml",
        "views/portal_orders.xml",
        "views/portal_statements.xml",
        "views/portal_sessions.xml",
        "views/sale_portal_templates.xml",
    ],
    "demo": [
        "demo/reseller_demo.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "reseller_network/static/src/scss/*.scss",
            "reseller_network/static/src/interactions/*.js",
        ],
        "web.assets_tests": [
            "reseller_network/static/tests/tours/*.js",
        ],
    },
    "application": True,
}
