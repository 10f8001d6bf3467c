"""The engines behind the port of `indexer.engine`."""
