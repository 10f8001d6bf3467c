"""Turn bytes into documents: read, identify and store council documents, without any knowledge of search."""
