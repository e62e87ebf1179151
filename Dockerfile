# Fonti as a container: its model is inside, it writes to /data alone, and needs no network.
# With accounts and TLS: compose.yaml. For this machine alone:
#
#   docker build --tag fonti .
#   docker run --rm --network host --volume "$PWD/documenti:/documents:ro" --volume fonti:/data fonti
FROM python:3.12-slim-bookworm AS build

# To build faster, the address of PyTorch's CPU builds, which its "Start Locally" page shows.
ARG PIP_EXTRA_INDEX_URL=
ENV XDG_CACHE_HOME=/models
WORKDIR /source
COPY . .
# The versions that are tested; of PyTorch, any build makes the same model.
RUN pip install --no-cache-dir --no-compile --constraint .ci/constraints.txt ".[mcp,milvus,postgres]"
# Makes the model, and fails if anything that is needed does not work.
RUN fonti doctor
# What makes a model is left out: the one that is made does without. Its version stays known.
RUN rm -rf /models/fonti/models/multilingual-e5-small-*
WORKDIR /usr/local/lib/python3.12/site-packages
RUN rm -rf torch functorch torchgen triton nvidia sympy networkx scipy scipy.libs sklearn \
        scikit_learn.libs transformers sentence_transformers onnx cuda mpmath

FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        tesseract-ocr tesseract-ocr-ita tesseract-ocr-eng \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 fonti \
    && install --directory --owner fonti --group fonti /data /documents
COPY --from=build /usr/local /usr/local
COPY --from=build --chown=fonti:fonti /models /models

USER 1000
WORKDIR /data
ENV XDG_CACHE_HOME=/models XDG_DATA_HOME=/data HF_HUB_OFFLINE=1 PYTHONDONTWRITEBYTECODE=1
# The model that was made is the one that is used.
RUN fonti doctor && rm -rf /data/fonti

VOLUME /data
EXPOSE 7860
HEALTHCHECK --start-period=10m --interval=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/api/v1/health')"]
ENTRYPOINT ["fonti"]
CMD ["serve", "--corpus", "/documents"]
