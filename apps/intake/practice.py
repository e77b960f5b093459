"""Invented requests to practise on. Nobody is meant, and nothing in them is anybody's."""

import secrets
from typing import Final

from apps.intake.forms import QuestionForm, consent_form, sealed_answers
from apps.intake.queries import questionnaire

# In the languages that desks are read in; the story says by itself that it is invented.
INVENTED: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "en": (
        {
            "safety": "danger_soon",
            "name": "Robin",
            "country": "GE",
            "papers": "ended",
            "company": "alone",
            "age": "adult",
            "story": "(Invented, for practice.) Someone at work read my messages. Since Monday a "
            "car stands in front of the house. I sleep at a friend’s and cannot stay there long.",
        },
        {
            "safety": "safe",
            "name": "Sam",
            "country": "TR",
            "papers": "valid",
            "company": "others",
            "adults": "1",
            "age": "adult",
            "story": "(Invented, for practice.) We left in spring, two of us. Our permission to "
            "stay ends in six weeks. We do not know whom to ask.",
        },
    ),
    "ru": (
        {
            "safety": "danger_soon",
            "name": "Саша",
            "country": "GE",
            "papers": "ended",
            "company": "alone",
            "age": "adult",
            "story": "(Выдумано, для учёбы.) На работе прочитали мои сообщения. С понедельника "
            "у дома стоит машина. Ночую у друзей, долго там нельзя.",
        },
        {
            "safety": "safe",
            "name": "Женя",
            "country": "TR",
            "papers": "valid",
            "company": "others",
            "adults": "1",
            "age": "adult",
            "story": "(Выдумано, для учёбы.) Весной мы уехали вдвоём. Через шесть недель кончается "
            "разрешение. Не знаем, к кому идти.",
        },
    ),
    "ar": (
        {
            "safety": "danger_soon",
            "name": "نور",
            "country": "GE",
            "papers": "ended",
            "company": "alone",
            "age": "adult",
            "story": "(مختلق للتدريب.) قُرئت رسائلي في العمل. منذ الاثنين تقف سيارة أمام البيت. "
            "أنام عند أصدقاء ولا يمكنني البقاء طويلاً.",
        },
        {
            "safety": "safe",
            "name": "صباح",
            "country": "TR",
            "papers": "valid",
            "company": "others",
            "adults": "1",
            "age": "adult",
            "story": "(مختلق للتدريب.) خرجنا في الربيع، اثنين. تنتهي إقامتنا بعد ستة أسابيع. "
            "لا نعرف من نسأل.",
        },
    ),
    "fr": (
        {
            "safety": "danger_soon",
            "name": "Camille",
            "country": "GE",
            "papers": "ended",
            "company": "alone",
            "age": "adult",
            "story": "(Inventé, pour s’exercer.) Quelqu’un au travail a lu mes messages. Depuis "
            "lundi, une voiture attend devant la maison. Je dors chez des amis, mais pas pour "
            "longtemps.",
        },
        {
            "safety": "safe",
            "name": "Dominique",
            "country": "TR",
            "papers": "valid",
            "company": "others",
            "adults": "1",
            "age": "adult",
            "story": "(Inventé, pour s’exercer.) Au printemps, nous avons quitté le pays à deux. "
            "Notre titre de séjour finit dans six semaines. Nous ne savons pas à qui demander.",
        },
    ),
    "es": (
        {
            "safety": "danger_soon",
            "name": "Ariel",
            "country": "GE",
            "papers": "ended",
            "company": "alone",
            "age": "adult",
            "story": "(Inventado, para practicar.) En el trabajo alguien leyó mis mensajes. Desde "
            "el lunes hay un coche delante de la casa. Duermo con unas amistades y no puedo "
            "quedarme mucho tiempo.",
        },
        {
            "safety": "safe",
            "name": "Cruz",
            "country": "TR",
            "papers": "valid",
            "company": "others",
            "adults": "1",
            "age": "adult",
            "story": "(Inventado, para practicar.) Salimos en primavera, dos personas. Nuestro "
            "permiso vence en seis semanas. No sabemos a quién preguntar.",
        },
    ),
}


def invented_answers(language: str, *, now: int) -> bytes | None:
    """Return the JSON of one invented person's answers, or None where nothing is asked yet."""
    asked = questionnaire()
    if asked is None:
        return None
    person = secrets.choice(INVENTED.get(language, INVENTED["en"]))
    posted = {name: [value] for name, value in person.items()} | {
        "language": [language],
        asked.definition.consent.id: ["1"],
    }
    # An organisation's own questions may have other options: what does not fit is left out.
    for _ in range(2):
        form = QuestionForm(
            asked.definition, version=asked.version, party="self", posted=posted, now=now
        )
        if form.is_valid():
            break
        odd = {field.id for field in form if field.errors}
        posted = {name: value for name, value in posted.items() if name not in odd}
    return sealed_answers(form, consent_form(asked.definition, posted))
