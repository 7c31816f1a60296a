"""The WeChat platform over HTTP on this machine: accounts, cards, pay and followers.

It shares no code with what it tests. `python -m tests.simulators.wechat --port 8071`
runs it alone (then http://127.0.0.1:8071/ is a telephone to act as a follower); in a
test:

    with Wechat() as wechat:
        app = wechat.new_app(callback_url="http://127.0.0.1:8069/wechat/callback/KEY")
        ...                       # the system asks wechat.url with app["secret"]
        lei = wechat.new_person("李雷")
        wechat.act("follow", app, lei)              # the system is told
        wechat.flush()                              # until it has been
        wechat.openid(app, lei)

Every path of the platform stays as it is (`/cgi-bin/`, `/card/`, `/sns/`, `/v3/`,
`/connect/oauth2/authorize`, `/cgi-bin/showqrcode`): only the host is another.

Control, for tests in other processes: JSON in, JSON out, below `/_sim/`.

    POST /_sim/reset       start over
    GET  /_sim/state       everything it knows; POST puts it back
    POST /_sim/apps        {appid?, secret?, name, kind: official|mini, token, aes_key,
                            mode: plain|aes|compatible, callback_url, open_platform,
                            ip_list, rights, limits, approval, approval_after, ...}:
                            makes or changes an account, answers it whole
    POST /_sim/check       {appid}: the platform's GET of the callback; {"ok": bool}
    POST /_sim/people      {name, phone?, snapshot?}: answers {"id", ...}
    POST /_sim/act         {act, appid, person, ...}: what a follower does, see acts.py
    POST /_sim/authorize   {url, person}: open an OAuth address; {"location"}
    POST /_sim/push        {appid, person?, event: {...}}: any event at all
    POST /_sim/delivery    how events are brought: {hold, copies, delay, shuffle, tries,
                            timeout, pause, age, key: right|old|forged}
    POST /_sim/release     send what was held; answers when it is delivered
    POST /_sim/flush       answers when nothing is under way
    GET  /_sim/pushes      every event with its tries; POST forgets them
    GET  /_sim/requests    every request (method, path, query, body)
    POST /_sim/faults      {kind, path?, times?, ...}, see faults.py; DELETE removes all
    POST /_sim/clock       {advance: seconds} or {skew: seconds}
    POST /_sim/tokens      {appid, do: expire|replace}: as time, or another system, does
    POST /_sim/merchants   {mchid?}: a merchant of WeChat Pay with its keys, see pay.py
    POST /_sim/codepay     {mchid, out_trade_no, do: pay|decline}: what the customer
                            does who is asked for his password, see codepay.py
    POST /_sim/pay/notify  {mchid, event_type, resource, ...}: any notice of WeChat Pay
"""

from .server import Wechat

__all__ = ["Wechat"]
