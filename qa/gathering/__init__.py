"""Gather quotes that answer no question: what documents are about, all mentions of something."""
