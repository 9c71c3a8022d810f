"""An identity provider for tests: OpenID Connect's authorization code flow, which signs in whom it is told to."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "sales-coach", "known to both"


class Provider:
    """A provider on a port of its own. ``claims`` are who signs in next; ``signed_out`` counts who signed out."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.signed_out = 0
        self._codes: dict[str, dict[str, Any]] = {}
        self._key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> Provider:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def metadata(self) -> dict[str, Any]:
        """What OpenID Connect Discovery asks for."""
        return {
            "issuer": self.address,
            **{f"{name}_endpoint": f"{self.address}/{name}" for name in ("authorization", "token", "end_session")},
            "jwks_uri": f"{self.address}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        """Return the public key."""
        return {"keys": [self._key.as_dict(private=False)]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Approve at once, and return where to go back to."""
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str], authorization: str) -> dict[str, Any]:
        """Return the ID token for a code, once, to the client that proves itself."""
        begun = self._codes.pop(asked["code"])
        client, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        proof = urlsafe_b64encode(hashlib.sha256(asked["code_verifier"].encode()).digest()).decode().rstrip("=")
        if (unquote(client), unquote(secret)) != (CLIENT, SECRET) or proof != begun["code_challenge"]:
            raise PermissionError("not the client that began")
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "sub": "someone", "iat": now, "exp": now + 300}
        claims |= {"nonce": begun["nonce"]} | self.claims
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, self._key)
        return {"access_token": "none", "token_type": "Bearer", "expires_in": 300, "id_token": token}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, asked = self._asked(urlsplit(self.path).query)
            if path == "/.well-known/openid-configuration":
                self._answer(provider.metadata)
            elif path == "/jwks":
                self._answer(provider.keys())
            elif path == "/authorization":
                self._go(provider.authorize(asked))
            elif path == "/end_session":
                provider.signed_out += 1
                self._go(asked["post_logout_redirect_uri"])
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            _, asked = self._asked(body)
            self._answer(provider.token(asked, self.headers["Authorization"]))

        def _asked(self, text: str) -> tuple[str, dict[str, str]]:
            return urlsplit(self.path).path, {name: values[0] for name, values in parse_qs(text).items()}

        def _answer(self, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _go(self, where: str) -> None:
            self.send_response(302)
            self.send_header("Location", where)
            self.end_headers()

        def log_message(self, *said: Any) -> None:
            """Keep quiet."""

    return Handler
