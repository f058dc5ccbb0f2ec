"""Headless Chromium for tests, by the DevTools protocol over a WebSocket (python3-websocket)."""
import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

import websocket

PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")


class Browser:
    """A browser of the test's own; pages end with it."""

    def __enter__(self):
        assert PROGRAM, "Debian has a browser for this in chromium-headless-shell"
        self.folder = tempfile.mkdtemp(prefix="hemiola-browser-")
        self.process = subprocess.Popen(
            [PROGRAM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--remote-debugging-port=0", "--remote-allow-origins=*", "--user-data-dir=" + self.folder,
             "about:blank"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        port_file = os.path.join(self.folder, "DevToolsActivePort")
        end = time.monotonic() + 600
        while not os.path.exists(port_file) or "\n" not in open(port_file).read():
            assert time.monotonic() < end and self.process.poll() is None, "no browser"
            time.sleep(0.05)
        with open(port_file) as file:
            self.port = int(file.readline())
        return self

    def __exit__(self, *_):
        # The program may be a script that starts the browser: all of its group end.
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        shutil.rmtree(self.folder, ignore_errors=True)

    def open(self, address, width=1200, height=900):
        return Page(self.port, address, width, height)


class Page:
    def __init__(self, port, address, width, height):
        request = urllib.request.Request("http://127.0.0.1:%d/json/new?about:blank" % port, method="PUT")
        with urllib.request.urlopen(request) as answer:
            target = json.load(answer)
        self.socket = websocket.create_connection(target["webSocketDebuggerUrl"], timeout=600)
        self.number, self.said = 0, []
        for domain in ("Page", "Runtime", "Log"):
            self.command(domain + ".enable")
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=1, mobile=width < 600)
        self.command("Page.navigate", url=address)

    def command(self, method, **parameters):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.number:
                assert "error" not in message, message
                return message["result"]
            # What the page writes to its console, and what the browser has to say about it.
            if message.get("method") in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
                self.said.append(message["params"])

    def run(self, script):
        """The value of an expression in the page."""
        result = self.command("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def await_true(self, script, seconds=600):
        end = time.monotonic() + seconds
        while not self.run(script):
            assert time.monotonic() < end, "never true: %s\n%s" % (script, self.run("document.body.innerText"))
            time.sleep(0.02)

    def press(self, key, selector):
        """A key in a focused element, as the keyboard sends it."""
        self.run("document.querySelector(%s).focus()" % json.dumps(selector))
        code, number, text = {"ArrowRight": ("ArrowRight", 39, None), "ArrowLeft": ("ArrowLeft", 37, None),
                              "Enter": ("Enter", 13, "\r"), " ": ("Space", 32, " ")}[key]
        extra = {"text": text} if text else {}
        for kind in ("keyDown", "keyUp"):
            self.command("Input.dispatchKeyEvent", type=kind, key=key, code=code, windowsVirtualKeyCode=number, **extra)

    def centre(self, selector):
        box = self.run("(() => { const e = document.querySelector(%s); e.scrollIntoView({block: 'center'});"
                       "const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
                       % json.dumps(selector))
        assert box, selector
        return box

    def click(self, selector):
        x, y = self.centre(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def wheel(self, selector, down):
        x, y = self.centre(selector)
        self.command("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=down)

    def type(self, selector, text):
        """Replaces what an input holds, and leaves it by Enter."""
        self.run("document.querySelector(%s).select()" % json.dumps(selector))
        self.run("document.querySelector(%s).focus()" % json.dumps(selector))
        self.command("Input.insertText", text=text)
        self.press("Enter", selector)

    def close(self):
        self.command("Page.close")
        self.socket.close()

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.command("Page.captureScreenshot")["data"]))
