"""The questionnaire that Farshore comes with: twelve questions in four parts.

Its texts are marked here for the catalogues and translated when a page shows them. The order is by
urgency, so that whoever is disturbed after the first part has said what matters.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

from apps.intake.definition import EVERYONE, Definition, Part, Question
from apps.intake.shipped import now, reasons, way_out
from apps.intake.shipped.purposes import with_purposes

SHIPPED: Final = Definition(
    parts=[
        Part(
            _("Right now"),
            with_purposes(
                now.safety,
                *now.about_them,
                now.name,
                now.when_before,
                now.pronoun,
                now.language,
                now.channel,
            ),
        ),
        Part(
            _("The way out"),
            with_purposes(way_out.country, way_out.papers, way_out.age, way_out.company),
        ),
        Part(_("The reasons"), with_purposes(reasons.grounds, reasons.story, reasons.looking)),
        Part(_("What is needed"), with_purposes(reasons.needs)),
    ],
    consent=Question(
        id="consent",
        kind="consent",
        ask=_("You may read what I wrote here, and decide whether you can help."),
        why=_("We give it to nobody else unless you allow it. We would ask you first, each time."),
        parties=EVERYONE,
    ),
)
