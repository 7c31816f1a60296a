"""What tests in other processes ask of the simulator; none of it is WeChat's."""

import json

from . import push, tokens
from .acts import ACTS
from .errors import PayRefusal, Refusal
from .routes import Answer, route


def control(method, path):
    """Register a function that gives JSON; what it cannot do is a 400."""

    def register(function):
        def answer(world, call):
            try:
                return _json(function(world, call))
            except (KeyError, TypeError, ValueError) as error:
                return _json({"error": f"{type(error).__name__}: {error}"}, 400)
            except Refusal as refusal:
                return _json({"error": refusal.words, "code": refusal.code}, 400)
            except PayRefusal as refusal:
                told = {"error": refusal.message, "code": refusal.code}
                return _json(told, 400)

        route("control", method, f"/_sim/{path}")(answer)
        return function

    return register


def _json(found, status=200):
    text = json.dumps({} if found is None else found, ensure_ascii=False)
    return Answer(text, status, "application/json; charset=utf-8")


def given(call):
    return json.loads(call.body or b"{}")


def app_of(world, values):
    return world.apps[values.pop("appid")]


@control("POST", "reset")
def reset(world, _call):
    world.reset()


@control("GET", "state")
def state(world, _call):
    return json.loads(world.export())


@control("POST", "state")
def set_state(world, call):
    world.restore(call.body.decode())


@control("POST", "apps")
def apps(world, call):
    return world.new_app(**given(call))


@control("POST", "check")
def check(world, call):
    return {"ok": world.post.check(app_of(world, given(call)))}


@control("POST", "people")
def people(world, call):
    return world.people[world.new_person(**given(call))]


@control("POST", "act")
def act(world, call):
    values = given(call)
    app, name, person = app_of(world, values), values.pop("act"), values.pop("person")
    with world.lock:
        result = ACTS[name](world, app, person, **values)
    ids = {"openid": world.openid(app, person), "unionid": world.unionid(app, person)}
    return {"result": result, **ids}


@control("POST", "authorize")
def authorize(world, call):
    values = given(call)
    return {"location": world.authorize(values["url"], values["person"])}


@control("POST", "push")
def push_event(world, call):
    values = given(call)
    app, event = app_of(world, values), values["event"]
    person = values.get("person")
    openid = world.openid(app, person) if person else values.get("openid", "oplatform")
    kind = event.pop("MsgType", "event")
    world.post.message(app, openid, kind, **event)


@control("POST", "delivery")
def delivery(world, call):
    values = given(call)
    unknown = set(values) - set(push.DELIVERY)
    if unknown:
        raise KeyError(sorted(unknown))
    world.post.delivery.update(values)
    return world.post.delivery


@control("POST", "release")
def release(world, _call):
    world.post.release()


@control("POST", "flush")
def flush(world, _call):
    return {"done": world.flush()}


@control("GET", "pushes")
def pushes(world, _call):
    return {"pushes": world.post.pushes}


@control("POST", "pushes")
def forget_pushes(world, _call):
    world.post.pushes.clear()


@control("GET", "requests")
def requests(world, _call):
    return {"requests": world.requests}


@control("POST", "faults")
def fault(world, call):
    return world.fail(**given(call))


@control("DELETE", "faults")
def no_faults(world, _call):
    world.faults.clear()


@control("POST", "clock")
def clock(world, call):
    values = given(call)
    if "skew" in values:
        world.data["skew"] = values["skew"]
    world.advance(values.get("advance", 0))
    return {"now": world.now()}


@control("POST", "tokens")
def lose_tokens(world, call):
    values = given(call)
    tokens.lose(world, app_of(world, values), values["do"])
