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


def is_denial(sentence: str) -> bool:
    """Return whether a sentence denies what stands beside it."""
    return bool(_DENIAL.search(sentence))


def is_corrected_by(claim: str, correction: str) -> bool:
    """Return whether a text is labelled as a claim, and another one as what is so."""
    return bool(_CLAIM_LABEL.match(claim)) and bool(_TRUTH_LABEL.match(correction))
