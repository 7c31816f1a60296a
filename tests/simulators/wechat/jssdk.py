"""What WeChat's browser can do for a page: the script a page loads, and its checks.

The page takes `/open/js/jweixin-1.6.0.js` from here instead of from WeChat.
"""

import hashlib
import json

from .routes import Answer, route

SCRIPT = """(function () {
  var base = BASE, done = null, ready = [], failed = [];
  function tell(list, value) { list.forEach(function (one) { one(value); }); }
  window.wx = window.jWeixin = {
    config: function (given) {
      var query = new URLSearchParams({
        appid: given.appId, timestamp: given.timestamp, nonce: given.nonceStr,
        signature: given.signature, url: location.href.split("#")[0],
      });
      wx._app = given.appId;
      fetch(base + "/jssdk/check?" + query).then(function (answer) {
        return answer.json();
      }).then(function (answer) {
        done = answer;
        tell(answer.ok ? ready : failed, {errMsg: "config:" + answer.words});
      });
    },
    ready: function (call) { if (done && done.ok) call(); else ready.push(call); },
    error: function (call) { failed.push(call); },
    checkJsApi: function (given) {
      var result = {};
      (given.jsApiList || []).forEach(function (name) { result[name] = name in wx; });
      given.success({checkResult: result, errMsg: "checkJsApi:ok"});
    },
    addCard: function (given) {
      var card = given.cardList[0];
      location.href = base + "/jssdk/card?" + new URLSearchParams({
        appid: wx._app, card_id: card.cardId, ext: card.cardExt, back: location.href,
      });
    },
    openCard: function (given) {
      var card = given.cardList[0];
      location.href = base + "/jssdk/open?" + new URLSearchParams({
        appid: wx._app, card_id: card.cardId, code: card.code,
      });
    },
    getLocation: function (given) {
      given.success({latitude: 39.1, longitude: 117.2, accuracy: 30});
    },
    scanQRCode: function (given) {
      var found = window.prompt("扫到的内容");
      if (found) given.success({resultStr: found, errMsg: "scanQRCode:ok"});
    },
    closeWindow: function () { location.href = base + "/"; },
    hideOptionMenu: function () {},
    updateAppMessageShareData: function (given) { if (given.success) given.success(); },
    updateTimelineShareData: function (given) { if (given.success) given.success(); },
  };
})();
"""


def page_signature(ticket, nonce, stamp, url):
    """The signature with which a page may use WeChat's functions."""
    words = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={stamp}&url={url}"
    return hashlib.sha1(words.encode()).hexdigest()  # noqa: S324


@route("page", "GET", r"/open/js/jweixin-[\d.]+\.js")
def script(world, _call):
    text = SCRIPT.replace("BASE", json.dumps(world.url), 1)
    return Answer(text, kind="application/javascript; charset=utf-8")


@route("page", "GET", "/jssdk/check")
def check(world, call):
    """Whether a page signed itself rightly."""
    asked = call.query
    app = world.apps.get(asked.get("appid", ""))
    words = "ok"
    if app is None:
        words = "invalid appid"
    else:
        ticket = app["tickets"].get("jsapi", {"ticket": "", "until": 0})
        names = (asked.get(name, "") for name in ("nonce", "timestamp", "url"))
        right = page_signature(ticket["ticket"], *names)
        if ticket["until"] <= world.now() or asked.get("signature") != right:
            words = "invalid signature"
    answer = json.dumps({"ok": words == "ok", "words": words})
    headers = {"Access-Control-Allow-Origin": "*"}
    return Answer(answer, kind="application/json", headers=headers)
