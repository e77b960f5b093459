from django.urls import path

from apps.accounts.views import entering, joining, me, recovering

app_name = "accounts"

urlpatterns = [
    path("desk/", entering.home, name="home"),
    path("desk/sign-in/", entering.sign_in, name="sign_in"),
    path("desk/unlock/", entering.unlock, name="unlock"),
    path("desk/again/", entering.again, name="again"),
    path("desk/lock/", entering.lock, name="lock"),
    path("desk/sign-out/", entering.sign_out, name="sign_out"),
    path("desk/stay/", entering.stay, name="stay"),
    path("desk/join/done/", joining.joined, name="joined"),
    path("desk/join/<str:token>/", joining.join, name="join"),
    path("desk/help/", recovering.cannot_get_in, name="cannot_get_in"),
    path("desk/recover/", recovering.recover, name="recover"),
    path("desk/me/", me.me, name="me"),
    path("desk/me/passphrase/", me.passphrase, name="passphrase"),
    path("desk/me/sheet/", me.sheet, name="sheet"),
    path("desk/me/sheet/try/", me.try_sheet, name="try_sheet"),
    path("desk/me/phone/", me.phone, name="phone"),
    path("desk/me/codes/", me.codes, name="codes"),
    path("desk/me/sessions/end/", me.end_session, name="end_session"),
    path("desk/me/sessions/end-others/", me.end_others, name="end_others"),
]
