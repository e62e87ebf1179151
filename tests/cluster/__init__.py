"""Tests on a real cluster of Milvus: `make test-cluster`."""
