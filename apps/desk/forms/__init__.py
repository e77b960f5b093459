"""The forms of the case page: one act each. Each carries what its writer had seen of the case."""

from apps.desk.forms.base import FARTHEST, MOST_WHY, SECTIONS, ActForm, choices, within_reach
from apps.desk.forms.checking import AnswerApprovalForm, ApprovalForm, CheckForm, LookForm
from apps.desk.forms.circle import (
    InterpreterForm,
    LiftForm,
    RestrictForm,
    ToTeamForm,
    TranslationForm,
)
from apps.desk.forms.codes import CodeForm
from apps.desk.forms.deciding import (
    AsideForm,
    BackForm,
    CloseForm,
    GiveForm,
    KeepForm,
    PromiseForm,
    RiskForm,
    TakeForm,
    reason_and_keep,
)
from apps.desk.forms.documents import DocumentDropForm, DocumentForm
from apps.desk.forms.files import FileForm, FileOutForm, SendFilesForm
from apps.desk.forms.following import FollowUpForm, NeedsForm
from apps.desk.forms.kept import KeptForm, SeenForm
from apps.desk.forms.moving import MoveForm, ReopenForm
from apps.desk.forms.rules import RulesForm
from apps.desk.forms.rules import initial_of as rules_initial
from apps.desk.forms.tasks import DropForm, OneTaskForm, SetForm, TaskChangeForm, TaskForm
from apps.desk.forms.tasksets import SPARE as SPARE_ROWS
from apps.desk.forms.tasksets import TaskSetForm, rows_of
from apps.desk.forms.templates import TemplateForm
from apps.desk.forms.writing import AnswerForm, NoteForm, UnsendForm

__all__ = [
    "FARTHEST",
    "MOST_WHY",
    "SECTIONS",
    "SPARE_ROWS",
    "ActForm",
    "AnswerApprovalForm",
    "AnswerForm",
    "ApprovalForm",
    "AsideForm",
    "BackForm",
    "CheckForm",
    "CloseForm",
    "CodeForm",
    "DocumentDropForm",
    "DocumentForm",
    "DropForm",
    "FileForm",
    "FileOutForm",
    "FollowUpForm",
    "GiveForm",
    "InterpreterForm",
    "KeepForm",
    "KeptForm",
    "LiftForm",
    "LookForm",
    "MoveForm",
    "NeedsForm",
    "NoteForm",
    "OneTaskForm",
    "PromiseForm",
    "ReopenForm",
    "RestrictForm",
    "RiskForm",
    "RulesForm",
    "SeenForm",
    "SendFilesForm",
    "SetForm",
    "TakeForm",
    "TaskChangeForm",
    "TaskForm",
    "TaskSetForm",
    "TemplateForm",
    "ToTeamForm",
    "TranslationForm",
    "UnsendForm",
    "choices",
    "reason_and_keep",
    "rows_of",
    "rules_initial",
    "within_reach",
]
