"""Documents in, answers out: analysis, the query tree, the engines behind one port, building and searching."""
