"""The desk's pages: the list, the case page and its acts, the access record, the settings."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from apps.desk.acts import ACTS
from apps.desk.casepage import SECTIONS
from apps.desk.views import (
    acts,
    asking,
    bringing,
    carried,
    case,
    cases,
    codes,
    countries,
    declining,
    drafts,
    entrances,
    files,
    interpreters,
    interpreting,
    joining,
    keys,
    leaving,
    letters,
    linking,
    own,
    own_keys,
    passing,
    questions,
    record,
    requests,
    rules,
    saved,
    settings,
    several,
    sheets,
    striking,
    team,
    today,
    together,
    translating,
    travelsheet,
)
from apps.desk.views.other_ways import other_ways
from apps.desk.views.partners import partners
from apps.desk.views.plansets import plan_sets
from apps.desk.views.tasksets import task_sets
from apps.desk.views.templates import templates
from apps.web.addresses import WORD

app_name = "desk"

ONE = "desk/cases/<uuid:ref>/"
SETTINGS = "desk/settings/"
FORMS = "desk/settings/forms/"
PERSON = "desk/team/people/<uuid:person>/"
INTO = "desk/interpreting/"
MEMBER = "desk/team/<uuid:team>/people/<uuid:person>/"
TASK_SETS = f"{SETTINGS}<uuid:team>/task-sets/"
TEMPLATES = f"{SETTINGS}<uuid:team>/templates/"
REQUESTS = "desk/requests/"
OTHER_WAYS = f"{SETTINGS}<uuid:team>/other-ways/"


def _questions(begin: str) -> Iterator[URLPattern]:
    """The pages on which the questions of a form are changed, all behind where they begin."""
    yield path(begin, questions.questions, name="questions")
    yield path(f"{begin}move/", questions.move, name="move_question")
    yield path(f"{begin}new/", questions.new, name="new_question")
    yield path(f"{begin}one/<slug:one>/", questions.change, name="question")
    yield path(f"{begin}one/<slug:one>/delete/", questions.away, name="question_away")
    yield path(f"{begin}one/<slug:one>/<str:language>/", questions.words, name="question_words")
    yield path(f"{begin}part/<int:number>/", questions.part, name="question_part")
    yield path(f"{begin}drop/", questions.drop, name="drop_questions")
    yield path(f"{begin}look/<slug:party>/<str:language>/", asking.look, name="look_questions")
    yield path(f"{begin}publish/", asking.publish, name="publish_questions")
    yield path(f"{begin}versions/", asking.versions, name="versions")
    yield path(f"{begin}versions/<int:version>/again/", asking.ask_again, name="ask_again")
    yield path(f"{begin}file/", asking.bring_file, name="questions_file")
    yield path(f"{begin}file/save/", asking.save_file, name="save_questions")


urlpatterns = [
    path("desk/today/", today.today_page, name="today"),
    path("desk/today/<uuid:ref>/later/", today.later_line, name="later"),
    path("desk/today/<uuid:ref>/done/", today.do_here, {"name": "task_done"}, name="today_done"),
    path("desk/today/<uuid:ref>/outcome/", today.do_here, {"name": "outcome"}, name="went"),
    path("desk/today/<uuid:ref>/sign/", today.sign_here, name="today_sign"),
    path("desk/today/back/", today.all_back, name="all_back"),
    path(REQUESTS, requests.requests, name="requests"),
    path(f"{REQUESTS}assign/", together.assign, name="assign_requests"),
    path(f"{REQUESTS}choose/", together.choose, name="choose_requests"),
    path(f"{REQUESTS}decline/", declining.decline_several, name="decline_several"),
    path(f"{REQUESTS}decline/look/", together.choose, name="look_several"),
    path(f"{REQUESTS}spam/", together.spam, name="spam_requests"),
    path(f"{REQUESTS}practice/", together.practice, name="practice_requests"),
    path(f"{REQUESTS}take-back/", together.take_back, name="take_back"),
    path(f"{REQUESTS}<uuid:ref>/", requests.one, name="request"),
    path(f"{REQUESTS}<uuid:ref>/take/", requests.take, name="take_request"),
    path("desk/cases/", cases.case_list, name="cases"),
    path("desk/search/", cases.search, name="search"),
    path("desk/views/", saved.saved_views, name="views"),
    path("desk/views/save/", saved.save, name="save_view"),
    path("desk/views/<slug:ref>/rename/", saved.rename, name="rename_view"),
    path("desk/views/<slug:ref>/drop/", saved.drop, name="drop_view"),
    path("desk/cases/give/", several.give, name="give_several"),
    *(
        path(
            ONE if name == "overview" else f"{ONE}{name}/",
            case.section,
            {"section": name},
            name=address.removeprefix("desk:"),
        )
        for name, (address, _label) in SECTIONS.items()
    ),
    path(f"{ONE}link/", linking.link, name="link"),
    path(f"{ONE}people/papers/", case.papers_shown, name="papers_shown"),
    path(f"{ONE}sheet/", travelsheet.sheet, name="travel_sheet"),
    path(f"{ONE}sheet/print/", travelsheet.print_sheet, name="print_sheet"),
    *(
        path(f"{ONE}{name}/", acts.view_of(one), {"name": name}, name=name)
        for name, one in ACTS.items()
    ),
    path(f"{ONE}files/add/", files.add, name="file"),
    path(f"{ONE}files/send/", files.send, name="send_files"),
    path(f"{ONE}files/<uuid:file>/", files.one, name="one_file"),
    path(f"{ONE}files/<uuid:file>/shown/", files.shown, name="file_shown"),
    path(f"{ONE}files/<uuid:file>/original/", files.original, name="original"),
    path(f"{ONE}strike/event/<int:event>/", striking.strike_out, name="strike_event"),
    path(f"{ONE}strike/answer/<slug:question>/", striking.strike_out, name="strike_answer"),
    path(
        f"{ONE}strike/message/<uuid:mailbox>/<int:number>/",
        striking.strike_out,
        name="strike_entry",
    ),
    path("desk/new/", bringing.choose, name="new"),
    path("desk/new/phone/", bringing.phone, name="phone"),
    path("desk/new/text/", carried.locked_text, name="locked_text"),
    path("desk/new/sheet/", sheets.choose_file, name="sheet"),
    path("desk/new/sheet/columns/", sheets.columns, name="sheet_columns"),
    path("desk/new/sheet/check/", sheets.check, name="sheet_check"),
    path("desk/new/sheet/running/", sheets.running, name="sheet_running"),
    path("desk/new/sheet/drop/", sheets.drop, name="sheet_drop"),
    path("desk/new/practice/", bringing.practice, name="practice"),
    path(f"{ONE}same/", joining.doubles, name="same"),
    path(f"{ONE}same/find/", joining.find, name="same_find"),
    path(f"{ONE}same/<uuid:other>/", joining.pair, name="pair"),
    *(
        path(f"{ONE}same/<uuid:other>/{name}/", joining.act, {"name": name}, name=f"pair_{name}")
        for name in joining.DO
    ),
    path(f"{ONE}draft/", drafts.keep, name="keep_draft"),
    path(f"{ONE}draft/template/", drafts.put_template, name="put_template"),
    path(f"{ONE}code/", codes.new_code, name="code"),
    path(f"{ONE}interpreters/", interpreters.choose, name="interpreters"),
    path(f"{ONE}interpreters/<uuid:person>/", interpreters.let_in, name="interpreter"),
    path(f"{ONE}interpreters/<uuid:person>/end/", interpreters.end, name="interpreter-end"),
    path(INTO, interpreting.cases, name="interpreting"),
    path(f"{INTO}words/<uuid:team>/", interpreting.words, name="interpreting-words"),
    path(f"{INTO}words/<uuid:team>/refuse/", interpreting.refuse, name="interpreting-refuse"),
    path(f"{INTO}<uuid:ref>/", interpreting.one, name="interpreted"),
    path("desk/me/keys/", own_keys.new_keys, name="own-keys"),
    path("desk/me/languages/", team.languages, name="languages"),
    path(f"{PERSON}leaving/", leaving.leaving, name="leaving"),
    path(f"{PERSON}leaving/hand/", leaving.hand, name="hand_on"),
    path(f"{PERSON}leaving/stop/", leaving.stop, name="stop_handing"),
    path(f"{PERSON}leaving/keys/", leaving.renew, name="renew_without"),
    path(f"{MEMBER}remove/", keys.remove, name="remove"),
    path("desk/team/<uuid:team>/renew/", keys.renew, name="renew"),
    path(f"{MEMBER}away/", team.away, name="away"),
    path(f"{MEMBER}back/", team.back, name="person_back"),
    path(f"{MEMBER}watch/", team.watch, name="watch"),
    path(f"{ONE}translate/", translating.translate, name="translate"),
    path("desk/me/desk/", own.own_desk, name="own"),
    path("desk/record/", record.access_record, name="record"),
    path(SETTINGS, settings.overview, name="settings"),
    *_questions(f"{SETTINGS}questions/"),
    *_questions(f"{FORMS}<slug:{WORD}>/questions/"),
    path("desk/pass-on/", passing.pass_on, name="pass_on"),
    path(f"desk/pass-on/<slug:{WORD}>/", passing.pass_on, name="pass_on"),
    path(f"{SETTINGS}countries/", countries.countries, name="countries"),
    path(f"{SETTINGS}countries/<slug:country>/", countries.country, name="country"),
    path(FORMS, entrances.entrances, name="entrances"),
    path(f"{SETTINGS}new-form/", entrances.new, name="new_entrance"),
    path(f"{FORMS}<slug:{WORD}>/", entrances.change, name="entrance"),
    path(f"{FORMS}<slug:{WORD}>/open/", entrances.open_entrance, name="open_entrance"),
    path(f"{FORMS}<slug:{WORD}>/close/", entrances.close_entrance, name="close_entrance"),
    path("desk/questions/<int:version>/", asking.version, name="version"),
    path(f"{SETTINGS}organisation/", settings.change_organisation, name="organisation"),
    path(f"{SETTINGS}second-codes/", settings.second_codes, name="second_codes"),
    path(f"{SETTINGS}words/", settings.change_words, name="words"),
    path(f"{SETTINGS}door/open/", settings.open_door, name="open_door"),
    path(f"{SETTINGS}restore-tried/", settings.restore_tried, name="restore_tried"),
    path(f"{SETTINGS}form/close/", settings.close_form, name="close_form"),
    path(f"{SETTINGS}form/open/", settings.open_form, name="open_form"),
    path(f"{SETTINGS}receiving/", settings.change_receiving, name="receiving"),
    path(f"{SETTINGS}<uuid:team>/rules/", rules.change_rules, name="rules"),
    *task_sets.paths(TASK_SETS),
    *plan_sets.paths(f"{SETTINGS}<uuid:team>/plan-sets/"),
    *templates.paths(TEMPLATES),
    *other_ways.paths(OTHER_WAYS),
    *partners.paths("desk/team/<uuid:team>/partners/"),
    *(path(f"{ONE}{one}/", letters.letter, {"name": one}, name=one) for one in letters.KINDS),
    *(
        path(f"{ONE}{one}/look/", letters.look, {"name": one}, name=f"{one}_look")
        for one in letters.KINDS
    ),
]
