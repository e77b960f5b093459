"""The second part: what a way out depends on."""

from django.utils.translation import gettext_noop as _

from apps.cases.answers import AGE, COUNTRY, UNSAID
from apps.intake.definition import EVERYONE, Fold, Option, Question, Wording

country = Question(
    id=COUNTRY,
    kind="country",
    ask=_("Which country are you in?"),
    why=_("What is possible depends on it. Do not tell us the town."),
    parties=EVERYONE,
    wording={"other": Wording(ask=_("Which country is this person in?"))},
)

papers = Question(
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

age = Question(
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

company = Question(
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
