"""The engines behind the port of `indexer.engines.port`."""
