"""Store and search records behind the port of `indexer.engines.port`: in memory, in a folder or on a cluster."""
