"""Signed documents (CMS), whose signatures are not valid."""

from asn1crypto.cms import ContentInfo, SignedData


def sign(document: bytes | None) -> bytes:
    """Return a document in the form of a signature, which is not valid; None for a detached one."""
    info = {"content_type": "data", "content": document}
    signed = SignedData(
        {"version": "v1", "digest_algorithms": [], "encap_content_info": info, "signer_infos": []}
    )
    return bytes(ContentInfo({"content_type": "signed_data", "content": signed}).dump())
