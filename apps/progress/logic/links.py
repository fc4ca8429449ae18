"""What a link tells: whether two addresses are the same page, and what one usually does there."""

from __future__ import annotations

import re
from itertools import product
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

# Parameters that say how somebody came to a page, and not which page it is.
_TRACKING: Final = frozenset({"fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "igshid", "ref_src"})

# Host (its subdomains too), pattern of the path, kind. The first line that fits decides.
_PROVIDERS: Final[tuple[tuple[str, re.Pattern[str], str], ...]] = tuple(
    (host, re.compile(path), kind)
    for host, path, kind in (
        ("github.com", r"^/[^/]+/[^/]+/(issues|discussions)(/|$)", "community"),
        ("github.com", r"^/[^/]+/[^/]+/(pull|pulls|commit|compare)(/|$)", "built"),
        ("docs.github.com", r"", "read"),
        ("github.com", r"^/[^/]+/[^/]+/?$", "read"),
        ("github.com", r"^/[^/]+/[^/]+/(blob|tree|wiki|releases)(/|$)", "read"),
        ("gist.github.com", r"", "wrote"),
        ("gitlab.com", r"/-/merge_requests(/|$)", "built"),
        ("gitlab.com", r"/-/issues(/|$)", "community"),
        ("stackoverflow.com", r"^/(questions|q|a)/", "community"),
        ("stackexchange.com", r"^/(questions|q|a)/", "community"),
        ("discuss.pytorch.org", r"", "community"),
        ("discuss.kubernetes.io", r"", "community"),
        ("discuss.huggingface.co", r"", "community"),
        ("news.ycombinator.com", r"", "community"),
        ("reddit.com", r"", "community"),
        ("coursera.org", r"^/(account/accomplishments|verify)(/|$)", "certified"),
        ("coursera.org", r"", "course"),
        ("edx.org", r"", "course"),
        ("udacity.com", r"", "course"),
        ("udemy.com", r"", "course"),
        ("datacamp.com", r"", "course"),
        ("pluralsight.com", r"", "course"),
        ("deeplearning.ai", r"", "course"),
        ("fast.ai", r"", "course"),
        ("khanacademy.org", r"", "course"),
        ("training.linuxfoundation.org", r"", "course"),
        ("kaggle.com", r"^/learn(/|$)", "course"),
        ("kaggle.com", r"^/(competitions|code)(/|$)", "built"),
        ("huggingface.co", r"^/learn(/|$)", "course"),
        ("learn.microsoft.com", r"/training/", "course"),
        ("credly.com", r"", "certified"),
        ("youtube.com", r"", "watched"),
        ("youtu.be", r"", "watched"),
        ("vimeo.com", r"", "watched"),
        ("meetup.com", r"", "attended"),
        ("eventbrite.com", r"", "attended"),
        ("lu.ma", r"", "attended"),
        ("luma.com", r"", "attended"),
        ("speakerdeck.com", r"", "presented"),
        ("arxiv.org", r"", "read"),
        ("papers.nips.cc", r"", "read"),
        ("openreview.net", r"", "read"),
        ("medium.com", r"", "read"),
        ("dev.to", r"", "read"),
        ("substack.com", r"", "read"),
        ("martinfowler.com", r"", "read"),
        ("wikipedia.org", r"", "read"),
        ("readthedocs.io", r"", "read"),
        ("docs.rs", r"", "read"),
    )
)
_DOCS: Final = re.compile(r"^(docs?|developer|developers|blog|engineering|learn|handbook)\.")
_DOCS_PATH: Final = re.compile(r"^/(docs?|documentation|guides?|reference|tutorials?|blog)(/|$)")


def usual_kind(link: str) -> str | None:
    """Return the kind of evidence that a link usually stands for, or None for an unknown place."""
    parts = _split(link)
    if parts is None:
        return None
    host = (parts.hostname or "").lower()
    for known, path, kind in _PROVIDERS:
        if (host == known or host.endswith(f".{known}")) and path.search(parts.path):
            return kind
    if _DOCS.search(host) or _DOCS_PATH.search(parts.path):
        return "read"
    return None


def same_page(link: str) -> tuple[str, ...]:
    """Return the ways in which the address of one page is written, sorted.

    With and without encryption, *www.*, a closing slash and the fragment; without what only says
    how somebody came there. An exact comparison with any of them can use an index. What is no
    address is written in one way, its own.
    """
    parts = _split(link)
    if parts is None:
        return (link,)
    host = parts.netloc.lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    query = urlencode(
        [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(pair[0])]
    )
    asked = f"?{query}" if query else ""
    fragments = {"", f"#{parts.fragment}"} if parts.fragment else {""}
    ways = product(("http", "https"), ("", "www."), ("", "/"), fragments)
    return tuple(
        sorted(f"{scheme}://{www}{host}{path}{slash}{asked}{end}" for scheme, www, slash, end in ways)
    )


def _split(link: str) -> SplitResult | None:
    try:
        return urlsplit(link)
    except ValueError:  # of a bracket without its fellow, or letters that no host has
        return None


def _tracks(parameter: str) -> bool:
    return parameter.lower().startswith("utm_") or parameter.lower() in _TRACKING
