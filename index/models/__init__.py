"""What reads texts: the embedded model, others, and how they are compiled to be fast."""

import os

# Read by ONNX Runtime when it is imported: no request leaves the machine, not even one that tells its maker of its use.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
