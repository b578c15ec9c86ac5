"""What a dry run remembers of its chunks, each of which is rolled back: the next finds what an import would have left."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from articles.importing import rows
from articles.models import ImportBatch, Provenance


@dataclass
class Rehearsal:
    """Nothing in it is stored.

    `known` is what an import would have left of the releases that were looked at, by identity, and `imagined` are
    those that it would have created.
    """

    known: dict[str, list[Provenance]] = field(default_factory=dict)
    imagined: set[int] = field(default_factory=set)

    def make_again(
        self, batch: ImportBatch, new_terms: Collection[rows.NewTerm], identities: set[str]
    ) -> ImportBatch:
        """Store, until the chunk is rolled back, what earlier chunks made and records of `identities` may meet.

        Returns the batch as it is stored now.
        """
        batch, _ = ImportBatch.objects.get_or_create(name=batch.name, defaults={"by": batch.by})
        if new_terms:
            rows.make_terms((term.vocabulary, term.label) for term in new_terms)
        met_again = identities & self.known.keys()
        Provenance.objects.filter(identity__in=met_again).delete()
        again = [row for identity in met_again for row in self.known[identity]]
        for row in again:
            row.pk = None
        Provenance.objects.bulk_create(again)
        return batch

    def remember(self, identities: Collection[str], created: Iterable[int]) -> None:
        """Read what a chunk has left of the releases that it looked at, just before it is rolled back."""
        self.imagined.update(created)
        self.known |= {identity: [] for identity in identities}
        for row in Provenance.objects.filter(identity__in=identities):
            self.known[row.identity].append(row)
