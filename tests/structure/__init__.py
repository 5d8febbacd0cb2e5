"""Tests of structure: what the repository and the package hold."""
