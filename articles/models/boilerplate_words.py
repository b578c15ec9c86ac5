"""The words of boilerplates that readers of editions see below the text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from articles.models.article import Article
from articles.models.boilerplate import BoilerplateVersion, IssuedBoilerplate
from articles.models.filing import Filing

Words = tuple[BoilerplateVersion, ...]


def words_of(editions: Sequence[Article], filings: Mapping[int, Filing]) -> dict[int, Words]:
    """The versions of each of these editions that has any, by its id, in their order.

    An issued edition has those that it was published with; one in preparation has the newest of the
    boilerplates that it names, in its language. At most two queries, none where no edition names one.
    """
    with_any = [one for one in editions if filings[one.pk].entries["boilerplates"]]
    words: dict[int, list[BoilerplateVersion]] = defaultdict(list)
    if issued := [one.pk for one in with_any if one.position is not None]:
        rows = IssuedBoilerplate.objects.filter(article__in=issued).select_related("version")
        for row in rows.order_by("version__boilerplate__place", "version__boilerplate__name"):
            words[row.article_id].append(row.version)
    if in_preparation := [one for one in with_any if one.position is None]:
        named = {pk for one in in_preparation for pk in filings[one.pk].entries["boilerplates"]}
        newest = list(BoilerplateVersion.objects.newest().in_order().filter(boilerplate__in=named))
        for one in in_preparation:
            words[one.pk] += [
                version
                for version in newest
                if version.language == one.language
                and version.boilerplate_id in filings[one.pk].entries["boilerplates"]
            ]
    return {pk: tuple(versions) for pk, versions in words.items()}
