{
    "name": "Brand Outlet at the Till",
    "summary": "Every sale at a till knows its place",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": [
        "brand_outlet",
        "point_of_sale",
        "pos_sale",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/outlet_pos_rules.xml",
        "views/pos_config_views.xml",
        "views/pos_order_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}
