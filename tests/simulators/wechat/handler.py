"""Reads requests from the wire and puts answers on it."""

import json
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import faults
from .errors import PayRefusal, Refusal
from .routes import Answer, Call

LARGEST = 4 * 1024 * 1024


class Server(ThreadingHTTPServer):
    """Answers with what ``wechat.answer`` says."""

    daemon_threads = True
    request_queue_size = 200

    def __init__(self, port, wechat):
        super().__init__(("127.0.0.1", port), Handler)
        self.wechat = wechat

    def handle_error(self, request, client_address):
        """Whoever asked did not wait for the answer: nothing to tell."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # an answer leaves in one piece and does not wait for an acknowledgement
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self):
        self._take("GET")

    def do_POST(self):
        self._take("POST")

    def do_PATCH(self):
        self._take("PATCH")

    def do_DELETE(self):
        self._take("DELETE")

    def _take(self, method):
        size = int(self.headers.get("Content-Length") or 0)
        if size > LARGEST:
            self.close_connection = True
            return self._say(Answer("too large", 413))
        target = urllib.parse.urlsplit(self.path)
        call = Call(
            method,
            target.path,
            dict(urllib.parse.parse_qsl(target.query, keep_blank_values=True)),
            self.headers,
            self.rfile.read(size),
            self.client_address[0],
            self.path,
        )
        try:
            return self._reply(*self.server.wechat.answer(call))
        except Refusal as refusal:
            return self._reply(refusal.answer())
        except PayRefusal as refusal:
            return self._refuse_payment(refusal)
        except faults.Reset:
            self.close_connection = True
        except Exception as error:
            # a request nobody thought of is seen by whoever made it
            words = f"{type(error).__name__}: {error}"
            return self._say(Answer(words, 500, "text/plain; charset=utf-8"))

    def _reply(self, answer, signer=None):
        if not isinstance(answer, Answer):
            text = json.dumps(answer, ensure_ascii=False)
            # half of the platform's answers call themselves plain text
            plain = self.path.startswith(("/sns/", "/card/"))
            kind = "text/plain" if plain else "application/json; encoding=utf-8"
            answer = Answer(text, kind=kind)
        headers = signer.headers(_bytes(answer.content).decode()) if signer else {}
        self._say(answer, headers)

    def _refuse_payment(self, refusal):
        told = {"code": refusal.code, "message": refusal.message}
        text = json.dumps(told, ensure_ascii=False)
        answer = Answer(text, refusal.status, "application/json")
        self._say(answer, {"Request-ID": f"08{id(refusal):X}-{refusal.number}"})

    def _say(self, answer, headers=()):
        content = _bytes(answer.content)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in {**answer.headers, **dict(headers)}.items():
            for one in value if isinstance(value, list) else [value]:
                self.send_header(name, one)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        """Say nothing: addresses hold tokens."""


def _bytes(content):
    if isinstance(content, bytes):
        return content
    # a nickname may hold half a character, as on the platform
    return content.encode("utf-8", "surrogatepass")
