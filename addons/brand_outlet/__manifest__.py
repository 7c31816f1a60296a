{
    "name": "Brand Outlet",
    "summary": "Brands, contracts, places and offers of brand-outlet distribution",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": [
        "product_brand",
        "sale_stock",
        "sale_management",
        "mail",
        "portal",
    ],
    "data": [],
    "demo": [],
    "application": True,
}
