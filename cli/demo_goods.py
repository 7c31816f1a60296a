"""What the demo tells about imported goods: stories, kinds, dates, tags and a lot."""

import base64
import datetime

from . import paths

TAGS = paths.ROOT / "tests" / "data" / "tags"
COSMETICS = "花漾"
# seasons of this year are new goods, the others were left over
NEW_SEASON = "2018"
# offers of these styles have been shown for a while
OLD_SEASON, OLD_DAYS = "2016", 20
STORIES = {
    "羽绒服": "90% 白鸭绒，充得饱满，拉链顺手。去年门店卖得最好，只剩这些。",
    "大衣": "双面呢，挺而不重，肩线服帖。从办公室穿到年夜饭都不会错。",
    "风衣": "防风面料加活里，春秋两季穿，下摆走路带风。",
    "毛衫": "精纺羊毛，贴身不扎，洗过不走形。",
    "针织衫": "细针织，软糯不透，单穿、打底都好看。",
    "衬衫": "免烫棉，领子挺一整天，早上拿起就能出门。",
    "夹克": "口袋多、不挑人，上班下班一件走天下。",
    "休闲裤": "微弹斜纹，坐久了膝盖不鼓。",
    "连衣裙": "一条就够，不用想怎么搭。腰线收得巧，显高。",
    "半身裙": "高腰 A 字，遮胯显腿长，配平底鞋也好看。",
    "T恤": "重磅纯棉，领口不塌，孩子他爸说一次买三件。",
    "抓绒衣": "轻、暖、干得快，早晚遛弯、周末爬山都用得上。",
    "冲锋衣": "压胶防水，帽檐可调，下雨天接孩子不用打伞。",
    "速干裤": "出汗不贴腿，过条河晾半小时就干。",
    "徒步鞋": "大底防滑，前掌包得住脚趾，走一天不磨。",
    "背包": "背负透气，分仓清楚，出差三天刚好。",
    "口红": "柜台同批次，不拔干，素颜涂一下就有气色。",
    "精华": "清爽不黏，早晚两滴，换季脸不起皮。",
    "面霜": "滋润但不闷，北方的冬天也够用。",
    "面膜": "膜布薄、精华足，敷完还能抹脖子。",
}
LOTS = (
    {
        "brand": "云杉",
        "category": "裤子",
        "pieces": 5000,
        "tag_price": 399.0,
        "supply_price": 79.0,
        "pack_size": 20,
        "story": "云杉工厂整批拿下：休闲裤、直筒裤混装，不分款，尺码齐。",
    },
    {
        "brand": "花漾",
        "category": "面膜",
        "pieces": 3000,
        "tag_price": 129.0,
        "supply_price": 25.0,
        "pack_size": 10,
        "months": 15,
        "story": "花漾换包装，旧版面膜 3000 盒，里面的东西一样，保质期还长。",
    },
)


def dress(env, today):
    """Tell the stories, date the cosmetics, show the tags, bring in the lots."""
    offers = env["outlet.offer"].search([("is_lot", "=", False)])
    _tell_stories(offers)
    _date_cosmetics(offers, today)
    _age(offers)
    _show_tags(env)
    _bring_lots(env, today)


def _tell_stories(offers):
    for style, of_style in offers.grouped("product_tmpl_id").items():
        story = next((text for word, text in STORIES.items() if word in style.name), "")
        new = (style.season or "").startswith(NEW_SEASON)
        of_style.write({"story": story, "kind": "new" if new else "overstock"})


def _date_cosmetics(offers, today):
    mine = offers.filtered(lambda offer: offer.brand_id.name == COSMETICS)
    for number, of_style in enumerate(mine.grouped("product_tmpl_id").values()):
        days = 300 + number * 13
        of_style.write({"best_before": today + datetime.timedelta(days=days)})


def _age(offers):
    """What is old in the shop was published some weeks ago."""
    old = offers.filtered(
        lambda offer: (
            offer.state == "published" and (offer.season or "").startswith(OLD_SEASON)
        )
    )
    past = old[:1].date_published - datetime.timedelta(days=OLD_DAYS)
    old._write_life({"date_published": past, "listed_on": past.date()})


def _show_tags(env):
    for path in sorted(TAGS.iterdir()):
        style = env["product.template"].search([("style_code", "=", path.stem)])
        offers = style.offer_ids.filtered(lambda offer: offer.state == "published")
        offers.action_suspend()
        style.tag_photo = base64.b64encode(path.read_bytes())
        offers.action_publish()


def _bring_lots(env, today):
    agent = env.ref("brand_outlet.partner_agent_tianjin")
    contracts = {
        contract.brand_id.name: contract
        for contract in env["brand.contract"]._find_valid(agents=agent)
    }
    lots = env["outlet.offer"]._create_lots(
        [
            {
                **lot,
                "contract": contracts[lot["brand"]],
                "category": env["product.category"].create({"name": lot["category"]}),
                "best_before": lot.get("months")
                and today + datetime.timedelta(days=30 * lot["months"]),
            }
            for lot in LOTS
            if lot["brand"] in contracts
        ]
    )
    lots.action_publish()
