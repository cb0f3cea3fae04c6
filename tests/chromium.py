"""Drives headless Chromium over its debugging pipe: open a page, ask it, see what it requested."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
    # No name resolves: a page that needs the network fails here, and nothing leaves the machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE = 60.0  # seconds for one answer, on a machine that does other things too


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class Chromium:
    """One browser process; `page()` gives a fresh tab."""

    def __init__(self, program: str) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        hears, self._write = os.pipe()
        self._read, says = os.pipe()
        profile = f"--user-data-dir={self._profile.name}"
        # The pipe has the descriptors 3 and 4; ours may have these numbers already.
        command = f'exec 60<&{hears} 61>&{says}; exec "$@" 3<&60 4>&61'
        self._process = subprocess.Popen(
            ["bash", "-c", command, "bash", program, *SWITCHES, profile],
            pass_fds=(hears, says),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(hears)
        os.close(says)
        self._buffer = b""
        self._count = 0
        self.events: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._write)
        os.close(self._read)
        self._profile.cleanup()

    def page(self) -> Page:
        """A tab with a memory of its own: no cookies, no storage of other tabs."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        return Page(self, attached["sessionId"], context)

    def call(self, method: str, session: str | None = None, **parameters: object) -> dict[str, Any]:
        self._count += 1
        number = self._count
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def receive(self) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0, until - time.monotonic()))
            chunk = os.read(self._read, 1 << 20) if ready else b""
            assert chunk, "Chromium does not answer"
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message


class Page:
    """One tab."""

    def __init__(self, browser: Chromium, session: str, context: str) -> None:
        self._browser, self._session, self._context = browser, session, context
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.call("Target.disposeBrowserContext", browserContextId=self._context)

    def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        return self._browser.call(method, self._session, **parameters)

    def look(self, width: int = 1280, height: int = 900, *, dark: bool = False) -> None:
        """Set the size of the window, and the colours the reader prefers."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, address: Path | str) -> None:
        """Open a file or address, and wait until it is loaded."""
        url = address.as_uri() if isinstance(address, Path) else address
        self._browser.events.clear()
        self._call("Page.navigate", url=url)
        while not self._events("Page.loadEventFired"):
            self._browser.events.append(self._browser.receive())

    def ask(self, expression: str) -> Any:  # noqa: ANN401 - what JavaScript gives
        """The value of a JavaScript expression, awaited."""
        answer = self._call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, expression: str) -> Any:  # noqa: ANN401 - what JavaScript gives
        """The first true value of `expression`."""
        until = f"""new Promise((resolve, reject) => {{
            const end = Date.now() + {PATIENCE * 1000 / 2};
            const look = () => {{
                const value = {expression};
                if (value) resolve(value);
                else if (Date.now() > end) reject(new Error("it never became true"));
                else setTimeout(look, 20);
            }};
            look();
        }})"""
        return self.ask(until)

    def requests(self) -> list[str]:
        """The addresses asked for since the page was opened."""
        return [event["request"]["url"] for event in self._events("Network.requestWillBeSent")]

    def troubles(self) -> list[str]:
        """Failed requests, script errors and console errors since the page was opened."""
        failed = [event["errorText"] for event in self._events("Network.loadingFailed")]
        thrown = [str(e["exceptionDetails"]) for e in self._events("Runtime.exceptionThrown")]
        logged = [e["entry"] for e in self._events("Log.entryAdded")]
        return failed + thrown + [str(entry) for entry in logged if entry["level"] == "error"]

    def screenshot(self, file: Path, *, whole: bool = False) -> None:
        data = self._call("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        file.write_bytes(base64.b64decode(data))

    def _events(self, method: str) -> list[dict[str, Any]]:
        return [
            event["params"]
            for event in self._browser.events
            if event.get("method") == method and event.get("sessionId") == self._session
        ]
