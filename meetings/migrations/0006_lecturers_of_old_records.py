"""Names the lecturers of the lectures on record.

Points for lecturing went to the first who spoke on the first item, so this is who is named; where
a guest or nobody spoke first, nobody is, and the record can be corrected as any other.
"""

from django.db import migrations
from django.db.models import Exists, OuterRef

LECTURE = "party_lecture"
PREFIX = "党课："
BATCH = 2000


def name_lecturers(apps, schema_editor):
    Speech = apps.get_model("meetings", "Speech")
    Credit = apps.get_model("meetings", "Credit")
    Lecture = apps.get_model("meetings", "Lecture")
    credited = Credit.objects.filter(meeting=OuterRef("item__meeting"), kind=LECTURE)
    rows = Speech.objects.filter(
        Exists(credited), number=1, item__number=1, speaker__isnull=False
    ).values_list(
        "item__meeting_id", "item__meeting__branch_id", "item__title", "speaker_id", "speaker_name"
    )
    lectures = []
    for meeting, branch, title, speaker, name in rows.order_by("pk").iterator(BATCH):
        lectures.append(
            Lecture(
                meeting_id=meeting,
                number=1,
                title=title.removeprefix(PREFIX),
                lecturer_id=speaker,
                lecturer_name=name,
                branch_id=branch,
            )
        )
    Lecture.objects.bulk_create(lectures, batch_size=BATCH, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_lecture_names_its_lecturer")]
    operations = [migrations.RunPython(name_lecturers, migrations.RunPython.noop)]
