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
    "data": [],
    "demo": [],
    "application": True,
}
