"""Encode texts with the embedded model or another one, compiled to ONNX to be fast."""

import os

# ONNX Runtime reads it when it is imported: no request leaves the machine, not even telemetry.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
