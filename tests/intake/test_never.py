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
    "Have you ever slept with a man?": "intimate_acts",
    "Have you had gay sex?": "intimate_acts",
    "Evidence of your sexual orientation": "intimate_acts",
    "Спали ли вы с мужчинами?": "intimate_acts",
    "Был ли у вас секс?": "intimate_acts",
    "Чем вы можете подтвердить, что вы гей?": "intimate_acts",
    "هل مارست الجنس؟": "intimate_acts",
    "ما الدليل على أنك مثلي؟": "intimate_acts",
    "چه مدرکی دارید که همجنس‌گرا هستید؟": "intimate_acts",
    "Pouvez-vous prouver que vous êtes gay ?": "intimate_acts",
    "Avez-vous couché avec un homme ?": "intimate_acts",
    "¿Puede demostrar que es gay?": "intimate_acts",
    "Eşcinsel olduğunuzu kanıtlayabilir misiniz?": "intimate_acts",
    "Чи мали ви секс?": "intimate_acts",
    "Pode provar que é gay?": "intimate_acts",
    "Thibitisha kuwa wewe ni shoga": "intimate_acts",
    "Photos of you naked": "intimate_images",
    "Фото без одежды": "intimate_images",
    "أرسل صورك بدون ملابس": "intimate_images",
    "عکس بدون لباس": "intimate_images",
    "Photos sans vêtements": "intimate_images",
    "Fotos sin ropa": "intimate_images",
    "Çıplak fotoğraf": "intimate_images",
    "Фото без одягу": "intimate_images",
    "Fotos nuas": "intimate_images",
    "Picha zako ukiwa uchi": "intimate_images",
    "How long have you been gay?": "when_known",
    "When did you first feel attracted to men?": "when_known",
    "С какого возраста вы знаете о своей ориентации?": "when_known",
    "Как давно вы гей?": "when_known",
    "منذ متى وأنت مثلي؟": "when_known",
    "از کی همجنس‌گرا هستید؟": "when_known",
    "Depuis quand êtes-vous gay ?": "when_known",
    "¿A qué edad supo que era gay?": "when_known",
    "Ne zamandan beri eşcinselsiniz?": "when_known",
    "Як давно ви гей?": "when_known",
    "Desde quando é gay?": "when_known",
    "Ulijua lini kuwa wewe ni shoga?": "when_known",
    "Which other gay people do you know?": "names",
    "What is your partner’s name?": "names",
    "Имена ваших друзей": "names",
    "Кого ещё из геев вы знаете?": "names",
    "هل تعرف مثليين آخرين؟": "names",
    "نام شریک شما چیست؟": "names",
    "Connaissez-vous d’autres personnes gays ?": "names",
    "¿Qué otras personas gays conoce?": "names",
    "Tanıdığınız başka eşcinseller kim?": "names",
    "Імена ваших друзів": "names",
    "Que outras pessoas gays conhece?": "names",
    "Jina la mpenzi wako": "names",
    "H.I.V. status": "hiv",
    "В.И.Ч.": "hiv",
    "اچ آی وی": "hiv",
    "Аre you НIV positive?": "hiv",
    "Your Telegram channel": "social_media",
    "Fасebook": "social_media",
    "FACE BOOK": "social_media",
    "حساب فیس بوک": "social_media",
    "Ваш інстаграм": "social_media",
    "A scan of your face": "biometrics",
    "A selfie": "biometrics",
    "Образец голоса": "biometrics",
    "الحمض النووي": "biometrics",
    "Yüz taraması": "biometrics",
    "p a s s w o r d": "secrets",
    "Pаsswоrd": "secrets",
    "Паpоль": "secrets",
    "Code to unlock your phone": "secrets",
    "Номер карты": "secrets",
    "Код розблокування": "secrets",
    "رمز گوشی": "secrets",
    "Numéro de carte": "secrets",
    "Namba ya kadi": "secrets",
    "Names\nof other people": "names",
    "When did you know? That you are gay.": "when_known",
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
    "How long have you been in danger?",
    "How long have you lived at a different address?",
    "Who knows that you are gay?",
    "Do you have any proof of the threats?",
    "Do you know other organisations that help LGBT people?",
    "Is your phone locked with a code?",
    "Do your papers show another gender than you live in?",
    "Как давно вы скрываетесь?",
    "Когда вы узнали, что вас ищут?",
    "Есть ли у вас документы на другое имя?",
    "متى عرفت أنهم يبحثون عنك؟",
    "Avez-vous d’autres noms ?",
    "Depuis quand vous cachez-vous ?",
    "¿Tiene otro nombre?",
    "¿Qué sexo figura en su pasaporte?",
    "Başka adınız var mı?",
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
    assert list(found_in("Not only yours, the names of friends too.", telling=True)) == ["names"]


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
