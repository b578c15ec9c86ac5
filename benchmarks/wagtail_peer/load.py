"""Fills Wagtail's database from the Newsroom's: the same terms, the same releases, in the same order.

All is inserted in bulk, with the rows that creating and publishing each page would have left: the page with its
place in the tree, its revision, its entry in the search index. What is left out only makes Wagtail faster: its log
of actions and its index of references.
"""

import sys
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections, transaction
from wagtail.models import Page, Revision, Site
from wagtail.search.models import IndexEntry

from benchmarks.wagtail_peer.releases.models import (
    Country,
    FieldOfWork,
    ReleaseIndexPage,
    ReleasePage,
    ReleaseType,
    Structure,
    Term,
)

CHUNK = 5_000
TABLES = {
    ReleaseType: "taxonomy_releasetype",
    Structure: "taxonomy_structure",
    FieldOfWork: "taxonomy_fieldofwork",
    Country: "taxonomy_country",
}
MANY_TO_MANY = {"structures": Structure, "fields_of_work": FieldOfWork, "countries": Country}
RELEASES = """
    SELECT release, slug, title, publishing_date, public_at, place, summary, body, release_type_id,
           ARRAY(SELECT structure_id FROM articles_article_structures WHERE article_id = article.id),
           ARRAY(SELECT fieldofwork_id FROM articles_article_fields_of_work WHERE article_id = article.id),
           ARRAY(SELECT country_id FROM articles_article_countries WHERE article_id = article.id)
      FROM articles_article AS article
     WHERE state = 'published' AND public_until IS NULL
     ORDER BY id LIMIT %s OFFSET %s
"""


class Release(NamedTuple):
    """A row of RELEASES."""

    number: int
    slug: str
    title: str
    publishing_date: date
    public_at: datetime
    place: str
    summary: str
    body: str
    release_type: int | None
    structures: list[int]
    fields_of_work: list[int]
    countries: list[int]


def load(size: int) -> None:
    """Bring Wagtail's database up to `size` releases; what is there already stays.

    Raises SystemExit where the Newsroom's database has fewer.
    """
    index, editor, terms = index_page(), superuser(), load_terms()
    have = ReleasePage.objects.count()
    while have < size:
        rows = [Release(*row) for row in newsroom_rows(RELEASES, [min(CHUNK, size - have), have])]
        if not rows:
            raise SystemExit(f"The Newsroom's database has {have} public releases, {size} are asked for.")
        insert(rows, index=index, first=have + 1, editor=editor, terms=terms)
        have += len(rows)
        print(f"\rWagtail: {have:,} of {size:,} pages", end="", file=sys.stderr, flush=True)
    entries = IndexEntry.objects.filter(content_type=ContentType.objects.get_for_model(ReleasePage))
    if entries.count() < have:
        print(" and their search index", file=sys.stderr)
        call_command("update_index", chunk_size=CHUNK, verbosity=0)
        # Autovacuum would come within minutes, and figures before and after it would differ.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def newsroom_rows(query: str, parameters: list | None = None) -> list[tuple]:
    with connections["newsroom"].cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def index_page() -> ReleaseIndexPage:
    """The page that all releases lie under, below the home page that Wagtail's migrations make."""
    home = Site.objects.get(is_default_site=True).root_page
    return ReleaseIndexPage.objects.first() or home.add_child(
        instance=ReleaseIndexPage(title="News and press releases", slug="news")
    )


def superuser() -> AbstractUser:
    rights = {"is_superuser": True, "is_staff": True}
    return get_user_model().objects.get_or_create(username="editor", defaults=rights)[0]


def load_terms() -> dict[type[Term], dict[int, Term]]:
    """The Newsroom's terms as snippets with the same keys: by vocabulary, then by key."""
    terms = {}
    for vocabulary, table in TABLES.items():
        rows = newsroom_rows(f"SELECT id, name, slug, position FROM {table}")
        terms[vocabulary] = {pk: vocabulary(pk, *values) for pk, *values in rows}
        vocabulary.objects.bulk_create(terms[vocabulary].values(), ignore_conflicts=True)
    return terms


def insert(rows: list[Release], *, index: Page, first: int, editor: AbstractUser, terms: dict) -> None:
    """The releases `rows` as published pages, the children of `index` from number `first` on."""
    with transaction.atomic():
        pages = [
            page_of(row, pk=pk, number=number, index=index, editor=editor, terms=terms)
            for number, (pk, row) in enumerate(zip(new_keys(len(rows)), rows, strict=True), start=first)
        ]
        revisions = Revision.objects.bulk_create([revision_of(page, editor) for page in pages])
        for page, revision in zip(pages, revisions, strict=True):
            page.latest_revision = page.live_revision = revision
        # bulk_create refuses a model of two tables, so each table is given its columns of the pages.
        for model in (Page, ReleasePage):
            model._base_manager._insert(pages, model._meta.local_concrete_fields, using=connection.alias)
        for name in MANY_TO_MANY:
            field = ReleasePage._meta.get_field(name)
            through = field.remote_field.through
            through.objects.bulk_create(
                through(releasepage_id=page.pk, **{f"{field.m2m_reverse_field_name()}_id": pk})
                for page, row in zip(pages, rows, strict=True)
                for pk in getattr(row, name)
            )
        Page.objects.filter(pk=index.pk).update(numchild=first - 1 + len(rows))


def new_keys(how_many: int) -> list[int]:
    """Primary keys for pages, from the sequence that Wagtail takes its own from."""
    with connection.cursor() as cursor:
        sequence = "pg_get_serial_sequence(%s, 'id')"
        cursor.execute(
            f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [Page._meta.db_table, how_many]
        )
        return [key for (key,) in cursor.fetchall()]


def page_of(
    row: Release, *, pk: int, number: int, index: Page, editor: AbstractUser, terms: dict
) -> ReleasePage:
    """The page as creating it, as child `number` of `index`, and publishing it would leave it."""
    slug = f"{row.slug}-{row.number}"  # Wagtail wants slugs that no sibling has
    return ReleasePage(
        id=pk,
        page_ptr_id=pk,
        content_type=ContentType.objects.get_for_model(ReleasePage),
        path=ReleasePage._get_path(index.path, index.depth + 1, number),
        depth=index.depth + 1,
        url_path=f"{index.url_path}{slug}/",
        locale_id=index.locale_id,
        owner=editor,
        slug=slug,
        title=row.title,
        draft_title=row.title,
        first_published_at=row.public_at,
        last_published_at=row.public_at,
        latest_revision_created_at=row.public_at,
        publishing_date=row.publishing_date,
        release_type_id=row.release_type,
        place=row.place,
        summary=row.summary,
        body=row.body,
        **{name: [terms[model][pk] for pk in getattr(row, name)] for name, model in MANY_TO_MANY.items()},
        wagtail_admin_comments=[],  # known to be none: otherwise each revision asks the database
    )


def revision_of(page: ReleasePage, editor: AbstractUser) -> Revision:
    """The revision that was published, with what `Page.save_revision` puts into it."""
    return Revision(
        content_type=page.content_type,
        base_content_type=page.get_base_content_type(),
        object_id=str(page.pk),
        created_at=page.first_published_at,
        user=editor,
        object_str=str(page),
        content=page.serializable_data(),
    )
