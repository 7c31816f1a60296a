{
    "name": "Members and Brands",
    "summary": "Tags of members who like a brand",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Brand Outlet contributors",
    "license": "AGPL-3",
    "depends": [
        "wechat_member",
        "product_brand",
    ],
    "data": [
        "views/member_tag_views.xml",
    ],
    "auto_install": True,
}
