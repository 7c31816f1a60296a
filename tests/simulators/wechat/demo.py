"""The accounts and the people of the demo, always the same."""

APPID = "wxdemo0123456789ab"


def furnish(wechat):
    """Make what the demo needs and is not there yet."""
    if APPID in wechat.apps:
        return
    wechat.new_app(
        APPID,
        name="云裳折扣会员",
        secret="5f4dcc3b5aa765d61d8327deb882cf99",
        token="demotoken2026",
        aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        mode="aes",
        open_platform="yunshang",
    )
    for key, name, phone in PEOPLE:
        wechat.new_person(name, phone, id=key)


PEOPLE = [
    ("lilei", "李雷", "13812345678"),
    ("hanmeimei", "韩梅梅", "13987654321"),
    ("xiaoman", "小满", "13700001111"),
]
