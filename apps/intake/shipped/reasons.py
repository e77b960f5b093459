"""The last two parts: why, and what is needed first."""

from django.utils.translation import gettext_noop as _

from apps.cases.answers import STORY
from apps.intake.definition import EVERYONE, Option, Question, Wording

grounds = Question(
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

story = Question(
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

looking = Question(
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

needs = Question(
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
