"""The questionnaire that Farshore comes with: twelve questions in four parts.

Its texts are marked here for the catalogues and translated when a page shows them. The order is by
urgency, so that whoever is disturbed after the first part has said what matters.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

from apps.cases.answers import (
    AGE,
    COUNTRY,
    DANGER_NOW,
    DANGER_SOON,
    LANGUAGE,
    NAME,
    PRONOUN,
    SAFE,
    SAFETY,
    STORY,
    UNSAID,
)
from apps.intake.definition import Definition, Fold, Option, Part, Question, Wording

EVERYONE: Final = ("self", "other", "again")

_safety = Question(
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

_about_them = [
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

_name = Question(
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

_when_before = Question(
    id="when_before",
    kind="text",
    ask=_("About when did you ask us before?"),
    hint=_("For example: in spring, or three weeks ago."),
    why=_("It helps us to find your first request."),
    parties=("again",),
    longest=120,
)

_pronoun = Question(
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

_language = Question(
    id=LANGUAGE,
    kind="language",
    ask=_("Which language should we answer in?"),
    why=_("We look for somebody who writes it."),
    parties=EVERYONE,
)

_channel = Question(
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

_country = Question(
    id=COUNTRY,
    kind="country",
    ask=_("Which country are you in?"),
    why=_("What is possible depends on it. Do not tell us the town."),
    parties=EVERYONE,
    wording={"other": Wording(ask=_("Which country is this person in?"))},
)

_papers = Question(
    id="papers",
    kind="choice",
    ask=_("What can you travel with?"),
    why=_("Papers decide which ways out are open."),
    options=[
        Option("valid", _("A passport that is valid")),
        Option("ended", _("A passport that has run out")),
        Option("taken", _("My passport was taken, or is hidden from me")),
        Option("never", _("I never had a passport")),
        Option("unknown", _("I do not know")),
    ],
    wording={
        "other": Wording(
            ask=_("What can this person travel with?"),
            options={
                "taken": _("The passport was taken, or is hidden from them"),
                "never": _("They never had a passport"),
            },
        )
    },
    fold=Fold(
        _("If there is a passport: of which country"),
        [
            Question(
                id="papers_country",
                kind="country",
                ask=_("Which country is the passport from?"),
                why=_("It decides where a visa is needed."),
            )
        ],
    ),
)

_age = Question(
    id=AGE,
    kind="choice",
    ask=_("How old are you?"),
    why=_("We have special duties to people under 18."),
    options=[
        Option("under_18", _("Under 18")),
        Option("adult", _("18 or older")),
        Option(UNSAID, _("I would rather not say")),
    ],
    wording={
        "other": Wording(
            ask=_("How old is this person?"),
            options={UNSAID: _("I do not know, or would rather not say")},
        )
    },
)

_company = Question(
    id="company",
    kind="choice",
    ask=_("Who would travel with you?"),
    why=_("Tickets, papers and a place to sleep depend on it."),
    options=[
        Option("alone", _("Nobody")),
        Option("others", _("Others would come too")),
        Option("unknown", _("I do not know yet")),
    ],
    wording={"other": Wording(ask=_("Who would travel with this person?"))},
    fold=Fold(
        _("If others would come: how many, and what they know"),
        [
            Question(
                id="adults",
                kind="number",
                ask=_("How many other adults?"),
                why=_("Each needs papers and a ticket."),
                most=30,
            ),
            Question(
                id="children",
                kind="number",
                ask=_("How many children under 18?"),
                why=_("Children need more papers, and more care."),
                most=30,
            ),
            Question(
                id="company_knows",
                kind="choice",
                ask=_("Do they know the reason?"),
                why=_("We must not tell it to somebody who does not know."),
                options=[
                    Option("yes", _("Yes")),
                    Option("no", _("No")),
                    Option("some", _("Some of them")),
                ],
            ),
        ],
    ),
)

_grounds = Question(
    id="grounds",
    kind="choices",
    ask=_("Why are you at risk?"),
    hint=_("Tick all that fit."),
    why=_("Some ways to protection depend on the reason. You need not prove it."),
    options=[
        Option("orientation", _("Because of whom I love")),
        Option("gender", _("Because of who I am: my gender")),
        Option("religion", _("Religion or belief")),
        Option("politics", _("Politics")),
        Option("journalism", _("Journalism")),
        Option("human_rights", _("Work for human rights")),
        Option("ethnicity", _("Ethnic group")),
        Option("family", _("Family or honour")),
        Option("imputed", _("Others believe one of these of me")),
        Option("other", _("Something else")),
        Option("later", _("I would rather say it later")),
    ],
    wording={
        "other": Wording(
            ask=_("Why is this person at risk?"),
            options={
                "orientation": _("Because of whom they love"),
                "gender": _("Because of who they are: their gender"),
                "imputed": _("Others believe one of these of them"),
            },
        )
    },
)

_story = Question(
    id=STORY,
    kind="long",
    ask=_("What has happened?"),
    hint=_("A few lines are enough. No names of other people, no streets."),
    why=_("It lets us see what you need and how soon."),
    parties=EVERYONE,
    longest=4000,
    wording={
        "other": Wording(why=_("It lets us see what is needed and how soon.")),
        "again": Wording(
            ask=_("What should we know now?"),
            hint=_("What has changed, and what you need first. No names of other people."),
        ),
    },
)

_looking = Question(
    id="looking",
    kind="choices",
    ask=_("Is anyone looking for you, or keeping something from you?"),
    hint=_("Tick all that fit."),
    why=_("It decides how carefully we must move."),
    options=[
        Option("police", _("The police or other officials are looking for me")),
        Option("family", _("My family is looking for me")),
        Option("others", _("Other people are looking for me")),
        Option("phone", _("Somebody keeps my phone")),
        Option("papers", _("Somebody keeps my papers")),
        Option("no", _("No")),
        Option("unknown", _("I do not know")),
    ],
    wording={
        "other": Wording(
            ask=_("Is anyone looking for this person, or keeping something from them?"),
            options={
                "police": _("The police or other officials are looking for them"),
                "family": _("Their family is looking for them"),
                "others": _("Other people are looking for them"),
                "phone": _("Somebody keeps their phone"),
                "papers": _("Somebody keeps their papers"),
            },
        )
    },
)

_needs = Question(
    id="needs",
    kind="choices",
    ask=_("What do you need first?"),
    hint=_("Tick all that fit."),
    why=_("Some things can be found sooner than a way out."),
    options=[
        Option("shelter", _("A safe place")),
        Option("medication", _("Medicine")),
        Option("food_cash", _("Food or money")),
        Option("legal", _("Legal help")),
        Option("documents", _("Documents")),
        Option("talk", _("Someone to talk to")),
    ],
    wording={"other": Wording(ask=_("What does this person need first?"))},
)

SHIPPED: Final = Definition(
    parts=[
        Part(
            _("Right now"),
            [_safety, *_about_them, _name, _when_before, _pronoun, _language, _channel],
        ),
        Part(_("The way out"), [_country, _papers, _age, _company]),
        Part(_("The reasons"), [_grounds, _story, _looking]),
        Part(_("What is needed"), [_needs]),
    ],
    consent=Question(
        id="consent",
        kind="consent",
        ask=_("You may read what I wrote here, and decide whether you can help."),
        why=_("We give it to nobody else unless you allow it. We would ask you first, each time."),
        parties=EVERYONE,
    ),
)
