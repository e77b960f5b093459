from django.urls import path

from apps.teams.views import keys, page, people

app_name = "teams"
# The Team page itself is put together by the desk: apps/urls.py names it teams:page.
urlpatterns = [
    path("desk/team/new/", page.new, name="new"),
    path("desk/team/invite/", people.invite, name="invite"),
    path("desk/team/people/<uuid:person>/invite/", people.invite_again, name="invite_again"),
    path("desk/team/people/<uuid:person>/end/", people.end_access, name="end_access"),
    path("desk/team/people/<uuid:person>/keep/", people.keep_access, name="keep_access"),
    path("desk/team/people/<uuid:person>/allow/", people.allow, name="allow"),
    path("desk/team/<uuid:team>/add/", page.add_person, name="add_person"),
    path("desk/team/<uuid:team>/first-key/", keys.first_key, name="first_key"),
    path("desk/team/<uuid:team>/hand-over/<uuid:person>/", keys.hand_over, name="hand_over"),
    path("desk/team/<uuid:team>/hand-over/<uuid:person>/differ/", keys.differ, name="differ"),
    path("desk/team/<uuid:team>/words/", keys.confirm, name="confirm"),
    path("desk/team/<uuid:team>/words/refuse/", keys.refuse, name="refuse"),
    path("desk/team/<uuid:team>/record/", keys.seal_record, name="seal_record"),
    path("desk/team/<uuid:team>/alarm/<slug:detail>/", page.alarm, name="alarm"),
]
