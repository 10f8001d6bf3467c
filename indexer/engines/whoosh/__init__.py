"""The embedded engine: Whoosh keeps segments, NumPy reads them; nothing else imports Whoosh."""
