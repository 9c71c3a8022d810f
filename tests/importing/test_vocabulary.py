"""The vocabulary of each language: that it is sound, and that it reads a table as its people write one.

What would be lost: a word that means won in one list and lost in another, a field that no table has, and headers
that everybody who speaks the language would understand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from coaching.importing.mapping.schema import KINDS
from coaching.importing.vocabulary.by_language import ANY, Language, Sample, languages
from coaching.importing.vocabulary.header_senses import PART, WHOLE, header_senses
from coaching.importing.vocabulary.header_words import key_tables, table_kinds
from coaching.importing.vocabulary.label_words import Meaning, label_meaning
from coaching.importing.vocabulary.phrases import squeezed

LANGUAGES = list(languages().values())
SAMPLES = [(language.code, sample) for language in LANGUAGES for sample in language.samples]
ENGLISH = languages()["en"]
every_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
every_sample = pytest.mark.parametrize(("code", "sample"), SAMPLES, ids=lambda value: getattr(value, "table", value))


def twice(phrases: tuple[str, ...]) -> list[str]:
    return [text for text, count in Counter(map(squeezed, phrases)).items() if count > 1]


def named_lists(language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return every list of phrases of a language with its place."""
    for section in ("headers", "vague"):
        for table, fields in getattr(language, section).items():
            yield from ((f"{section}.{table}.{name}", phrases) for name, phrases in fields.items())
    for section in ("not_fields", "tables", "keys", "outcomes", "maybe", "signing", "stages", "peel", "people", "logs"):
        yield from ((f"{section}.{name}", phrases) for name, phrases in getattr(language, section).items())
    yield from ((f"kinds.{name}", phrases) for name, phrases in language.activities.kinds.items())
    yield "directions", language.activities.directions
    yield from ((f"results.{name}", phrases) for name, phrases in language.activities.results.items())


@every_language
def test_no_list_says_the_same_twice_or_nothing(language: Language) -> None:
    bad = {place: twice(phrases) for place, phrases in named_lists(language) if twice(phrases)}
    assert not bad
    empty = [place for place, phrases in named_lists(language) if not phrases or not all(map(str.strip, phrases))]
    assert not empty


@every_language
def test_every_field_is_one_of_its_table(language: Language) -> None:
    known = {ANY: {name for fields in KINDS.values() for name in fields}, **KINDS}
    for section in (language.headers, language.vague):
        assert not set(section) - set(known)
        assert not [(table, name) for table, fields in section.items() for name in fields if name not in known[table]]


@every_language
def test_every_language_speaks_of_the_same_things(language: Language) -> None:
    for section in (
        "not_fields",
        "tables",
        "keys",
        "signing",
        "stages",
        "peel",
        "people",
        "periods",
        "logs",
        "deal_types",
    ):
        assert not set(getattr(language, section)) - set(getattr(ENGLISH, section)), section
    assert set(language.outcomes) == {"won", "lost", "open", "discarded"}
    assert set(language.maybe) <= {"won", "lost", "given_up", "first_appointment"}
    assert set(language.flags) == {"yes", "no"}
    assert set(language.activities.kinds) <= {"conversation", "appointment", "other"}
    assert set(language.activities.results) <= {"held", "not_held", "set", "reached", "not_reached"}
    assert len(language.months) == 12
    assert len(language.weekdays) == 7


def test_no_phrase_stands_under_two_outcomes_in_any_language() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for outcome, phrases in language.outcomes.items():
            for phrase in phrases:
                places[squeezed(phrase)].add(outcome)
    assert {text: found for text, found in places.items() if len(found) > 1} == {}


def test_no_phrase_that_is_asked_about_is_sure_elsewhere() -> None:
    sure = {squeezed(p) for language in LANGUAGES for phrases in language.outcomes.values() for p in phrases}
    asked = {squeezed(p) for language in LANGUAGES for phrases in language.maybe.values() for p in phrases}
    undecided = {squeezed(p) for language in LANGUAGES for p in language.undecided}
    assert sorted(asked & sure) == []
    assert sorted(undecided & (sure | asked)) == []


@every_sample
def test_the_headers_of_a_sample_are_known(code: str, sample: Sample) -> None:
    for header, field in sample.fields.items():
        senses = header_senses(header)
        assert {(sense.name, sense.is_field) for sense in senses if sense.table in (ANY, sample.table)} >= {
            (field, True)
        }, header
        assert all(sense.how != PART for sense in senses), header
    for header, concept in sample.not_fields.items():
        assert (concept, False) in {(sense.name, sense.is_field) for sense in header_senses(header)}, header


@every_sample
def test_a_sample_is_a_table(code: str, sample: Sample) -> None:
    assert {len(row) for row in sample.rows} == {len(sample.header)}
    assert set(sample.fields) | set(sample.not_fields) <= set(sample.header)


@every_sample
def test_the_labels_of_a_sample_mean_what_they_say_without_a_question(code: str, sample: Sample) -> None:
    assert {label: label_meaning(label) for label in sample.stages} == {
        label: Meaning(meaning) for label, meaning in sample.stages.items()
    }


@every_language
def test_every_word_for_an_outcome_is_read_as_that_outcome(language: Language) -> None:
    bad = {
        phrase: label_meaning(phrase)
        for outcome in ("won", "lost", "discarded")
        for phrase in language.outcomes[outcome]
        if label_meaning(phrase) != Meaning(outcome)
    }
    assert bad == {}


@every_language
def test_every_word_for_a_stage_is_read_as_that_stage(language: Language) -> None:
    bad = {
        phrase: label_meaning(phrase)
        for stage in ("conversation", "first_appointment", "next_step")
        for phrase in language.stages.get(stage, ())
        if label_meaning(phrase) != Meaning(stage)
    }
    assert bad == {}


# how labels are taken apart


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        *(("closedwon", "won"), ("ClosedLost", "lost"), ("C6:LOSE", "lost"), ("Closed/Won", "won")),
        *(("4 - WON", "won"), ("✅ Won", "won"), ("CLOSED_WON", "won"), ("ＷＯＮ", "won")),
        *(("KAZANILDI", "won"), ("KAYIP", "lost"), ("Angebotspräsentation", "next_step")),
        *(("未成交", "lost"), ("06_受注", "won"), ("٤- تمت الترسية", "won")),
    ],
)
def test_a_label_is_read_however_it_is_spelled(label: str, meaning: str) -> None:
    assert label_meaning(label) == Meaning(meaning)


@pytest.mark.parametrize("label", ["待成交", "受注予定", "契約書作成", "미체결", "Policy Issued", "Delivered", "Livré"])
def test_what_may_be_a_win_is_asked_about(label: str) -> None:
    meaning = label_meaning(label)
    assert meaning == Meaning("") or meaning == Meaning("won", weak=True)


@pytest.mark.parametrize("label", ["Closed", "Terminé", "Abgeschlossen", "مغلقة", "完了", "Stalled", "Expired"])
def test_an_end_that_does_not_say_which_is_asked_about(label: str) -> None:
    assert label_meaning(label) == Meaning("")


# how headers are taken apart


@pytest.mark.parametrize(
    ("header", "name", "how"),
    [
        ("closedate", "closed_on", WHOLE),
        ("CloseDate", "closed_on", WHOLE),
        ("close_date", "closed_on", WHOLE),
        ("Amount (SAR) excl. VAT", "amount", "peeled"),
        ("Deal Value USD", "amount", "peeled"),
        ("Contract close date", "closed_on", "peeled"),
        ("Contract close date (expected)", "expected_close_on", "peeled"),
        ("قيمة الصفقة بالريال شامل الضريبة", "amount", "peeled"),
        ("Valor DOP", "amount", "peeled"),
        ("opp_amt", "amount", "peeled"),
        ("DT_CRIACAO", "created_on", "peeled"),
        ("NM_DONO", "rep", "peeled"),
        ("Źródło leadu", "source", "peeled"),
        ("Müşterinin kaynağı", "source", "peeled"),
        ("商品・サービス", "product", "peeled"),
        ("Geschatte einddatum", "expected_close_on", "peeled"),
        ("跟进顾问", "rep", PART),
        # in two languages
        ("العميل / Client", "account", WHOLE),
        ("客户 Customer", "account", WHOLE),
        ("Этап (Stage)", "stage", WHOLE),
        ("成交日期 Deal Date", "won_on", WHOLE),
        ("담당자 Xyz", "rep", PART),
        ("客户 ID", "account_id", WHOLE),
        ("pipeline状态", "status", WHOLE),
        # with and without the words that join others, and the other way round
        ("Responsable oportunidad", "rep", "peeled"),
        ("Montant affaire", "amount", "peeled"),
        ("Datum des Abschlusses", "closed_on", "peeled"),
        ("Name of the customer", "account", "peeled"),
        ("Datum van afsluiting", "closed_on", "peeled"),
        ("Age of the deal", "age", "peeled"),
        # with what programs put around it
        ("(Do Not Modify) Opportunity", "deal_name", "peeled"),
        ("(Nicht ändern) Geändert am", "last_modified", "peeled"),
        ("Organisation - 🙋 Source du lead", "source", "peeled"),
        ("Total Bid Value\n(Excluding NII)", "amount", "peeled"),
        ("PERSONINCHARGE", "rep", WHOLE),
        ("EXPECTEDTURNOVER", "amount", "peeled"),
    ],
)
def test_a_header_is_known_however_it_is_spelled_and_whatever_stands_around_it(
    header: str, name: str, how: str
) -> None:
    assert (name, how) in {(sense.name, sense.how) for sense in header_senses(header) if sense.table in (ANY, "deals")}


@pytest.mark.parametrize(
    ("header", "is_head"),
    [("跟进顾问", True), ("客户主体", False), ("Vendedor interino", True), ("Buyer hobby", False)],
)
def test_the_word_that_names_the_thing_stands_where_its_language_puts_it(header: str, is_head: bool) -> None:
    assert {sense.is_head for sense in header_senses(header) if sense.is_field} == {is_head}


@pytest.mark.parametrize(
    "header",
    [
        *("Days since created date", "Previous owner", "Weighted deal value"),
        *("金额 / Balance", "数量 Amount", "Amount (weighted)", "Organization - Owner"),
    ],
)
def test_a_word_that_makes_something_else_of_a_field_leaves_no_sense_of_it(header: str) -> None:
    assert not [sense for sense in header_senses(header) if sense.is_field and sense.how != PART]


@pytest.mark.parametrize(
    "header",
    [
        *("NIP", "P.IVA", "CPF/CNPJ", "VKN/TCKN", "ИНН клиента", "Tax ID", "USt-IdNr.", "N° SIRET", "KvK-nummer"),
        *(
            "统一社会信用代码",
            "사업자등록번호",
            "法人番号",
            "NPWP",
            "الرقم الضريبي / VAT No.",
            "رقم الهيكل / VIN",
            "Placa",
            "Kennzeichen",
        ),
    ],
)
def test_what_identifies_a_company_or_a_car_by_law_is_no_id_of_ours(header: str) -> None:
    senses = [sense for sense in header_senses(header) if sense.table in (ANY, "deals")]
    assert senses and not any(sense.is_field for sense in senses)


def test_a_name_and_a_key_tell_what_kind_of_table_it_is() -> None:
    assert table_kinds("Invoices_2026") == ("invoices",)
    assert table_kinds("العملاء المحتملين") == ("leads", "companies")
    assert key_tables("Invoice No.") == ("invoices",)
    assert key_tables("Stage") == ()
