"""Many machines: generations as indices of an OpenSearch cluster, matched there and ranked exactly here."""
