"""The first part: what we must know at once."""

from django.utils.translation import gettext_noop as _

from apps.cases.answers import (
    DANGER_NOW,
    DANGER_SOON,
    LANGUAGE,
    NAME,
    PRONOUN,
    SAFE,
    SAFETY,
    UNSAID,
)
from apps.intake.definition import EVERYONE, Fold, Option, Question, Wording

safety = Question(
    id=SAFETY,
    kind="choice",
    ask=_("Are you safe right now?"),
    why=_("We read the most urgent first."),
    parties=EVERYONE,
    options=[
        Option(DANGER_NOW, _("I am in danger now")),
        Option(DANGER_SOON, _("I may be in danger soon")),
        Option(SAFE, _("I am safe for the moment")),
        Option(UNSAID, _("I would rather not say")),
    ],
    wording={
        "other": Wording(
            ask=_("Is the person you ask for safe right now?"),
            options={
                DANGER_NOW: _("In danger now"),
                DANGER_SOON: _("Maybe in danger soon"),
                SAFE: _("Safe for the moment"),
                UNSAID: _("I do not know, or would rather not say"),
            },
        )
    },
)

about_them = [
    Question(
        id="they_know",
        kind="choice",
        ask=_("Does this person know that you ask us?"),
        why=_("Nobody should learn of it by surprise."),
        parties=("other",),
        options=[
            Option("yes", _("Yes")),
            Option("no", _("No")),
            Option("unknown", _("I am not sure")),
        ],
    ),
    Question(
        id="may_write",
        kind="choice",
        ask=_("May we write to this person?"),
        why=_("We write to nobody who has not agreed to it."),
        parties=("other",),
        options=[
            Option("yes", _("Yes, it is safe")),
            Option("through_me", _("Only through me")),
            Option("no", _("No")),
        ],
        fold=Fold(
            _("If yes: how we may write"),
            [
                Question(
                    id="write_how",
                    kind="text",
                    ask=_("How may we write to this person?"),
                    hint=_("For example: Signal, and the number."),
                    why=_("We use it only as you say here."),
                    parties=("other",),
                    longest=300,
                )
            ],
        ),
    ),
    Question(
        id="relation",
        kind="text",
        ask=_("How do you know each other?"),
        why=_("It helps us to understand what you can do, and what we can."),
        parties=("other",),
        longest=300,
    ),
]

name = Question(
    id=NAME,
    kind="text",
    ask=_("What may we call you?"),
    why=_("Any name will do. It is safer if it is not your real one."),
    parties=EVERYONE,
    longest=60,
    wording={
        "other": Wording(
            ask=_("What may we call the person you ask for?"),
            why=_("Any name will do. It is safer if it is not the real one."),
        ),
        "again": Wording(
            ask=_("Which name did you use when you asked before?"),
            why=_("It helps us to find your first request."),
        ),
    },
)

when_before = Question(
    id="when_before",
    kind="text",
    ask=_("About when did you ask us before?"),
    hint=_("For example: in spring, or three weeks ago."),
    why=_("It helps us to find your first request."),
    parties=("again",),
    longest=120,
)

pronoun = Question(
    id=PRONOUN,
    kind="choice",
    ask=_("How should we speak of you?"),
    why=_("So that what we write is right for you."),
    options=[
        Option("she", _("She")),
        Option("he", _("He")),
        Option("they", _("They")),
        Option("name", _("Only the name")),
    ],
    wording={"other": Wording(ask=_("How should we speak of this person?"))},
)

language = Question(
    id=LANGUAGE,
    kind="language",
    ask=_("Which language should we answer in?"),
    why=_("We look for somebody who writes it."),
    parties=EVERYONE,
)

channel = Question(
    id="channel",
    kind="choice",
    ask=_("How should we answer you?"),
    why=_("Only here is safest: nothing arrives on your phone that others could see."),
    options=[
        Option("here", _("Only here, with my code")),
        Option("also", _("Here, and also another way")),
    ],
    preset="here",
    fold=Fold(
        _("If another way too: what we must know"),
        [
            Question(
                id="way",
                kind="text",
                ask=_("Which way, and where?"),
                hint=_("For example: Signal, and the number."),
                why=_("We use it only as you say here."),
                longest=300,
            ),
            Question(
                id="who_sees",
                kind="choices",
                ask=_("Who else could see it?"),
                why=_("Then we write less, or only harmless words."),
                options=[
                    Option("nobody", _("Nobody")),
                    Option("family", _("My family")),
                    Option("employer", _("People at work")),
                    Option("persecutor", _("People I am afraid of")),
                    Option("unknown", _("I do not know")),
                ],
            ),
            Question(
                id="safe_hours",
                kind="choices",
                ask=_("Which parts of the day are safe?"),
                why=_("We write or call only then."),
                options=[
                    Option("morning", _("Morning")),
                    Option("midday", _("Midday")),
                    Option("afternoon", _("Afternoon")),
                    Option("evening", _("Evening")),
                    Option("night", _("Night")),
                ],
            ),
            Question(
                id="time_now",
                kind="time",
                ask=_("What time is it where you are now?"),
                why=_("It tells us your time zone, and nothing nearer."),
            ),
            Question(
                id="not_say",
                kind="text",
                ask=_("What must we not say?"),
                hint=_("Words, names or reasons that must not come up."),
                why=_("Somebody else may read or listen."),
                longest=300,
            ),
        ],
    ),
)
