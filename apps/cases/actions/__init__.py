"""Every act of the team on a case, by noun in the files beside this one."""

from apps.cases.actions.circle import lift_restriction, move_to_team, restrict_case
from apps.cases.actions.contacting import (
    agree_contact,
    log_contact,
    show_number,
    tell_outcome,
)
from apps.cases.actions.deciding import (
    TOLD_BEFORE,
    add_note,
    close_case,
    keep_case,
    kept_day,
    promise_day,
    risk_event,
    set_aside,
    set_owner,
    set_risk,
)
from apps.cases.actions.filing import Facts, add_files, drop_document, set_document
from apps.cases.actions.following import Told, make_follow_up, moves_on
from apps.cases.actions.hand import Hand, one_of, read_case
from apps.cases.actions.handing import hand_on
from apps.cases.actions.household import (
    MOST_PEOPLE,
    add_people,
    change_person,
    remove_person,
    set_age,
    set_papers,
)
from apps.cases.actions.interpreting import (
    end_interpreter,
    let_interpreter_in,
    read_as_interpreter,
    take_translations,
    write_translation,
)
from apps.cases.actions.linking import link_cases, links_brought, unlink_cases
from apps.cases.actions.moving import (
    answer_approval,
    ask_approval,
    look_at_gate,
    make_check,
    move_case,
    move_events,
    reopen_case,
)
from apps.cases.actions.needs import set_needs
from apps.cases.actions.plan import add_plan_set, drop_item, move_item, new_item, set_item
from apps.cases.actions.requests import (
    ask_for_more,
    look_at,
    mark_practice,
    mark_spam,
    take_request,
)
from apps.cases.actions.talking import (
    GOES_OUT_AFTER,
    send_files,
    send_message,
    take_message_back,
    to_all,
)
from apps.cases.actions.tasks import (
    Planned,
    add_task,
    add_task_set,
    change_task,
    drop_task,
    finish_task,
)
from apps.cases.actions.translating import add_translation, words_named
from apps.cases.actions.travelling import (
    JourneyElsewhere,
    Route,
    arrive,
    check_in,
    drop_journey,
    journey_now,
    set_journey,
)
from apps.cases.actions.undoing import take_back_since
from apps.cases.renewing import Renewal, renew_keys, renew_owed

__all__ = [
    "GOES_OUT_AFTER",
    "MOST_PEOPLE",
    "TOLD_BEFORE",
    "Facts",
    "Hand",
    "JourneyElsewhere",
    "Planned",
    "Renewal",
    "Route",
    "Told",
    "add_files",
    "add_note",
    "add_people",
    "add_plan_set",
    "add_task",
    "add_task_set",
    "add_translation",
    "agree_contact",
    "answer_approval",
    "arrive",
    "ask_approval",
    "ask_for_more",
    "change_person",
    "change_task",
    "check_in",
    "close_case",
    "drop_document",
    "drop_item",
    "drop_journey",
    "drop_task",
    "end_interpreter",
    "finish_task",
    "hand_on",
    "journey_now",
    "keep_case",
    "kept_day",
    "let_interpreter_in",
    "lift_restriction",
    "link_cases",
    "links_brought",
    "log_contact",
    "look_at",
    "look_at_gate",
    "make_check",
    "make_follow_up",
    "mark_practice",
    "mark_spam",
    "move_case",
    "move_events",
    "move_item",
    "move_to_team",
    "moves_on",
    "new_item",
    "one_of",
    "promise_day",
    "read_as_interpreter",
    "read_case",
    "remove_person",
    "renew_keys",
    "renew_owed",
    "reopen_case",
    "restrict_case",
    "risk_event",
    "send_files",
    "send_message",
    "set_age",
    "set_aside",
    "set_document",
    "set_item",
    "set_journey",
    "set_needs",
    "set_owner",
    "set_papers",
    "set_risk",
    "show_number",
    "take_back_since",
    "take_message_back",
    "take_request",
    "take_translations",
    "tell_outcome",
    "to_all",
    "unlink_cases",
    "words_named",
    "write_translation",
]
