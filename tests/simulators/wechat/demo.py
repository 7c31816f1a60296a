"""The account and the people of the demo, always the same."""

APPID = "wxdemo0123456789ab"
# templates of messages the account has, by their titles at the platform
TEMPLATES = {
    "demoPoints": (
        "积分变动提醒",
        "变动原因：{{thing1.DATA}}\n当前积分：{{number2.DATA}}\n时间：{{time3.DATA}}",
    ),
    "demoCoupon": (
        "优惠券到期提醒",
        "优惠券：{{thing1.DATA}}\n到期时间：{{time2.DATA}}\n说明：{{thing3.DATA}}",
    ),
}
VISITORS = {"lilei": ("李雷", "13812345678"), "hanmei": ("韩梅梅", "13987654321")}


def furnish(wechat, name="品牌折扣工厂店会员", people=()):
    """Make what the demo needs and is not there yet; return the account.

    :param people: {id: (name, phone)} besides some who are no members yet
    """
    if APPID in wechat.apps:
        return wechat.apps[APPID]
    app = wechat.new_app(APPID, name=name, mode="aes", open_platform="outlet")
    for key, (title, content) in TEMPLATES.items():
        app["templates"][key] = {"title": title, "content": content}
    for key, (person, phone) in {**VISITORS, **dict(people)}.items():
        wechat.new_person(person, phone, id=key)
    return app
