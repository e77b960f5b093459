"""The lists of the way out: codes are stable, labels are translated."""

from datetime import timedelta
from typing import Final

from django.utils.translation import pgettext_lazy

from apps.cases.vocabulary import Labels

PLAN_ITEMS: Final[Labels] = {
    "shelter": pgettext_lazy("plan item", "Shelter"),
    "passport": pgettext_lazy("plan item", "Passport"),
    "national_id": pgettext_lazy("plan item", "National ID card"),
    "civil_document": pgettext_lazy("plan item", "Civil document"),
    "entry_visa": pgettext_lazy("plan item", "Entry visa"),
    "exit_permit": pgettext_lazy("plan item", "Exit permit"),
    "sponsorship": pgettext_lazy("plan item", "Sponsorship"),
    "ticket": pgettext_lazy("plan item", "Ticket"),
    "transit_permission": pgettext_lazy("plan item", "Permission to pass through"),
    "escort": pgettext_lazy("plan item", "Escort"),
    "cash": pgettext_lazy("plan item", "Cash"),
    "medical_exam": pgettext_lazy("plan item", "Medical exam"),
    "medication": pgettext_lazy("plan item", "Medication"),
    "legal_counsel": pgettext_lazy("plan item", "Legal counsel"),
    "asylum_registration": pgettext_lazy("plan item", "Registering for asylum"),
    "digital_security": pgettext_lazy("plan item", "Digital security"),
    "clean_phone": pgettext_lazy("plan item", "Clean phone"),
    "search_status": pgettext_lazy("plan item", "Is anyone looking, exit bans"),
    "statement_left_freely": pgettext_lazy("plan item", "Statement of having left freely"),
    "insurance": pgettext_lazy("plan item", "Insurance"),
    "interpreter": pgettext_lazy("plan item", "Interpreter"),
    "arrival_pickup": pgettext_lazy("plan item", "Meeting on arrival"),
    "housing": pgettext_lazy("plan item", "Housing"),
    "language_class": pgettext_lazy("plan item", "Language class"),
    "counselling": pgettext_lazy("plan item", "Counselling"),
    "community_link": pgettext_lazy("plan item", "Link to a community"),
}
ITEM_STATUSES: Final[Labels] = {
    "planned": pgettext_lazy("plan item", "Planned"),
    "approved": pgettext_lazy("plan item", "Approved"),
    "in_progress": pgettext_lazy("plan item", "In progress"),
    "blocked": pgettext_lazy("plan item", "Blocked"),
    "done": pgettext_lazy("plan item", "Done"),
    "cancelled": pgettext_lazy("plan item", "Cancelled"),
}
BLOCKED_BY: Final[Labels] = {
    "funds": pgettext_lazy("why blocked", "Funds"),
    "document": pgettext_lazy("why blocked", "A document"),
    "visa_refused": pgettext_lazy("why blocked", "Visa refused"),
    "contact_lost": pgettext_lazy("why blocked", "Contact lost"),
    "partner": pgettext_lazy("why blocked", "A partner"),
    "safety": pgettext_lazy("why blocked", "Safety"),
}
RELATIONS: Final[Labels] = {
    "partner": pgettext_lazy("relation", "Partner"),
    "spouse": pgettext_lazy("relation", "Spouse"),
    "child": pgettext_lazy("relation", "Child"),
    "parent": pgettext_lazy("relation", "Parent"),
    "sibling": pgettext_lazy("relation", "Sibling"),
    "other_dependant": pgettext_lazy("relation", "Other dependant"),
    "companion": pgettext_lazy("relation", "Companion"),
}
TRAVELS: Final[Labels] = {
    "yes": pgettext_lazy("travels", "Travels"),
    "no": pgettext_lazy("travels", "Stays"),
    "later": pgettext_lazy("travels", "Comes later"),
}
KNOWS: Final[Labels] = {
    "yes": pgettext_lazy("knows the reason", "Knows the reason"),
    "no": pgettext_lazy("knows the reason", "Does not know the reason"),
    "unknown": pgettext_lazy("knows the reason", "Not known whether they know the reason"),
}
LINKS: Final[Labels] = {
    "partner": pgettext_lazy("linked case", "Partner"),
    "family": pgettext_lazy("linked case", "Family"),
    "same_event": pgettext_lazy("linked case", "Same event"),
    "same_helper": pgettext_lazy("linked case", "Same helper"),
    "travels_with": pgettext_lazy("linked case", "Travels with"),
}
DOCUMENTS: Final[Labels] = {
    "passport": pgettext_lazy("document", "Passport"),
    "national_id": pgettext_lazy("document", "National ID card"),
    "birth_certificate": pgettext_lazy("document", "Birth certificate"),
    "marriage_or_partnership": pgettext_lazy("document", "Marriage or partnership"),
    "divorce_or_custody": pgettext_lazy("document", "Divorce or custody"),
    "residence_permit": pgettext_lazy("document", "Residence permit"),
    "visa": pgettext_lazy("document", "Visa"),
    "ticket": pgettext_lazy("document", "Ticket"),
    "medical_certificate": pgettext_lazy("document", "Medical certificate"),
    "prescription": pgettext_lazy("document", "Prescription"),
    "summons": pgettext_lazy("document", "Summons"),
    "detention_record": pgettext_lazy("document", "Record of detention"),
    "threat": pgettext_lazy("document", "Threat"),
    "membership": pgettext_lazy("document", "Membership"),
    "reference_letter": pgettext_lazy("document", "Letter of reference"),
    "school_or_work": pgettext_lazy("document", "School or work"),
    "visa_photo": pgettext_lazy("document", "Photo for a visa"),
    "signed_consent": pgettext_lazy("document", "Signed consent"),
    "other": pgettext_lazy("document", "Other"),
}
HELD: Final[Labels] = {
    "seen": pgettext_lazy("document", "Seen only: no file kept"),
    "copy": pgettext_lazy("document", "Copy"),
    "original": pgettext_lazy("document", "Original"),
}
SIGNS: Final[Labels] = {
    "well": pgettext_lazy("check-in", "Checked in"),
    "word_failed": pgettext_lazy("check-in", "Word failed"),
    "given_up": pgettext_lazy("check-in", "Not waited for any more"),
}
FOLLOWED: Final[Labels] = {
    "well": pgettext_lazy("follow-up", "Well"),
    "struggling": pgettext_lazy("follow-up", "Struggling"),
    "in_danger": pgettext_lazy("follow-up", "In danger again"),
    "moved_on": pgettext_lazy("follow-up", "Moved on to another place"),
    "returned": pgettext_lazy("follow-up", "Went back"),
    "not_reached": pgettext_lazy("follow-up", "Not reached"),
}
FOLLOW_UP_QUESTIONS: Final[Labels] = {
    "safe": pgettext_lazy("follow-up", "Are they safe where they are?"),
    "papers": pgettext_lazy("follow-up", "How far is the permit to stay, or asylum?"),
    "housing": pgettext_lazy("follow-up", "Where do they live, and for how long still?"),
    "health": pgettext_lazy("follow-up", "Do they have a doctor, medicine, somebody to talk to?"),
    "means": pgettext_lazy("follow-up", "What do they live on? Work, school, language?"),
    "needs": pgettext_lazy("follow-up", "What is missing?"),
}

# Alerts before a document ends: in how many days.
ENDS_SOON: Final = (180, 90, 30)
# Papers as printed are struck out by themselves so long after arrival.
PAPERS_KEPT: Final = timedelta(days=30)
# After arrival they are asked how they are: in how many days.
FOLLOW_UPS: Final = (14, 30, 91, 182, 365)
# People who leave within so long stand on everybody's Today.
LEAVES_SOON: Final = timedelta(hours=72)
