"""Reads out of a document's own text what its source does not say: number, kind, issuer, days, signer, citations."""
