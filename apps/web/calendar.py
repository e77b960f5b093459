"""Django's days and months, asked for anew so that our catalogues say them as within a sentence.

Its own Russian begins a weekday with a capital and says “26 November” with a month that stands
alone; a project's catalogue comes before Django's.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

DAYS: Final = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
# Translators: as after the number of a day, “26 November”.
MONTHS: Final = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
