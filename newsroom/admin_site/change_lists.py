"""Change lists that take from their address only the filters they offer, and words of bounded length."""

import re
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse

# A whole title can be looked for.
LONGEST_SEARCH = 500
# What Django's filters by a field put behind its name.
OFFERED_OF_FIELDS = ("exact", "id__exact", "isnull", "isempty")
# Keys are 64-bit numbers.
DIGITS_OF_KEYS = 19
NO_KEY = re.compile(rf"-?\d{{{DIGITS_OF_KEYS},}}")
PARTS_OF_DATES = ("year", "month", "day")


class SearchForm(ChangeListSearchForm):
    """The words of a list's search box; what is too long is told and not looked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        too_long = f"Search for at most {LONGEST_SEARCH} characters at a time; this list is not narrowed."
        self.fields[SEARCH_VAR].validators.append(MaxLengthValidator(LONGEST_SEARCH, too_long))


class BoundedList(ChangeList):
    """A list with that search form; numbers that are no day and no key are wrong filters to it."""

    search_form_class = SearchForm

    def get_filters(self, request: HttpRequest) -> tuple:
        """Return what Django reads from the address. Raises IncorrectLookupParameters."""
        # Of what no date and no column can hold Django makes errors of the server.
        filters = {name: values for name, values in request.GET.lists() if name != SEARCH_VAR}
        if any(NO_KEY.fullmatch(value) for values in filters.values() for value in values):
            raise IncorrectLookupParameters
        for part in PARTS_OF_DATES if self.date_hierarchy else ():
            for value in request.GET.getlist(f"{self.date_hierarchy}__{part}"):
                if value and not (value.isascii() and value.isdecimal() and len(value) <= 4):
                    raise IncorrectLookupParameters
        return super().get_filters(request)


class OfferedLookups(ModelAdmin):
    """Comes before every list of the desk, see `NewsroomAdminSite.register`.

    Of itself Django takes any look-up by a field from the address, with regular expressions that run for
    minutes. What pages of the desk link to a list by, besides its filters, stands in its `linked_by`.
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Return whether the list offers this look-up; one by no field at all Django answers by itself."""
        try:
            self.model._meta.get_field(lookup.partition(LOOKUP_SEP)[0])
        except FieldDoesNotExist:
            return True
        return lookup in self._offered(request)

    def _offered(self, request: HttpRequest) -> set[str]:
        offered = set(getattr(self, "linked_by", ()))
        if self.date_hierarchy:
            offered.update(f"{self.date_hierarchy}__{part}" for part in PARTS_OF_DATES)
        for one in self.get_list_filter(request):
            if callable(one):
                offered.update(one(request, {}, self.model, self).expected_parameters())
            else:
                field = one[0] if isinstance(one, (tuple, list)) else one
                offered.update(f"{field}__{ending}" for ending in OFFERED_OF_FIELDS)
        return offered

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list of this class, bounded."""
        made = super().get_changelist(request, **kwargs)
        return type(made.__name__, (BoundedList, made), {})

    def response_action(
        self, request: HttpRequest, queryset: QuerySet, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """As Django's, which fails when something else than rows is chosen. Raises BadRequest then."""
        for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < DIGITS_OF_KEYS):
                raise BadRequest("What was chosen is no row of this list.")
        return super().response_action(request, queryset, *args, **kwargs)
