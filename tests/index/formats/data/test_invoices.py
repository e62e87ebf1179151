"""Italian electronic invoices: their fields with readable names, without codes that say nothing."""

from base64 import b64encode

import pytest

from fonti.index.formats import Unreadable, extract
from tests.helpers.extracted_texts import list_heading_paths
from tests.helpers.signatures import sign

INVOICE = """\
<p:FatturaElettronica versione="FPR12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/v1.2">
<FatturaElettronicaHeader>
 <CedentePrestatore><DatiAnagrafici>
  <IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>01234567890</IdCodice></IdFiscaleIVA>
  <Anagrafica><Denominazione>Officine Bianchi S.r.l.</Denominazione></Anagrafica>
  <RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici>
  <Sede><Indirizzo>Via Po 3</Indirizzo><CAP>10123</CAP></Sede></CedentePrestatore>
</FatturaElettronicaHeader>
<FatturaElettronicaBody>
 <DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Data>2024-01-31</Data>
  <Numero>12/A</Numero><Causale> </Causale></DatiGeneraliDocumento></DatiGenerali>
 <DatiBeniServizi>
  <DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Revisione
   caldaia</Descrizione><Quantita>2.00</Quantita><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>
  <DettaglioLinee><NumeroLinea>2</NumeroLinea><Descrizione>Uscita</Descrizione></DettaglioLinee>
 </DatiBeniServizi>
 <DatiPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento>
  <ImportoPagamento>1220.00</ImportoPagamento></DettaglioPagamento></DatiPagamento>
 <Allegati><NomeAttachment>foto.zip</NomeAttachment><Attachment>QUJD</Attachment></Allegati>
</FatturaElettronicaBody>
<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:V>x</ds:V></ds:Signature>
</p:FatturaElettronica>
"""

BLOCKS = [
    "Cedente/prestatore (fornitore)",
    "Identificativo fiscale ai fini IVA: IT01234567890",
    "Denominazione: Officine Bianchi S.r.l.",
    "Regime fiscale: RF01 (ordinario)",
    "Sede",
    "Indirizzo: Via Po 3\nCAP: 10123",
    "Dati generali",
    "Tipo documento: TD01 (fattura)\nData: 2024-01-31\nNumero: 12/A",
    "Dati beni servizi",
    "Numero linea: 1\nDescrizione: Revisione caldaia\nQuantità: 2.00\nAliquota IVA: 22.00",
    "Numero linea: 2\nDescrizione: Uscita",
    "Dati pagamento",
    "Modalità pagamento: MP05 (bonifico)\nImporto pagamento: 1220.00",
]


@pytest.mark.parametrize(
    ("suffix", "content"), [(".xml", INVOICE.encode()), (".p7m", sign(INVOICE.encode()))]
)
def test_invoices_are_read(suffix: str, content: bytes) -> None:
    """An invoice is its fields with their names; what is attached to it is named."""
    extracted = extract(suffix, content)
    assert extracted.text.split("\n\n") == BLOCKS
    assert list_heading_paths(extracted)[:2] == [BLOCKS[0], f"{BLOCKS[0]} › Sede"]
    assert (extracted.title, extracted.date) == ("Fattura 12/A del 2024-01-31", "2024-01-31")
    assert extracted.author == "Officine Bianchi S.r.l."
    (warning,) = extracted.warnings
    assert (warning.reason.code, warning.reason.params["name"]) == (
        "mail_attachment_unsupported",
        "foto.zip",
    )


@pytest.mark.parametrize(
    ("attached", "text", "code"),
    [
        # By its name, or by the format that the invoice names.
        ("<NomeAttachment>nota.txt", "nota.txt\n\nPagamento a 60 giorni.", None),
        (
            "<FormatoAttachment>TXT</FormatoAttachment><NomeAttachment>nota",
            "nota.txt\n\nPagamento a 60 giorni.",
            None,
        ),
        (
            "<AlgoritmoCompressione>ZIP</AlgoritmoCompressione><NomeAttachment>nota.txt",
            "",
            "invoice_attachment_not_read",
        ),
        ("<NomeAttachment>nota.pdf", "", "mail_part_not_read"),
    ],
)
def test_what_is_attached_is_read_after_the_invoice(
    attached: str, text: str, code: str | None
) -> None:
    """It is read by the module of its format, below its name, or told."""
    content = b64encode(b"Pagamento a 60 giorni.").decode()
    start = INVOICE.index("<Allegati>")
    end = INVOICE.index("</FatturaElettronicaBody>")
    part = f"<Allegati>{attached}</NomeAttachment><Attachment>{content}</Attachment></Allegati>"
    extracted = extract(".xml", (INVOICE[:start] + part + INVOICE[end:]).encode())
    assert extracted.text.removeprefix("\n\n".join(BLOCKS)).strip() == text
    assert [warning.reason.code for warning in extracted.warnings] == ([code] if code else [])


def test_entities_are_read_or_told() -> None:
    """One that stands for a few characters is read; the others are named, and harmless."""
    declarations = (
        '<!ENTITY srl "S.r.l."><!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY file SYSTEM "file:///etc/passwd">'
        f'<!ENTITY long "{"x" * 100_000}">'
    )
    supplier = "Bianchi &srl; &c;&file;&long; e figli"
    invoice = INVOICE.replace("Officine Bianchi S.r.l.", supplier)
    extracted = extract(".xml", f"<!DOCTYPE x [{declarations}]>{invoice}".encode())
    assert "Denominazione: Bianchi S.r.l. e figli" in extracted.text
    codes = [(warning.reason.code, warning.reason.params["name"]) for warning in extracted.warnings]
    assert codes[:3] == [("xml_entity_not_read", name) for name in ("c", "file", "long")]


@pytest.mark.parametrize(
    ("supplier", "author"),
    [
        ("<Denominazione>Bar Po</Denominazione><Sede><CAP>10123</CAP></Sede>", "Bar Po"),
        (
            "<Nome>Anna</Nome><Cognome>Rossi</Cognome><RappresentanteFiscale>"
            "<Denominazione>Studio Blu</Denominazione></RappresentanteFiscale>",
            "Anna Rossi",
        ),
        (
            "<DatiAnagrafici><Anagrafica><Nome>Anna</Nome><Cognome>Rossi</Cognome>"
            "<Titolo>Dott.</Titolo><CodEORI>IT1</CodEORI></Anagrafica></DatiAnagrafici>",
            "Anna Rossi",
        ),
    ],
)
def test_the_supplier_is_the_author(supplier: str, author: str) -> None:
    """A simplified invoice has the name of the supplier without the parts around it."""
    extracted = extract(
        ".xml",
        f"""<FatturaElettronicaSemplificata><FatturaElettronicaHeader>
        <CedentePrestatore>{supplier}</CedentePrestatore></FatturaElettronicaHeader>
        <FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>
        <TipoDocumento>TD01</TipoDocumento><Data>2024-01-31+01:00</Data>
        </DatiGeneraliDocumento></DatiGenerali></FatturaElettronicaBody>
        </FatturaElettronicaSemplificata>""".encode(),
    )
    assert extracted.author == author
    assert (extracted.title, extracted.date) == ("Fattura del 2024-01-31", "2024-01-31")


def test_each_of_several_invoices_has_a_heading_of_its_own() -> None:
    """What is due for the second one does not stand below the title of the first."""
    start = INVOICE.index("<FatturaElettronicaBody>")
    end = INVOICE.index("<ds:Signature")
    second = INVOICE[start:end].replace("12/A", "13").replace("TD01", "TD04")
    extracted = extract(".xml", (INVOICE[:end] + second + INVOICE[end:]).encode())
    paths = list_heading_paths(extracted)
    assert "Fattura 12/A del 2024-01-31 › Dati pagamento" in paths
    assert "Nota di credito 13 del 2024-01-31 › Dati pagamento" in paths


def test_a_date_that_the_calendar_does_not_have_is_none() -> None:
    """The field is text all the same."""
    extracted = extract(".xml", INVOICE.replace("2024-01-31", "2024-02-30").encode())
    assert (extracted.title, extracted.date) == ("Fattura 12/A", None)
    assert "Data: 2024-02-30" in extracted.text


def test_receipts_are_read() -> None:
    """What the exchange system says of an invoice is text, too."""
    receipt = "<NotificaScarto><NomeFile>IT1_2.xml</NomeFile></NotificaScarto>"
    extracted = extract(".xml", receipt.encode())
    assert (extracted.title, extracted.text) == ("Notifica scarto", "Nome file: IT1_2.xml")


def test_empty_and_deep_invoices_are_refused() -> None:
    """An invoice without fields, or nested without end, is no document."""
    deep = "<a>" * 5_000
    for content in ("<FatturaElettronica/>", f"<FatturaElettronica>{deep}"):
        with pytest.raises(Unreadable):
            extract(".xml", content.encode())
