"""What a browser says it is, in two names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ua_parser import parse

# What people call them; the names of the parser tell engines and form factors apart too.
NAMES: Final = {
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "HeadlessChrome": "Chrome",
    "Edge Mobile": "Edge",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "Mac OS X": "macOS",
    "Chrome OS": "ChromeOS",
}
LONGEST: Final = 300  # characters that are looked at: what is longer was not written by a browser


@dataclass(frozen=True, slots=True)
class Device:
    """The browser and the system it runs on; each empty where it is not said."""

    browser: str
    system: str


@lru_cache(maxsize=1024)
def device(user_agent: str) -> Device:
    """Return what a User-Agent header says; a phone is called by its own name, as people do."""
    found = parse(user_agent[:LONGEST])
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    if found.device and found.device.family in {"iPhone", "iPad"}:
        system = found.device.family
    return Device(NAMES.get(browser, browser), NAMES.get(system, system))
