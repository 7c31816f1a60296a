{
    "name": "Outlet Base",
    "summary": "Phone codes, the one door for messages, sealed secrets",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tools",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": ["sms"],
    "external_dependencies": {"python": ["cryptography"]},
    "data": [
        "security/ir.model.access.csv",
        "security/message_rules.xml",
        "data/time_zone_data.xml",
        "views/message_gate_views.xml",
        "views/res_config_settings_views.xml",
        "views/quiet_page.xml",
    ],
}
