"""Publish an index to a Milvus server, and answer from what was published."""
