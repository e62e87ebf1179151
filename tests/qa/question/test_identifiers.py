"""Tests of what a question asks by: names, numbers and codes."""

import pytest

from fonti.qa.question.identifiers import (
    contains_name,
    contains_number,
    find_codes,
    find_identifiers,
    find_texts_with_most_numbers,
)


@pytest.mark.parametrize(
    ("question", "language", "numbers", "names"),
    [
        ("Qual è stato il fatturato nel 2020?", "it", ("2020",), ()),
        ("Che cosa significa l'errore E33?", "it", ("E33",), ()),
        ("What did Macron say about Kazakhstan?", "en", (), ("Macron", "Kazakhstan")),
        ("Quanto costa la versione 2.1 di Alfa?", "it", ("2.1",), ("Alfa",)),
        ("Quando apre la biblioteca?", "it", (), ()),
        ("WHEN DOES ACME OPEN IN 2024?", "en", ("2024",), ()),
        ("Chi era l'avvocato di Rossi?", "it", (), ("Rossi",)),
        ("Does the museum open on Monday in March?", "en", (), ()),
        ("Che cosa prevede la legge n.231/2001?", "it", ("231/2001",), ()),
        ("Who ruled it in the 20th century?", "en", (), ()),
        ("Chi vinse la 3ª edizione e la 1a?", "it", (), ()),
    ],
)
def test_names_and_numbers_are_recognized(
    question: str, language: str, numbers: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """Years, codes and versions are numbers; capitals inside a sentence make names."""
    identifiers = find_identifiers(question, language)
    assert identifiers.numbers == numbers
    assert identifiers.names == names


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("Dove sta INV-0122?", ["INV-0122"]),
        ("What does error E33 or e33 mean on KX-7/12, after E33?", ["E33", "e33", "KX-7/12"]),
        ("Il B2B, l'h2o e un foglio A4 al G8", []),
        ("Che cosa prevede la legge n.231/2001?", []),
        ("Who sang it in the 1980s, at 5pm, for the 20th time?", []),
        ("Quanto fu nel 2021?", []),
    ],
)
def test_a_code_begins_with_a_letter_and_has_a_digit(question: str, codes: list[str]) -> None:
    """A year, an amount with its unit and an ordinal are none."""
    assert find_codes(question) == codes


def test_only_the_first_codes_are_looked_for() -> None:
    """Each takes time for each passage."""
    question = " ".join(f"KX-{number}" for number in range(100, 500))
    assert find_codes(question) == [f"KX-{number}" for number in range(100, 110)]


def test_the_texts_with_most_numbers_are_found() -> None:
    """All of them are the best if none has any, or if nothing is asked by a number."""
    texts = ["sala 3, nel 2021", "sala 4", "sala 3"]
    assert find_texts_with_most_numbers(["3", "2021"], texts) == [0]
    assert find_texts_with_most_numbers(["3"], texts) == [0, 2]
    assert find_texts_with_most_numbers(["9"], texts) == [0, 1, 2]
    assert find_texts_with_most_numbers([], texts) == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "number", "is_there"),
    [
        ("Il fatturato del 2021 è di 3,1 milioni.", "2020", False),
        ("Il fatturato del 2021 è di 3,1 milioni.", "2021", True),
        ("Costa 1.500 euro.", "1500", True),
        ("It costs 1,500 euros.", "1.500", True),
        ("L'errore e42 indica un guasto.", "E42", True),
        ("Il modello 12021 non è in vendita.", "2021", False),
        ("Costa 1 500 euro.", "1500", True),
        ("Costa 12\u202f500 euro.", "12.500", True),
        ("Nel 2019 500 persone.", "2019", True),
        ("It weighs 3.5 kg.", "3,5", True),
        ("The season of 2019–2020.", "2019-2020", True),
        ("Version 2.15 is out.", "2.1", False),
    ],
)
def test_a_number_is_there_however_it_is_written(text: str, number: str, is_there: bool) -> None:
    """Thousands may be separated in any way; a part of a longer number is another number."""
    assert contains_number(text, number) == is_there


def test_a_name_is_there_whatever_its_accents() -> None:
    """Case and accents make no difference."""
    assert contains_name("NICCOLO MACHIAVELLI", "Niccolò")
    assert not contains_name("Il presidente Tokayev", "Macron")


def test_a_name_is_no_part_of_another_word() -> None:
    """It may be the beginning of one: a plural, or what is called after it."""
    assert not contains_name("The planning of the channel.", "Ann")
    assert contains_name("The Romans came.", "Roman")
