"""Extract from a document's text what its source leaves out: number, kind, issuer, days, signer, citations."""
