"""Every address × every person × every door: an address missing from the tables fails.

The tables are the promise of who sees what: 404 for other people's objects and for unknown ones
alike, 302 to the sign-in page for who is not signed in.
"""

import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from apps.cases import actions
from apps.cases.models import Case
from apps.desk.answers import key_of
from apps.desk.entrances import make_entrance, open_entrance
from apps.teams.actions import add_membership, confirm_from_outside
from apps.teams.chain import checked_chain
from apps.teams.queries import key_digest
from tests.cases.acts import hand
from tests.people import make_person
from tests.service import environment
from tests.world import Sent, World, desk, fresh, make_world, submit

ASK: Final = """
import django; django.setup()
from django.conf import settings
from django.test import Client
print(Client(SERVER_NAME="localhost").get("{address}").status_code)
print(any("session" in name or "csrf" in name for name in settings.MIDDLEWARE))
"""
ROOT: Final = Path(__file__).parent.parent
PEOPLE: Final = ("nobody", "amira", "bo", "chioma", "dan", "olu", "gita")

# Answers of the front door to GET; nobody signs in there, so it is the same for everyone. 203 is
# the status of a page to write on: see apps.web.views.
BEGINNING: Final = {
    "healthz": 200,
    "en/": 200,
    "en/leave/": 303,
    "en/safety/": 200,
    "en/form/": 203,
    "en/form/other/": 203,
    "en/form/again/": 203,
    "en/sealing/": 200,
    "en/offline/": 200,
    "en/offline/file/": 422,
    "en/bring/": 203,
    "en/sealed/": 405,
    "en/check/": 303,
    "en/send/": 303,
    "en/code/": 303,
    "en/code/second/": 303,
    "en/done/": 200,
    "en/return/": 203,
    "en/opening/": 200,
    "en/opening/look/": 405,
    "en/opening/earlier/": 405,
    "en/opening/write/": 405,
    "en/opening/take-back/": 405,
    "en/opening/file/": 405,
    "en/opening/answers/": 200,
    "en/opening/files/": 200,
    "en/opening/files/piece/": 405,
    "en/opening/files/keep/": 405,
    "en/opening/files/cancel/": 405,
    "en/mailbox/": 405,
    "en/mailbox/write/": 405,
    "en/mailbox/files/": 405,
    "en/mailbox/received/": 200,
    "en/mailbox/file/": 405,
    "en/mailbox/file/save/": 405,
    "en/mailbox/changed/": 405,
    "en/mailbox/answers/": 405,
    "en/mailbox/answers.txt": 405,
    "en/mailbox/take-back/": 405,
}
# The pages of a form, which stand once more at each form's own address.
FORM: Final = frozenset(
    ("", "form/", "form/other/", "form/again/", "sealing/", "sealed/", "check/", "send/", "code/")
) | {"code/second/", "done/", "offline/", "offline/file/"}
OWN_FORM: Final = "en/f/<slug:word>/"
FRONT: Final = BEGINNING | {OWN_FORM + page: BEGINNING[f"en/{page}"] for page in FORM}

QUESTIONS: Final = "desk/settings/questions/"
OWN_QUESTIONS: Final = "desk/settings/forms/<slug:word>/questions/"
# Answers of the desk to GET, for nobody · Amira · Bo, coordinator · Chioma of another team · Dan,
# operator · Olu of oversight · Gita, who waits for Harbour's key. Objects are Harbour's.
ASKED: Final = {
    "desk/": (302, 302, 302, 302, 302, 302, 302),
    "desk/sign-in/": (200, 302, 302, 302, 302, 302, 302),
    "desk/unlock/": (200, 302, 302, 302, 302, 302, 302),
    "desk/again/": (302, 200, 200, 200, 200, 200, 200),
    "desk/join/done/": (200, 200, 200, 200, 200, 200, 200),
    "desk/join/<str:token>/": (404, 404, 404, 404, 404, 404, 404),
    "desk/setup/<str:token>/": (404, 404, 404, 404, 404, 404, 404),
    "desk/recover/": (200, 200, 200, 200, 200, 200, 200),
    "desk/help/": (200, 200, 200, 200, 200, 200, 200),
    "desk/me/": (302, 200, 200, 200, 200, 200, 200),
    "desk/me/passphrase/": (302, 200, 200, 200, 200, 200, 200),
    "desk/me/sheet/": (302, 200, 200, 200, 200, 200, 200),
    "desk/me/sheet/try/": (302, 200, 200, 200, 200, 200, 200),
    "desk/me/phone/": (302, 200, 200, 200, 200, 200, 200),
    "desk/me/codes/": (302, 200, 200, 200, 200, 200, 200),
    "desk/me/keys/": (302, 200, 200, 200, 200, 200, 200),
    "desk/team/": (302, 200, 200, 200, 200, 200, 200),
    "desk/team/new/": (302, 404, 200, 404, 200, 404, 404),
    "desk/team/invite/": (302, 404, 200, 404, 200, 404, 404),
    "desk/team/people/<uuid:person>/invite/": (302, 404, 404, 404, 200, 404, 404),
    "desk/team/people/<uuid:person>/end/": (302, 200, 404, 404, 200, 404, 404),
    "desk/team/people/<uuid:person>/allow/": (302, 404, 404, 404, 404, 404, 404),
    "desk/team/<uuid:team>/add/": (302, 404, 200, 404, 200, 404, 404),
    "desk/team/<uuid:team>/renew/": (302, 200, 200, 404, 404, 404, 404),
    "desk/team/<uuid:team>/people/<uuid:person>/remove/": (302, 404, 404, 404, 200, 404, 404),
    "desk/team/<uuid:team>/first-key/": (302, 302, 302, 404, 404, 404, 302),
    "desk/team/<uuid:team>/hand-over/<uuid:person>/": (302, 200, 200, 404, 404, 404, 302),
    "desk/team/<uuid:team>/words/": (302, 200, 200, 404, 404, 404, 302),
    "desk/team/<uuid:team>/alarm/<slug:detail>/": (302, 200, 200, 404, 200, 404, 200),
    "desk/today/": (302, 200, 200, 200, 404, 404, 200),
    "desk/views/": (302, 200, 200, 200, 404, 404, 200),
    "desk/me/languages/": (302, 200, 200, 200, 404, 404, 200),
    "desk/team/people/<uuid:person>/leaving/": (302, 200, 200, 404, 404, 404, 404),
    "desk/team/<uuid:team>/people/<uuid:person>/away/": (302, 404, 200, 404, 404, 404, 404),
    "desk/me/desk/": (302, 200, 200, 200, 404, 404, 200),
    "desk/requests/": (302, 200, 200, 200, 404, 404, 200),
    "desk/requests/decline/": (302, 404, 404, 404, 404, 404, 404),
    "desk/requests/<uuid:ref>/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/": (302, 200, 200, 200, 404, 404, 200),
    "desk/cases/<uuid:ref>/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/conversation/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/plan/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/journey/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/journey_drop/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/arrived/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/documents/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/link/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/people/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/files/<uuid:file>/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/files/<uuid:file>/shown/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/files/<uuid:file>/original/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/checks/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/notes/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/history/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/give/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/tasks/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/close/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/decline/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/more/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/strike/event/<int:event>/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/strike/answer/<slug:question>/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/strike/message/<uuid:mailbox>/<int:number>/": (
        302,
        404,
        404,
        404,
        404,
        404,
        404,
    ),
    "desk/cases/<uuid:ref>/move/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/approval/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/force/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/keep/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/follow_up/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/sheet/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/sheet/print/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/decide/": (302, 404, 404, 404, 404, 404, 404),
    "desk/new/": (302, 200, 200, 200, 404, 404, 404),
    "desk/new/phone/": (302, 200, 200, 200, 404, 404, 404),
    "desk/new/text/": (302, 200, 200, 200, 404, 404, 404),
    "desk/new/sheet/": (302, 200, 200, 200, 404, 404, 404),
    "desk/new/sheet/columns/": (302, 200, 200, 200, 404, 404, 404),
    "desk/new/sheet/check/": (302, 200, 200, 200, 404, 404, 404),
    "desk/new/sheet/running/": (302, 200, 200, 200, 404, 404, 404),
    "desk/cases/<uuid:ref>/same/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/same/<uuid:other>/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/translate/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/contact/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/code/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/restrict/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/lift/": (302, 404, 404, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/to-team/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/interpreters/": (302, 200, 200, 404, 404, 404, 404),
    "desk/cases/<uuid:ref>/interpreters/<uuid:person>/": (302, 404, 404, 404, 404, 404, 404),
    "desk/interpreting/": (302, 404, 404, 404, 404, 404, 404),
    "desk/interpreting/<uuid:ref>/": (302, 404, 404, 404, 404, 404, 404),
    "desk/interpreting/words/<uuid:team>/": (302, 404, 404, 404, 404, 404, 404),
    "desk/record/": (302, 404, 404, 404, 404, 200, 404),
    "desk/settings/": (302, 404, 200, 404, 200, 404, 404),
    "desk/settings/organisation/": (302, 404, 200, 404, 200, 404, 404),
    "desk/settings/second-codes/": (302, 404, 200, 404, 200, 404, 404),
    "desk/settings/words/": (302, 404, 200, 404, 200, 404, 404),
    "desk/pass-on/": (302, 200, 200, 200, 200, 200, 200),
    "desk/pass-on/<slug:word>/": (302, 200, 200, 200, 200, 200, 200),
    "desk/settings/countries/": (302, 404, 200, 404, 200, 404, 404),
    "desk/settings/countries/<slug:country>/": (302, 404, 200, 404, 200, 404, 404),
    "desk/settings/forms/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/new-form/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/forms/<slug:word>/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/questions/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/questions/new/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/questions/one/<slug:one>/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/questions/one/<slug:one>/delete/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/questions/one/<slug:one>/<str:language>/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/questions/part/<int:number>/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/questions/look/<slug:party>/<str:language>/": (
        302,
        404,
        200,
        404,
        404,
        404,
        404,
    ),
    "desk/settings/questions/publish/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/questions/versions/": (302, 404, 200, 404, 404, 404, 404),
    # What is asked now is not asked again.
    "desk/settings/questions/versions/<int:version>/again/": (302, 404, 302, 404, 404, 404, 404),
    "desk/settings/questions/file/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/questions/file/save/": (302, 404, 200, 404, 404, 404, 404),
    "desk/questions/<int:version>/": (302, 200, 200, 200, 404, 404, 200),
    "desk/settings/<uuid:team>/rules/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/task-sets/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/task-sets/new/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/task-sets/<slug:one>/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/task-sets/<slug:one>/delete/": (
        302,
        404,
        200,
        404,
        404,
        404,
        404,
    ),
    "desk/settings/<uuid:team>/other-ways/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/other-ways/new/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/other-ways/<slug:one>/": (302, 404, 404, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/other-ways/<slug:one>/delete/": (302, 404, 404, 404, 404, 404, 404),
    "desk/team/<uuid:team>/partners/": (302, 200, 200, 404, 404, 404, 404),
    "desk/team/<uuid:team>/partners/new/": (302, 200, 200, 404, 404, 404, 404),
    "desk/team/<uuid:team>/partners/<slug:one>/": (302, 404, 404, 404, 404, 404, 404),
    "desk/team/<uuid:team>/partners/<slug:one>/delete/": (302, 404, 404, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/plan-sets/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/plan-sets/new/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/plan-sets/<slug:one>/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/plan-sets/<slug:one>/delete/": (
        302,
        404,
        200,
        404,
        404,
        404,
        404,
    ),
    "desk/settings/<uuid:team>/templates/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/templates/new/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/templates/<slug:one>/": (302, 404, 200, 404, 404, 404, 404),
    "desk/settings/<uuid:team>/templates/<slug:one>/delete/": (302, 404, 200, 404, 404, 404, 404),
}

READ: Final = ASKED | {
    name.replace(QUESTIONS, OWN_QUESTIONS): answers
    for name, answers in ASKED.items()
    if name.startswith(QUESTIONS)
}

# Addresses that only take what is sent: 405 to every GET, and 404 to whatever these send.
SENT: Final = {
    "desk/team/people/<uuid:person>/keep/": ("chioma", "olu"),
    "desk/team/<uuid:team>/hand-over/<uuid:person>/differ/": ("chioma", "dan", "olu"),
    "desk/team/<uuid:team>/words/refuse/": ("chioma", "dan", "olu"),
    "desk/team/<uuid:team>/record/": ("chioma", "dan"),
    "desk/team/people/<uuid:person>/leaving/hand/": ("chioma", "dan", "olu", "gita"),
    "desk/team/people/<uuid:person>/leaving/stop/": ("chioma", "dan", "olu", "gita"),
    "desk/team/people/<uuid:person>/leaving/keys/": ("chioma", "dan", "olu", "gita"),
    "desk/team/<uuid:team>/people/<uuid:person>/back/": ("amira", "chioma", "dan", "olu", "gita"),
    "desk/team/<uuid:team>/people/<uuid:person>/watch/": ("amira", "chioma", "dan", "olu", "gita"),
    "desk/today/<uuid:ref>/later/": ("chioma", "dan", "olu", "gita"),
    "desk/today/<uuid:ref>/done/": ("chioma", "dan", "olu", "gita"),
    "desk/today/<uuid:ref>/outcome/": ("chioma", "dan", "olu", "gita"),
    "desk/today/<uuid:ref>/sign/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/sign/": ("chioma", "dan", "olu", "gita"),
    "desk/today/back/": ("dan", "olu"),
    "desk/search/": ("dan", "olu"),
    "desk/views/save/": ("dan", "olu"),
    "desk/views/<slug:ref>/rename/": ("amira", "bo", "chioma", "dan", "olu", "gita"),
    "desk/views/<slug:ref>/drop/": ("amira", "bo", "chioma", "dan", "olu", "gita"),
    "desk/requests/<uuid:ref>/take/": ("chioma", "dan", "olu", "gita"),
    "desk/requests/decline/look/": ("dan", "olu"),
    "desk/cases/<uuid:ref>/decline/look/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/more/look/": ("chioma", "dan", "olu", "gita"),
    "desk/requests/assign/": ("dan", "olu"),
    "desk/requests/choose/": ("dan", "olu"),
    "desk/requests/spam/": ("dan", "olu"),
    "desk/requests/practice/": ("dan", "olu"),
    "desk/requests/take-back/": ("dan", "olu"),
    "desk/cases/give/": ("dan", "olu"),
    "desk/cases/<uuid:ref>/risk/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/take/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/people/papers/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/person/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/unlink/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/people_answered/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/person_change/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/person_gone/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/age/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/papers/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/check/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/look/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/still/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/need/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/item/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/item_move/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/item_drop/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/plan_set/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/task/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/task_change/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/task_done/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/task_drop/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/bring/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/document/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/document_drop/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/files/add/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/files/send/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/file_out/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/aside/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/back/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/reopen/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/promise/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/note/": ("chioma", "dan", "olu", "gita"),
    "desk/new/practice/": ("dan", "olu", "gita"),
    "desk/new/sheet/drop/": ("dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/same/find/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/same/<uuid:other>/join/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/same/<uuid:other>/apart/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/same/<uuid:other>/part/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/same/<uuid:other>/confirm/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/number/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/outcome/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/logged/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/unsend/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/draft/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/draft/template/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/answer/": ("chioma", "dan", "olu", "gita"),
    "desk/cases/<uuid:ref>/interpreters/<uuid:person>/end/": ("chioma", "dan", "olu", "gita"),
    "desk/interpreting/words/<uuid:team>/refuse/": ("amira", "chioma", "dan", "olu", "gita"),
    "desk/settings/questions/move/": ("amira", "chioma", "dan", "olu", "gita"),
    "desk/settings/questions/drop/": ("amira", "chioma", "dan", "olu", "gita"),
    "desk/settings/door/open/": ("amira", "chioma", "olu", "gita"),
    "desk/settings/restore-tried/": ("amira", "chioma", "olu", "gita"),
    "desk/settings/form/close/": ("amira", "chioma", "olu", "gita"),
    "desk/settings/form/open/": ("amira", "chioma", "olu", "gita"),
    "desk/settings/receiving/": ("amira", "chioma", "olu", "gita"),
    f"{OWN_QUESTIONS}move/": ("amira", "chioma", "dan", "olu", "gita"),
    f"{OWN_QUESTIONS}drop/": ("amira", "chioma", "dan", "olu", "gita"),
    "desk/settings/forms/<slug:word>/open/": ("amira", "chioma", "dan", "olu", "gita"),
    "desk/settings/forms/<slug:word>/close/": ("amira", "chioma", "dan", "olu", "gita"),
}
# Everybody's own.
OWN: Final = {
    "desk/lock/",
    "desk/sign-out/",
    "desk/stay/",
    "desk/me/sessions/end/",
    "desk/me/sessions/end-others/",
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Yield every address that is served, as its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    make_entrance(by=world.bo.user, word="spring", team=world.harbour)
    open_entrance(by=world.bo.user, word="spring")
    return world


@pytest.fixture
def request_(world: World) -> Sent:
    sent = submit(world)
    submit(world)
    actions.read_case(ref=sent.ref, user=world.amira.user, keyring=fresh(world.amira))
    return sent


@pytest.fixture
def browsers(world: World) -> dict[str, Client]:
    gita = make_person("gita")
    add_membership(team=world.harbour, user=gita.user)
    people = (world.amira, world.bo, world.chioma, world.dan, world.olu, gita)
    return {"nobody": Client()} | {one.user.handle: desk(one) for one in people}


def address(pattern: str, world: World, ref: UUID) -> str:
    """Fill a pattern with Harbour, Bo, two cases, and what every team has to begin with."""
    others = Case.objects.filter(team=world.harbour).exclude(ref=ref)
    other = others.values_list("ref", flat=True).first() or uuid4()
    for part, value in (
        ("<uuid:other>", other),
        ("<uuid:ref>", ref),
        ("<uuid:team>", world.harbour.ref),
        ("<uuid:person>", world.bo.user.ref),
        ("<uuid:file>", uuid4()),
        ("<str:token>", "unknown"),
        ("<slug:detail>", "share"),
        ("<slug:ref>", "unknown"),
        ("task-sets/<slug:one>", "task-sets/shipped-planning"),
        ("plan-sets/<slug:one>", "plan-sets/shipped-visa"),
        ("questions/one/<slug:one>", "questions/one/story"),
        ("<slug:party>", "self"),
        ("<str:language>", "en"),
        # What a form asks now, and no other's version, is asked again there.
        ("<slug:word>/questions/versions/<int:version>", "<slug:word>/questions/versions/2"),
        ("<int:version>", 1),
        ("<slug:one>", "decline"),
        ("<slug:question>", key_of("story")),
        ("<slug:word>", "spring"),
        ("<slug:country>", "GE"),
        ("<uuid:mailbox>", uuid4()),
        ("<int:event>", 1),
        ("<int:number>", 1),
    ):
        pattern = pattern.replace(part, str(value))
    return f"/{pattern}"


def test_it_names_every_address() -> None:
    assert set(patterns()) == FRONT.keys() | READ.keys() | SENT.keys() | OWN


def test_it_answers_everyone_alike_at_the_front(world: World, browsers: dict[str, Client]) -> None:
    got = {
        pattern: {
            browsers[name].get(address(pattern, world, uuid4())).status_code
            for name in ("nobody", "amira", "dan")
        }
        for pattern in FRONT
    }
    assert got == {pattern: {status} for pattern, status in FRONT.items()}


def test_it_shows_each_person_what_is_theirs(
    world: World, request_: Sent, browsers: dict[str, Client]
) -> None:
    got = {
        pattern: tuple(
            browsers[name].get(address(pattern, world, request_.ref)).status_code for name in PEOPLE
        )
        for pattern in READ
    }
    assert got == READ


def test_it_takes_nothing_by_get_that_changes_something(
    world: World, request_: Sent, browsers: dict[str, Client]
) -> None:
    for pattern in SENT.keys() | OWN:
        for name in ("nobody", "bo"):
            got = browsers[name].get(address(pattern, world, request_.ref))
            assert got.status_code == 405, pattern


def test_it_takes_nothing_from_who_may_not(
    world: World, request_: Sent, browsers: dict[str, Client]
) -> None:
    for pattern, refused in SENT.items():
        for name in refused:
            got = browsers[name].post(address(pattern, world, request_.ref))
            assert got.status_code == 404, (pattern, name)


def test_it_shows_an_interpreter_one_case_and_nothing_beside(world: World, request_: Sent) -> None:
    ines, other = make_person("ines"), submit(world)
    actions.let_interpreter_in(
        hand(request_, world.amira),
        user=ines.user,
        confirmed=key_digest(ines.keyring.kem.public_bytes),
    )
    chain = checked_chain(world.harbour)
    assert chain is not None
    first = chain.first.digest
    confirm_from_outside(team=world.harbour, user=ines.user, keyring=fresh(ines), confirmed=first)
    browser = desk(ines)
    got = {
        pattern: browser.get(address(pattern, world, request_.ref)).status_code for pattern in READ
    }
    seen = {pattern for pattern, status in got.items() if status == 200}
    everybodys = {pattern for pattern, row in READ.items() if set(row[1:]) == {200}}
    interpreting = {pattern for pattern in READ if pattern.startswith("desk/interpreting/")}
    assert seen == everybodys | interpreting
    assert (
        browser.get(address("desk/interpreting/<uuid:ref>/", world, other.ref)).status_code == 404
    )
    for pattern in SENT:
        if "cases" in pattern or "settings" in pattern:
            assert browser.post(address(pattern, world, request_.ref)).status_code == 404, pattern


def test_it_takes_nothing_from_who_is_not_signed_in(world: World, request_: Sent) -> None:
    nobody = Client()
    for pattern in SENT:
        got = nobody.post(address(pattern, world, request_.ref))
        assert got.status_code in (200, 302, 401, 403), pattern
        assert "sign-in" in (got.headers.get("Location") or got.content.decode()), pattern


def test_it_answers_to_unknown_refs_as_to_other_peoples(
    world: World, request_: Sent, browsers: dict[str, Client]
) -> None:
    theirs = browsers["chioma"].get(f"/desk/cases/{request_.ref}/")
    nobodys = browsers["chioma"].get(f"/desk/cases/{uuid4()}/")
    assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content)


def test_it_knows_no_method_but_three(
    world: World, request_: Sent, browsers: dict[str, Client]
) -> None:
    methods = cycle(["put", "delete", "patch", "options", "trace"])
    for pattern, method in zip((*FRONT, *READ), methods, strict=False):
        got = getattr(browsers["amira"], method)(address(pattern, world, request_.ref))
        assert got.status_code == 405, (pattern, method)


@pytest.mark.parametrize(("door", "other"), [("front", "/desk/sign-in/"), ("desk", "/en/form/")])
def test_it_serves_one_door_alone(tmp_path: Path, door: str, other: str) -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            ASK.format(address=other),
        ],
        env=environment(
            FARSHORE_DOORS=door,
            FARSHORE_DATA=str(tmp_path),
            FARSHORE_RUNTIME=str(tmp_path),
            FARSHORE_SECRET_KEY="only-for-this-test-" + "x" * 40,
        ),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert said == ["404", str(door == "desk")]
