"""Open decisions of before duties existed are owed as duties, as `services.supervision` gives them.

Two statements, whatever the number of decisions. A decision that has a duty, or ever had one, is left
alone, so it is safe to run again. Nobody is told: the matters are old.
"""

from django.db import migrations
from django.utils import timezone

DUTIES = """
INSERT INTO duties_duty (
    title, detail, source, key, source_label, source_path, period, branch_id, owner_id, owner_role,
    due_on, verified_above, state, evidence, given_at
)
SELECT
    substr(decision.text, 1, 200), '', 'decision', 'decision:' || decision.id,
    substr(meeting.title, 1, 90) || ' 〔' || decision.year || '〕' || decision.number || '号',
    '/meetings/' || meeting.id || '/', '', decision.branch_id, decision.owner_id, '',
    decision.due_on, false, 'open', '', %s
FROM meetings_decision decision
JOIN meetings_agendaitem item ON item.id = decision.item_id
JOIN meetings_meeting meeting ON meeting.id = item.meeting_id
WHERE decision.done_on IS NULL AND decision.owner_id IS NOT NULL AND decision.due_on IS NOT NULL
    AND meeting.state IN ('handed_in', 'accepted', 'sealed')
    AND NOT EXISTS (SELECT 1 FROM duties_duty duty WHERE duty.key = 'decision:' || decision.id)
"""
EVENTS = """
INSERT INTO duties_dutyevent (duty_id, action, at, remark)
SELECT duty.id, 'give', duty.given_at, '按会议记录' FROM duties_duty duty
WHERE duty.source = 'decision' AND duty.given_at = %s
    AND NOT EXISTS (SELECT 1 FROM duties_dutyevent event WHERE event.duty_id = duty.id)
"""


def supervise(apps, schema_editor):
    connection = schema_editor.connection
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        for statement in (DUTIES, EVENTS):
            cursor.execute(statement, [now])


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0002_files_of_reports"),
        ("meetings", "0011_decisions_heard_of_again"),
    ]
    operations = [migrations.RunPython(supervise, migrations.RunPython.noop)]
