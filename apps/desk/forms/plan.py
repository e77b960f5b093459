"""The forms of the plan: an item, what becomes of it, and a set to begin with."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.casefile import Item, ItemSet
from apps.cases.plans import MOST_AFTER, MOST_MONEY, MOST_NOTE, MOST_TITLE
from apps.cases.rules import Rules
from apps.cases.wayout import BLOCKED_BY, ITEM_STATUSES, PLAN_ITEMS
from apps.desk.forms.base import MOST_WHY, ActForm, choices, within_reach
from apps.desk.labels import headed
from apps.desk.money import money_words, read_money, typed_money
from apps.web.forms import Day, Digits, Words, WordsField

DAY_WORDS: Final = {"invalid": _("Write the day as in 2026-11-30.")}
# Nobody looks for a receipt that is older.
_LONG_PAID: Final = timedelta(days=3660)
MONEY: Final = ("planned", "approved", "paid")


class MoneyField(forms.CharField):
    """An amount in hundredths, typed as the writer's language writes it; 0 for nothing."""

    widget = Digits

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        return typed_money(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        text = str(super().clean(value)).strip()
        if not text:
            return 0
        amount = read_money(text)
        if amount is None:
            example = {"example": money_words(123450)}
            raise ValidationError(_("Write an amount as in %(example)s.") % example, "invalid")
        if amount > MOST_MONEY:
            raise ValidationError(_("This is more than a plan can hold."), "max_value")
        return amount


class ItemForm(ActForm):
    """One item of the plan; ``item`` names the one that is changed, "" for one more."""

    item = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What"),
        error_messages={"required": _("Choose what it is.")},
    )
    due = forms.DateField(label=_("Due"), widget=Day, required=False, error_messages=DAY_WORDS)
    title = WordsField(label=_("In your words"), max_length=MOST_TITLE)
    status = forms.ChoiceField(label=_("Status"), required=False)
    blocked = forms.ChoiceField(label=_("Blocked by"), required=False)
    owner = forms.ChoiceField(label=_("Whose"), required=False)
    # Who it may be is read with the writer's keys, when the page is drawn and when it is kept.
    partner = forms.CharField(label=_("Partner"), required=False, widget=forms.Select)
    person = forms.ChoiceField(label=_("For whom"), required=False)
    after = forms.MultipleChoiceField(
        label=_("Waits for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    planned = MoneyField(label=_("Planned cost"))
    approved = MoneyField(label=_("Approved cost"))
    paid = MoneyField(label=_("Paid"))
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    paid_on = forms.DateField(
        label=_("Paid on"), widget=Day, required=False, error_messages=DAY_WORDS
    )
    note = WordsField(label=_("Note"), max_length=MOST_NOTE, long=True)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[str, str]],
        household: Sequence[tuple[str, str]],
        items: Mapping[str, Item],
        rules: Rules,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        ref = self.data.get("item", "") if self.is_bound else self.initial.get("item", "")
        self.before = items.get(str(ref))
        said = self.before.said if self.before else None
        kinds = rules.plan_types(said.kind if said else "")
        self._offer("kind", choices(kinds, _("Choose")))
        self._offer("status", ITEM_STATUSES.items())
        self._offer("blocked", choices(BLOCKED_BY.items(), _("Nothing")))
        self._offer("owner", choices(people, _("Whoever owns the case")))
        self._offer("person", choices(household, _("Everybody")))
        others = [(one, item_name(item.said)) for one, item in items.items() if one != ref]
        self._offer("after", others)
        self._offer("currency", _these(rules.money_in(), said.currency if said else ""))
        funds = _these(rules.funds, said.fund if said else "")
        self._offer("fund", choices(funds, _("None")))
        self.fields["note"].widget.attrs["rows"] = 3

    def _offer(self, name: str, offered: Any) -> None:
        self.fields[name].choices = list(offered)  # type: ignore[attr-defined]

    def clean_due(self) -> date | None:
        """Refuse days gone by, unless it stood there already, and days out of sight."""
        day: date | None = self.cleaned_data["due"]
        if day is None or (self.before and day.isoformat() == self.before.said.due):
            return day
        return within_reach(day)

    def clean_paid_on(self) -> date | None:
        """Refuse a day that is still to come."""
        day: date | None = self.cleaned_data["paid_on"]
        today = date.today()  # noqa: DTZ011  (the service's clock is UTC)
        if day is not None and not today - _LONG_PAID <= day <= today:
            raise ValidationError(_("Choose the day on which it was paid."), "far")
        return day

    def clean_after(self) -> list[str]:
        """Refuse more than anybody follows, and an item that would wait for itself."""
        after: list[str] = self.cleaned_data["after"]
        if len(after) > MOST_AFTER:
            said = _("Choose at most %(most)d.") % {"most": MOST_AFTER}
            raise ValidationError(said, "max_value")
        return after

    def clean(self) -> dict[str, Any]:
        """Ask what an item is blocked by, in which currency it costs, and how much was paid."""
        data: dict[str, Any] = super().clean() or {}
        data["status"] = data.get("status") or "planned"
        if data["status"] == "blocked" and not data.get("blocked") and "blocked" not in self.errors:
            asked = _("Choose what it is blocked by.")
            self.add_error("blocked", ValidationError(asked, "required"))
        elif data["status"] != "blocked" and self._newly(data.get("blocked")):
            asked = _("Choose the status “Blocked” with this, or “Nothing” here.")
            self.add_error("blocked", ValidationError(asked, "status"))
        costs = any(data.get(name) for name in MONEY)
        if costs and not data.get("currency") and "currency" not in self.errors:
            self.add_error("currency", ValidationError(_("Choose the currency."), "required"))
        if data.get("paid_on") and not data.get("paid") and "paid" not in self.errors:
            self.add_error("paid", ValidationError(_("Write how much was paid."), "required"))
        return data

    def _newly(self, blocked: str | None) -> bool:
        """Tell whether it was said just now; what stood there ends with its status."""
        return bool(blocked) and not (self.before and self.before.blocked == blocked)

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that are folded when an item is added."""
        first = {"kind", "due"}
        return [field for field in self.visible_fields() if field.name not in first]

    @property
    def is_more(self) -> bool:
        """Tell whether something is wrong in what is folded."""
        return any(field.errors for field in self.more)


class MoveItemForm(ActForm):
    """What has become of an item."""

    item = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    status = forms.ChoiceField(label=_("Status"), choices=list(ITEM_STATUSES.items()))
    blocked = forms.ChoiceField(
        label=_("Blocked by"), required=False, choices=choices(BLOCKED_BY.items(), _("Choose"))
    )
    why = WordsField(label=_("Why"), max_length=MOST_WHY, widget=Words)

    def clean(self) -> dict[str, Any]:
        """Ask what it is blocked by, and why it is cancelled."""
        data: dict[str, Any] = super().clean() or {}
        status = data.get("status")
        if status == "blocked" and not data.get("blocked") and "blocked" not in self.errors:
            asked = _("Choose what it is blocked by.")
            self.add_error("blocked", ValidationError(asked, "required"))
        if status == "cancelled" and not data.get("why", "").strip() and "why" not in self.errors:
            self.add_error("why", ValidationError(_("Write why it is cancelled."), "required"))
        return data


class DropItemForm(ActForm):
    """An item that stood in the plan by mistake, and why."""

    item = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    why = WordsField(label=_("Why it is taken out"), max_length=MOST_WHY, widget=Words)


class PlanSetForm(ActForm):
    """A set to begin with; the page draws which there are."""

    ref = forms.CharField(
        label=_("Set"), max_length=64, error_messages={"required": _("Choose a set.")}
    )


def item_name(said: ItemSet) -> str:
    """Name an item by its type, and by its title where it has one."""
    return headed(str(PLAN_ITEMS.get(said.kind, said.kind)), said.title)


def initial_of(item: Item) -> dict[str, Any]:
    """Return how the form stands for an item."""
    said = item.said
    names = ("kind", "title", "due", "owner", "partner", "person", "after", "fund", "paid_on")
    first = {name: getattr(said, name) for name in (*names, *MONEY, "note")}
    if said.currency:
        first["currency"] = said.currency
    return {**first, "item": said.item, "status": item.status, "blocked": item.blocked}


def _these(offered: Sequence[str], stands: str) -> list[tuple[str, str]]:
    return [(one, one) for one in dict.fromkeys([*offered, *filter(None, [stands])])]
