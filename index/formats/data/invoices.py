"""Read Italian electronic invoices (FatturaPA) and the receipts of their exchange system.

A field has the name that the form's own style sheet gives it, a code what it stands for.
"""

import re
from base64 import b64decode

from lxml import etree

from fonti.index.formats import FORMATS, suffix_of
from fonti.index.formats.attachments import add_attachment
from fonti.index.formats.data.invoice_codes import CODES
from fonti.index.formats.extracted_text import ExtractedText
from fonti.index.formats.metadata import Metadata, read_leading_iso_date
from fonti.index.formats.text_builder import TextBuilder

# The element around an invoice, and around each kind of receipt.
_ROOTS = frozenset(
    {
        "FatturaElettronica",
        "FatturaElettronicaSemplificata",
        "AttestazioneTrasmissioneFattura",
        "FileMetadati",
        "MetadatiInvioFile",
        "NotificaDecorrenzaTermini",
        "NotificaEsito",
        "NotificaEsitoCommittente",
        "NotificaMancataConsegna",
        "NotificaScarto",
        "RicevutaConsegna",
        "RicevutaImpossibilitaRecapito",
        "RicevutaScarto",
    }
)

# Parts that only hold others together: their names are no headings.
_PLAIN_PARTS = frozenset(
    {
        "Anagrafica",
        "DatiAnagrafici",
        "DatiGeneraliDocumento",
        "DettaglioLinee",
        "DettaglioPagamento",
        "FatturaElettronicaBody",
        "FatturaElettronicaHeader",
    }
)

# A country and a number, which are one value.
_TAX_NUMBERS = frozenset({"IdFiscaleIVA", "IdTrasmittente"})

_LABELS = {
    "CAP": "CAP",
    "CedentePrestatore": "Cedente/prestatore (fornitore)",
    "CessionarioCommittente": "Cessionario/committente (cliente)",
    "IdFiscaleIVA": "Identificativo fiscale ai fini IVA",
    "IdTrasmittente": "Identificativo del trasmittente",
}

# Names of elements have no accents.
_ACCENTS = {
    "esigibilita": "esigibilità",
    "impossibilita": "impossibilità",
    "liquidita": "liquidità",
    "modalita": "modalità",
    "quantita": "quantità",
    "unita": "unità",
}
_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")

# A file can have several invoices of one supplier to one customer.
_INVOICE = "FatturaElettronicaBody"

_SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
_ATTACHMENT = "Allegati"


def is_invoice(root: etree._Element) -> bool:
    """Return whether an XML file is an electronic invoice, or a receipt of the exchange system."""
    return _read_name(root) in _ROOTS


def read_invoice(root: etree._Element, builder: TextBuilder) -> ExtractedText:
    """Return the text of an invoice or receipt: a line for each field, a heading for each part.

    Args:
        root: Its root.
        builder: An empty text, which may have warnings.

    """
    _write_part(builder, root, 1)
    for attachment in root.iterfind(f".//{{*}}{_ATTACHMENT}"):
        _add_attachment(builder, attachment)
    metadata = Metadata(
        title=_format_title(root),
        author=_find_supplier(root),
        date=_find_date(root),
        language="it",
    )
    return builder.build(metadata)


def _format_title(root: etree._Element) -> str:
    """Return a title such as `Fattura 12 del 2024-01-31`, or the name of a receipt."""
    kind = _find_text(root, "DatiGeneraliDocumento/{*}TipoDocumento")
    if kind is None:
        return _format_label(_read_name(root))
    words = CODES["TipoDocumento"].get(kind, kind)
    number = _find_text(root, "DatiGeneraliDocumento/{*}Numero")
    date = _find_date(root)
    parts = (words[:1].upper() + words[1:], number, f"del {date}" if date else None)
    return " ".join(part for part in parts if part)


def _write_part(builder: TextBuilder, part: etree._Element, level: int) -> None:
    """Write the fields of a part as a block, and the parts in it below their headings."""
    lines: list[str] = []
    for element in _list_children(part):
        name = _read_name(element)
        if name == _ATTACHMENT:
            continue
        if name in _TAX_NUMBERS:
            lines.append(f"{_format_label(name)}: {''.join(_list_texts(element))}")
        elif not _list_children(element):
            lines.append(_format_field(name, element.text or ""))
        else:
            builder.add_block("\n".join(lines))
            lines = []
            heading = _format_heading(element)
            if heading:
                builder.add_heading(level, heading)
            _write_part(builder, element, level + bool(heading))
    builder.add_block("\n".join(lines))


def _add_attachment(builder: TextBuilder, attachment: etree._Element) -> None:
    """Add the text of an attached file after that of the invoice, below a heading with its name."""
    name = _find_text(attachment, "NomeAttachment") or _ATTACHMENT
    kind = _find_text(attachment, "FormatoAttachment") or ""
    if suffix_of(name) not in FORMATS and f".{kind.lower()}" in FORMATS:
        name = f"{name}.{kind.lower()}"
    try:
        content = b64decode(attachment.findtext("{*}Attachment", ""))
    except ValueError:
        content = b""
    if content and _find_text(attachment, "AlgoritmoCompressione") is None:
        add_attachment(name, "", content, builder, 1)
    else:
        builder.add_warning("invoice_attachment_not_read", name=name)


def _format_heading(part: etree._Element) -> str:
    """Return the heading of a part, "" if it has none; one of several invoices has its title."""
    name = _read_name(part)
    parent = part.getparent()
    if name == _INVOICE and parent is not None and len(parent.findall(f"{{*}}{_INVOICE}")) > 1:
        return _format_title(part)
    return "" if name in _PLAIN_PARTS else _format_label(name)


def _format_field(name: str, value: str) -> str:
    """Return a line with the name and value of a field, and what a code stands for."""
    text = " ".join(value.split())
    if not text:
        return ""
    line = f"{_format_label(name)}: {text}"
    meaning = CODES.get(name, {}).get(text)
    return f"{line} ({meaning})" if meaning else line


def _format_label(name: str) -> str:
    """Return the name of an element as words, such as `Aliquota IVA` for `AliquotaIVA`."""
    if name in _LABELS:
        return _LABELS[name]
    words = [word if word.isupper() else word.lower() for word in _WORD_START.split(name)]
    label = " ".join(_ACCENTS.get(word, word) for word in words)
    return label[:1].upper() + label[1:]


def _find_supplier(root: etree._Element) -> str | None:
    """Return the name of the company or person that supplied what is invoiced."""
    supplier = root.find(".//{*}CedentePrestatore")
    if supplier is None:
        return None
    # A simplified invoice has the name in the supplier itself, beside that of a representative.
    person = supplier.find(".//{*}Anagrafica")
    if person is None:
        person = supplier
    company, first_name, last_name = (
        " ".join(person.findtext(f"{{*}}{name}", "").split())
        for name in ("Denominazione", "Nome", "Cognome")
    )
    return company or f"{first_name} {last_name}".strip() or None


def _find_date(root: etree._Element) -> str | None:
    return read_leading_iso_date(_find_text(root, "DatiGeneraliDocumento/{*}Data"))


def _find_text(root: etree._Element, path: str) -> str | None:
    text = root.findtext(f".//{{*}}{path}")
    return " ".join(text.split()) if text else None


def _list_texts(element: etree._Element) -> list[str]:
    return [text for part in element.itertext() if (text := " ".join(part.split()))]


def _list_children(element: etree._Element) -> list[etree._Element]:
    """Return the elements in an element, without signatures."""
    return [
        child
        for child in element.iterchildren(etree.Element)
        if etree.QName(child).namespace != _SIGNATURE_NAMESPACE
    ]


def _read_name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
