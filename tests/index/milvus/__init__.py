"""Tests of indexes on a Milvus server."""
