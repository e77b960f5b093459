"""What no form may ask, in the languages that Farshore comes with."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from apps.intake.definition import Question, Wording, Words, said
from apps.intake.never import Never, found_in
from apps.intake.shipped import SHIPPED

ASKED: dict[str, Never] = {
    "When did you first realise that you are gay?": "when_known",
    "Когда вы поняли, что вы гей?": "when_known",
    "متى أدركتَ أنك مثلي؟": "when_known",
    "چه زمانی متوجه گرایش جنسی خود شدید؟": "when_known",
    "Quand avez-vous su que vous étiez gay ?": "when_known",
    "¿Cuándo supo que era lesbiana?": "when_known",
    "Cinsel yöneliminizi… ne zaman cinsel yöneliminizi fark ettiniz?": "when_known",
    "Коли ви зрозуміли, що ви гей?": "when_known",
    "Quando percebeu que era gay?": "when_known",
    "Names of other gay people you know": "names",
    "Who else do you know who is lesbian?": "names",
    "Имена других людей": "names",
    "أسماء أشخاص آخرين تعرفهم": "names",
    "Noms d’autres personnes": "names",
    "Nombres de otras personas": "names",
    "Majina ya watu wengine": "names",
    "Are you HIV positive?": "hiv",
    "У вас ВИЧ?": "hiv",
    "هل لديك فيروس نقص المناعة؟": "hiv",
    "Je, una VVU?": "hiv",
    "Your Instagram account": "social_media",
    "Ваши страницы в соцсетях": "social_media",
    "Send us nude photos": "intimate_images",
    "Интимные фото": "intimate_images",
    "صور حميمة": "intimate_images",
    "Have you had sex with men?": "intimate_acts",
    "Who are your sexual partners?": "intimate_acts",
    "Сексуальные контакты": "intimate_acts",
    "Prove that you are gay": "intimate_acts",
    "Fingerprints": "biometrics",
    "Отпечатки пальцев": "biometrics",
    "بصمات الأصابع": "biometrics",
    "Your phone’s PASSWORD": "secrets",
    "Пароль от телефона": "secrets",
    "Mot de passe": "secrets",
    "Şifreniz nedir?": "secrets",
    "Ａｒｅ you H\u200bIV positive?": "hiv",
}
HARMLESS = (
    "Do you have a biometric passport?",
    "Есть ли у вас биометрический паспорт?",
    "Which HIV medicine do you need?",
    "Do you need hearing aids?",
    "When did you find out that they look for you?",
    "Which medicine do you need?",
    "What is the name of the nearest airport?",
    "Who else needs transport?",
    "Who would travel with you?",
    "Names of the places you have to avoid",
)


@pytest.mark.parametrize(("text", "never"), ASKED.items())
def test_it_finds_what_is_never_asked(text: str, never: Never) -> None:
    assert never in set(found_in(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_it_lets_through_what_only_sounds_like_it(text: str) -> None:
    assert not list(found_in(text))


def test_it_lets_a_hint_say_what_not_to_write_and_nothing_else() -> None:
    assert not list(found_in("No names of other people.", telling=True))
    assert not list(found_in("Не пишите имена других людей.", telling=True))
    assert list(found_in("No streets. Names of other people help us.", telling=True)) == ["names"]


def test_it_lets_an_answer_name_where_somebody_heard_of_us() -> None:
    assert not list(found_in("On social media", answer=True))
    assert list(found_in("I have HIV", answer=True)) == ["hiv"]


def _texts(question: Question) -> Iterator[tuple[Words, bool, bool]]:
    every: list[Question | Wording] = [question, *question.wording.values()]
    for one in every:
        yield from ((one.ask, False, False), (one.hint, True, False), (one.why, True, False))
    for option in question.options:
        yield option.label, False, True
    for own in question.wording.values():
        for label in own.options.values():
            yield label, False, True


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_finds_nothing_of_it_in_what_farshore_ships(language: str) -> None:
    with translation.override(language):
        found = {
            said(words): list(found_in(said(words), telling=telling, answer=answer))
            for question in SHIPPED.questions()
            for words, telling, answer in _texts(question)
        }
    assert {text: never for text, never in found.items() if never} == {}
