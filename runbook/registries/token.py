"""What is checked of a token before any record is looked at: who signed it, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runbook.model.claims import Claims
    from runbook.registries.data import Oidc

_OWN_CLAIMS = {"project_path": "gitlab", "repository": "github"}


def provider_of(claims: Claims, oidc: Oidc) -> str | None:
    """The provider whose issuer signed the token; None when the registry takes no such issuer.

    Claims without an issuer are placed by the claims only one forge has.
    """
    issuer = claims.known("iss")
    if issuer is not None:
        return next((name for name, url in oidc.issuers.items() if url == issuer), None)
    own = (provider for claim, provider in _OWN_CLAIMS.items() if claims.get(claim) is not None)
    provider = next(own, None)
    return provider if provider in oidc.issuers else None


def wrong_audience(claims: Claims, oidc: Oidc) -> bool:
    """Whether the token was made out to somebody else; several audiences at once are nobody."""
    audience = claims.known("aud")
    return audience is not None and audience != oidc.audience
