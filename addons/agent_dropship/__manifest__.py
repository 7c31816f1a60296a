{
    "name": "Agent Dropship",
    "summary": "Routes orders to the nearest agent warehouse, dispatches and settles them",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": [
        "brand_outlet",
        "stock_delivery",
        "account",
    ],
    "data": [],
    "demo": [],
    "application": True,
}
