"""The peer of the API: a page of releases by django-ninja and the ORM, with the members that ours has."""

from datetime import date, datetime

from django.urls import path
from django.utils import timezone
from ninja import NinjaAPI, Schema

from articles.models import Article

api = NinjaAPI()


class TermOut(Schema):
    slug: str
    name: str


class ReleaseOut(Schema):
    release: int
    edition: int
    url: str
    title: str
    type: TermOut | None
    publishing_date: date
    place: str
    language: str
    translates: int | None
    summary: str
    structure: list[TermOut]
    field: list[TermOut]
    country: list[TermOut]
    meeting: list[TermOut]
    tag: list[TermOut]
    change_note: str
    contact: str
    public_at: datetime
    updated_at: datetime

    @staticmethod
    def resolve_url(article: Article) -> str:
        return "http://testserver" + article.get_absolute_url()

    @staticmethod
    def resolve_type(article: Article):
        return article.release_type

    @staticmethod
    def resolve_structure(article: Article):
        return article.structures.all()

    @staticmethod
    def resolve_field(article: Article):
        return article.fields_of_work.all()

    @staticmethod
    def resolve_country(article: Article):
        return article.countries.all()

    @staticmethod
    def resolve_meeting(article: Article):
        return article.meetings.all()

    @staticmethod
    def resolve_tag(article: Article):
        return article.tags.all()

    @staticmethod
    def resolve_updated_at(article: Article) -> datetime:
        return article.last_updated


class PageOut(Schema):
    total: int
    releases: list[ReleaseOut]


@api.get("/releases", response=PageOut)
def releases(request, type: str = "", page: int = 1, rows: int = 50):
    found = Article.objects.listed(timezone.now())
    if type:
        found = found.filter(release_type__slug=type)
    related = ("structures", "fields_of_work", "countries", "meetings", "tags")
    shown = (
        found.select_related("release_type").prefetch_related(*related).defer("body").order_by("-position")
    )
    return {"total": found.count(), "releases": list(shown[(page - 1) * rows : page * rows])}


urlpatterns = [path("ninja/", api.urls)]
