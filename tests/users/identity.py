"""A small OpenID Connect provider and a small GitHub on loopback, which can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "evenkeel", "a secret of the client"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGE_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What the provider says, and what was asked of it."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)  # claims of whoever is signed in there
    token: dict[str, Any] = field(default_factory=dict)  # claims to put in place of the right ones
    profile: dict[str, Any] = field(default_factory=dict)  # the same for the profile
    document: dict[str, Any] = field(default_factory=dict)  # the same for the discovery document
    signed_with: Any = KEY
    algorithm: str = "RS256"
    down: bool = False
    asked: dict[str, str] = field(default_factory=dict)  # of the last authorisation
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        """Return the discovery document."""
        at = self.address
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/keys",
            "userinfo_endpoint": f"{at}/me",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.document,
        }

    def keys(self) -> dict[str, Any]:
        """Return the public half of the key."""
        key = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorise(self, query: dict[str, str]) -> str:
        """Return where to send the browser back to."""
        self.asked = query
        code = secrets.token_urlsafe()
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Return tokens for a code; None where client, code or PKCE verifier are not right."""
        query = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if query is None:
            return None
        sent = [form.get(name) for name in ("client_id", "client_secret", "redirect_uri")]
        if (sent, challenge) != ([CLIENT, SECRET, query["redirect_uri"]], query["code_challenge"]):
            return None
        return {"access_token": "let me in", "token_type": "Bearer", "id_token": self.id_token(query)}

    def id_token(self, query: dict[str, str]) -> str:
        """Return the signed claims."""
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": query.get("nonce"), **self.person, **self.token,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.signed_with, algorithm=self.algorithm, headers={"kid": "one"})

    def github(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return what the interface of GitHub says."""
        if path == "/user":
            return {"id": 583231, "login": self.person["login"], "name": self.person.get("name")}
        return self.person["emails"]


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(where.query).items()}
        provider = self.provider
        if provider.down:
            self.send_error(503)
        elif where.path == "/.well-known/openid-configuration":
            self._json(provider.discovery())
        elif where.path == "/keys":
            self._json(provider.keys())
        elif where.path == "/me":
            self._json({**provider.person, **provider.profile})
        elif where.path == "/authorize":
            # As real ones do, over a page of another address first.
            self._lead(f"/consent?{where.query}")
        elif where.path == "/consent":
            self._lead(provider.authorise(query))
        else:
            self._json(provider.github(where.path))

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        answer = self.provider.exchange({name: values[0] for name, values in form.items()})
        if answer is None:
            self._json({"error": "invalid_grant"}, status=400)
        else:
            self._json(answer)

    def _lead(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def _json(self, value: object, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def identity_provider(**person: object) -> Iterator[Provider]:
    """Run a provider at which one person is signed in."""
    provider = Provider(person={"sub": "person-1", **person})
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"provider": provider}))
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
