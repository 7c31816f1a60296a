{
    "name": "Resellers and Members",
    "summary": "Members become resellers; resellers share coupons and are credited",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": ["reseller_network", "wechat_member"],
    "data": [
        "security/ir.model.access.csv",
        "security/promoter_rules.xml",
        "views/loyalty_program_views.xml",
        "views/promoter_credit_views.xml",
        "views/portal_coupons.xml",
        "views/claim_page.xml",
    ],
    "demo": ["demo/promoter_demo.xml"],
    "auto_install": True,
}
