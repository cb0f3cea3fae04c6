"""The smallest data file of a registry that loads."""

from __future__ import annotations

from typing import Any

MINIMAL: dict[str, Any] = {
    "id": "demo",
    "name": "Demo",
    "noun": "thing",
    "ecosystem": "none",
    "order": 1,
    "checked": "2026-01-01",
    "auth": ["token"],
    "sources": {"DOC": "https://docs.example/"},
    "links": {},
    "facts": [],
    "forms": [],
    "clients": [],
    "procedures": [],
    "signatures": [],
}
