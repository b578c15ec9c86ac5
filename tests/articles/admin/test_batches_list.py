"""The lists of batches keep what was taken back."""

import re

from django.utils import timezone

from articles.models import ImportBatch
from tests.factories import make_member


def test_what_was_taken_back_stays_in_the_list_with_who_and_when(client, terms):
    recorder = make_member("rita", "Records", first_name="Rita", last_name="Records")
    client.force_login(recorder)
    batch = ImportBatch.objects.create(name="May", undone_by=recorder, undone_at=timezone.now())

    page = client.get("/admin/articles/importbatch/")

    assert batch.name in page.text
    assert re.search(r'class="field-undone_by[^>]*>(<a[^>]*>)?Rita Records<', page.text)
