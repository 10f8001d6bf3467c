"""Store generations as indices of an OpenSearch cluster, which finds the records; the best are scored exactly here."""
