"""Measure the service on real material; each command prints JSON."""
