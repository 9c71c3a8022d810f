"""A workbook under a password, encrypted as Excel does it: ECMA-376 standard encryption, AES with a 128-bit key."""

from __future__ import annotations

import hashlib
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.hostile.ole import compound

_SALT, _VERIFIER = bytes(range(16)), bytes(range(16, 32))
_SPINS = 50_000
_PROVIDER = "Microsoft Enhanced RSA and AES Cryptographic Provider\x00".encode("utf-16-le")
_AES_128, _SHA_1, _IS_AES = 0x660E, 0x8004, 0x24


def locked(workbook: bytes, password: str) -> bytes:
    """Return a workbook as Excel saves it with a password to open; the same input gives the same bytes."""
    key = _key(password)
    header = struct.pack("<8I", _IS_AES, 0, _AES_128, _SHA_1, 128, 0x18, 0, 0) + _PROVIDER
    verifier = struct.pack("<I", len(_SALT)) + _SALT + _encrypted(_VERIFIER, key)
    verifier += struct.pack("<I", 20) + _encrypted(hashlib.sha1(_VERIFIER).digest(), key)
    info = struct.pack("<HHII", 4, 2, _IS_AES, len(header)) + header + verifier
    package = struct.pack("<Q", len(workbook)) + _encrypted(workbook, key)
    return compound({"EncryptedPackage": package, "EncryptionInfo": info})


def _key(password: str) -> bytes:
    digest = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    for spin in range(_SPINS):
        digest = hashlib.sha1(struct.pack("<I", spin) + digest).digest()
    digest = hashlib.sha1(digest + bytes(4)).digest()
    mask = bytes(a ^ 0x36 for a in digest.ljust(64, b"\x00"))
    return hashlib.sha1(mask).digest()[:16]


def _encrypted(content: bytes, key: bytes) -> bytes:
    writer = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return writer.update(content + bytes(-len(content) % 16)) + writer.finalize()
