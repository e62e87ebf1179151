"""Recognize the words that deny what stands beside them: a quote without them says the opposite."""

import re

# What is denied, in a sentence that says that it is false.
_ITALIAN_CLAIM = (
    r"(?:notizi[ae]|affermazion[ei]|accus[ae]|voc[ei]|tesi|circostanz[ae]|dichiarazion[ei])"
)
_ENGLISH_CLAIM = (
    r"(?:claims?|reports?|stor(?:y|ies)|allegations?|accusations?|statements?|rumou?rs?)"
)

_DENIAL = re.compile(
    rf"""
    # Nessuna di queste accuse … ; none of these allegations …
    \b nessun[oa]? \s d(?:i|ei|elle) \s? (?:quest[eio]|tali|ess[ei]|{_ITALIAN_CLAIM}) \b
    | \b none \s of \s (?:these|those|them|the \s {_ENGLISH_CLAIM}) \b

    # La notizia è risultata infondata; the report was false; all of them are false.
    | \b {_ITALIAN_CLAIM} \b [^.;]{{0,40}}
      \b (?:fals[aei]|infondat[aei]|smentit[aei]|inesatt[aei]|priv[aei] \s di \s fondamento
        | non \s (?:è|era|sono|erano) \s ver[ae])
    | \b (?:sono|erano) \s (?:tutt[ei] | entramb[ei]) \s (?:fals[ei]|infondat[ei])
    | \b (?:{_ENGLISH_CLAIM} | this | that | it | all \s of \s (?:them|these) | both) \b
      [^.;]{{0,40}}
      \b (?:is|are|was|were|proved|turned \s out \s to \s be) \s (?:later \s | all \s)?
      (?:false|untrue|not \s true|unfounded|incorrect|fabricated|denied|retracted) \b

    # È falso; in realtà …; correction.
    | ^ (?: (?:è | sono) \s (?:fals[aeio]|infondat[aeio]) | falso \b | smentita \b | in \s realtà \b
      | (?:this|that|it) \s is \s (?:false|untrue|not \s true) \b | in \s (?:fact|reality) \b
      | correction \b )
    """,
    re.IGNORECASE | re.VERBOSE,
)

# The labels of a claim and of what is so: "Myth: …", "Fact: …".
_CLAIM_LABEL = re.compile(r"(?:myth|false|mito|bufala|falso|claim|rumou?r)\s*[:–—-]", re.IGNORECASE)
_TRUTH_LABEL = re.compile(
    r"(?:fact|truth|reality|fatto|vero|verità|realtà|in realtà)\s*[:–—-]", re.IGNORECASE
)


# What undoes a charge or a decision, as a participle or in the past.
_ITALIAN_UNDONE = (
    r"(?:assolt|prosciolt|scagionat|archiviat|annullat|revocat|ritirat|ribaltat|cassat|abrogat"
    r"|smentit|ritrattat)[oaie]"
)
_ITALIAN_UNDOES = (
    r"(?:assol(?:se|sero)|prosciol(?:se|sero)|(?:scagion|archivi|annull|revoc|ritir|ribalt|cass"
    r"|abrog|ritratt)(?:ò|arono)|smentì|smentirono)"
)
_ITALIAN_DECISION = (
    rf"(?:{_ITALIAN_CLAIM}|condann[ae]|sentenz[ae]|decision[ei]|diviet[oi]|provvediment[oi]"
    r"|procediment[oi]|process[oi]|indagin[ei]|nomin[ae]|ordinanz[ae]|deliber[ae]|imputazion[ei])"
)
_ITALIAN_WAS = r"(?:fu|furono|venne|vennero|(?:è|sono|era|erano) \s stat[oaie])"
_ENGLISH_UNDONE = (
    r"(?:acquitted|cleared|exonerated|quashed|overturned|dismissed|dropped|withdrawn|withdrew"
    r"|retracted|repealed|revoked|annulled|rescinded|lifted)"
)
_ENGLISH_DECISION = (
    rf"(?:{_ENGLISH_CLAIM}|charges?|convictions?|sentences?|decisions?|bans?|orders?|cases?"
    r"|rulings?|appointments?|verdicts?)"
)
_ENGLISH_WAS = r"(?:was|were|has \s been|have \s been|had \s been)"

_REVERSAL = re.compile(
    rf"""
    # Il tribunale lo assolse; la corte lo ha assolto; la corte annullò la condanna.
    \b (?:lo|la|li|le|l['’]) \s? (?:{_ITALIAN_UNDOES}
      | (?:ha|hanno|aveva|avevano) \s (?:poi \s)? {_ITALIAN_UNDONE}) (?!\w)
    | \b (?:tribunale|corte|cassazione|giudic[ei]|giuria) \b [^.;]{{0,30}}
      \b (?:{_ITALIAN_UNDOES} | ha \s {_ITALIAN_UNDONE}) (?!\w)

    # Fu poi assolto; l'accusa venne ritirata.
    | (?: ^ (?:in \s seguito,? \s | più \s tardi \s | nel \s \d{{4}},? \s)?
        | \b {_ITALIAN_DECISION} \b [^.;]{{0,40}} \b)
      {_ITALIAN_WAS} \s (?:poi \s|infine \s|però \s)? {_ITALIAN_UNDONE} \b

    # The court acquitted him; the jury cleared her; it overturned the conviction.
    | \b (?:acquitted|cleared|exonerated) \s (?:him|her|them) \b
    | \b (?:quashed|overturned|revoked|annulled|rescinded) \s (?:it|them) \b
    | \b (?:court|jury|judges?|tribunal) \s (?:\w+ \s)?? {_ENGLISH_UNDONE} \b

    # He was later acquitted; the charges were dropped.
    | ^ (?:he|she|they|both) \s {_ENGLISH_WAS} \s (?:later \s|then \s|eventually \s|all \s)?
      (?:acquitted|cleared|exonerated) \b
    | ^ (?:it|this|these|both) \s {_ENGLISH_WAS} \s (?:later \s|then \s|eventually \s|all \s)?
      (?:quashed|overturned|repealed|revoked|annulled|rescinded|withdrawn|retracted) \b
    | \b {_ENGLISH_DECISION} \b [^.;]{{0,40}} \b
      {_ENGLISH_WAS} \s (?:later \s|then \s|eventually \s|all \s)? {_ENGLISH_UNDONE} \b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_denial(sentence: str) -> bool:
    """Return whether a sentence denies what stands beside it."""
    return bool(_DENIAL.search(sentence))


def is_reversal(sentence: str) -> bool:
    """Return whether a sentence says that what stands before it was undone: "He was acquitted"."""
    return bool(_REVERSAL.search(sentence))


def is_corrected_by(claim: str, correction: str) -> bool:
    """Return whether a text is labelled as a claim, and another one as what is so."""
    return bool(_CLAIM_LABEL.match(claim)) and bool(_TRUTH_LABEL.match(correction))
