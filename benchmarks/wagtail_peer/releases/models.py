"""Releases as Wagtail pages below one index page, and their terms as snippets."""

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.snippets.models import register_snippet

RELEASES_A_PAGE = 20


class Term(models.Model):
    """The fields that the four vocabularies share."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    position = models.PositiveIntegerField(default=1000)

    panels = ["name", "slug", "position"]

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


@register_snippet
class ReleaseType(Term):
    """Content type: news, press release ..."""


@register_snippet
class Structure(Term):
    """A body of the organisation."""


@register_snippet
class FieldOfWork(Term):
    """A subject of the organisation's work."""


@register_snippet
class Country(Term):
    """A participating State or a partner."""


class ReleasePage(Page):
    """A release."""

    publishing_date = models.DateField()
    release_type = models.ForeignKey(
        ReleaseType, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    place = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    body = RichTextField(blank=True)
    structures = ParentalManyToManyField(Structure, blank=True, related_name="+")
    fields_of_work = ParentalManyToManyField(FieldOfWork, blank=True, related_name="+")
    countries = ParentalManyToManyField(Country, blank=True, related_name="+")

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("publishing_date"),
    ]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("publishing_date"), FieldPanel("place"), FieldPanel("release_type")]),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("structures", widget=forms.CheckboxSelectMultiple),
        FieldPanel("fields_of_work", widget=forms.CheckboxSelectMultiple),
        FieldPanel("countries", widget=forms.CheckboxSelectMultiple),
    ]
    parent_page_types = ["ReleaseIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = "release"
        # Not in the tutorial, but what its reader would add on the day the listing is ordered by date.
        indexes = [models.Index(fields=["-publishing_date", "-page_ptr"], name="releasepage_by_date")]


# What a reader may filter by: parameter, the field of a release, its vocabulary.
FACETS = (
    ("type", "release_type", ReleaseType),
    ("structure", "structures", Structure),
    ("field", "fields_of_work", FieldOfWork),
    ("country", "countries", Country),
)


class ReleaseIndexPage(Page):
    """The listing: one term of each vocabulary at a time, newest first, an exact count, twenty a page.

    Without further parameters it is what an engineer who knows the ORM writes. `facets=yes` adds the count of
    every term; `plain=yes` is the listing as tutorials have it, which fetches the terms release by release.
    """

    subpage_types = ["ReleasePage"]
    max_count = 1

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        chosen = {name: request.GET[name] for name, _, _ in FACETS if request.GET.get(name)}
        if "plain" in request.GET:
            releases = ReleasePage.objects.descendant_of(self).live()
        else:
            releases = (
                ReleasePage.objects.live()
                .defer("body")
                .select_related("release_type")
                .prefetch_related("structures", "fields_of_work")
            )
        releases = narrowed(releases, chosen).order_by("-publishing_date", "-pk")
        context["releases"] = Paginator(releases, RELEASES_A_PAGE).get_page(request.GET.get("page"))
        if "facets" in request.GET:
            context["facets"] = facet_counts(chosen)
        return context


def narrowed(releases: PageQuerySet, chosen: dict[str, str]) -> PageQuerySet:
    """Those of `releases` that are filed under all of `chosen`, slugs of terms by facet."""
    for name, field, _ in FACETS:
        if name in chosen:
            releases = releases.filter(**{f"{field}__slug": chosen[name]})
    return releases


def facet_counts(chosen: dict[str, str]) -> list[tuple[str, list[tuple[Term, int]]]]:
    """Each facet with all its terms and their counts, every filter applied but the facet's own."""
    facets = []
    for name, field, vocabulary in FACETS:
        others = {other: slug for other, slug in chosen.items() if other != name}
        releases = narrowed(ReleasePage.objects.live(), others)
        counts = dict(releases.order_by().values_list(field).annotate(Count("pk")))
        facets.append((name, [(term, counts.get(term.pk, 0)) for term in vocabulary.objects.all()]))
    return facets
