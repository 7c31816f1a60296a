"""Runs the platform alone: `python -m tests.simulators.wechat --port 8071`."""

import argparse
import signal
import sys
import threading

from .demo import furnish
from .server import Wechat


def main():
    """Run until interrupted; with a file, go on from where it was."""
    parser = argparse.ArgumentParser(description="WeChat on this machine")
    parser.add_argument("--port", type=int, default=8071)
    parser.add_argument("--state", help="file that keeps everything between two runs")
    parser.add_argument("--demo", action="store_true", help="with the demo's accounts")
    options = parser.parse_args()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stopped.set())
    with Wechat(options.port, state=options.state) as wechat:
        if options.demo:
            furnish(wechat)
        sys.stdout.write(f"{wechat.url}\n")
        sys.stdout.flush()
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
