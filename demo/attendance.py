"""Who was at the demonstration's meetings: set-based, the same for the same meetings.

Chance is a remainder of the two keys, so that both databases give the same force the same year.
"""

from __future__ import annotations

from django.db import connection

# per mille of who is where, by the remainder; the rest is present
PRESENCE = """CASE
    WHEN dice < 30 THEN 'called_out'
    WHEN dice < 75 THEN 'on_watch'
    WHEN dice < 115 THEN 'rotation'
    WHEN dice < 135 THEN 'leave'
    WHEN dice < 150 THEN 'study'
    WHEN dice < 158 THEN 'sick'
    WHEN dice < 165 THEN 'personal'
    WHEN dice < 178 THEN 'absent'
    ELSE 'present' END"""

ROSTER = """
SELECT m.id AS meeting_id, s.member_id, m.branch_id, p.stage,
       (m.id * 7919 + s.member_id * 104729 + (m.id %% 97) * (s.member_id %% 89)) %% 1000 AS dice,
       CASE WHEN s.member_id %% 2 = 0 THEN last_sitting.id ELSE first_sitting.id END AS sitting_id
FROM meetings_meeting m
JOIN members_membership s ON s.branch_id = m.branch_id
    AND s.since <= m.held_on AND (s.until IS NULL OR s.until >= m.held_on)
JOIN members_member p ON p.id = s.member_id AND p.stage IN ('full', 'probationary')
JOIN meetings_sitting first_sitting ON first_sitting.meeting_id = m.id AND first_sitting.number = 1
LEFT JOIN meetings_sitting second ON second.meeting_id = m.id AND second.number = 2
JOIN meetings_sitting last_sitting ON last_sitting.id = COALESCE(second.id, first_sitting.id)
LEFT JOIN meetings_credit g ON g.meeting_id = m.id AND g.group_id IS NOT NULL
LEFT JOIN meetings_credit c ON c.meeting_id = m.id AND c.kind = 'committee_meeting'
WHERE m.id > %s
  AND (g.id IS NULL OR g.group_id = s.group_id)
  AND (c.id IS NULL OR EXISTS (
        SELECT 1 FROM branches_appointment a
        WHERE a.user_id = p.user_id AND a.branch_id = m.branch_id
          AND a.role IN ('secretary', 'committee_member')))
"""

ATTEND = f"""
INSERT INTO meetings_attendance
    (meeting_id, member_id, branch_id, presence, note, may_vote, sitting_id,
     made_up_on, made_up_how)
SELECT meeting_id, member_id, branch_id, {PRESENCE}, '', stage = 'full', sitting_id, NULL, ''
FROM ({ROSTER}) roster
"""  # noqa: S608

COUNT = """
UPDATE meetings_meeting SET
    expected = n.expected, present = n.present, excused = n.excused,
    expected_voters = n.expected_voters, present_voters = n.present_voters
FROM (
    SELECT meeting_id,
        COUNT(*) AS expected,
        SUM(CASE WHEN presence = 'present' THEN 1 ELSE 0 END) AS present,
        SUM(CASE WHEN presence NOT IN ('present', 'absent') THEN 1 ELSE 0 END) AS excused,
        SUM(CASE WHEN may_vote THEN 1 ELSE 0 END) AS expected_voters,
        SUM(CASE WHEN may_vote AND presence = 'present' THEN 1 ELSE 0 END) AS present_voters
    FROM meetings_attendance WHERE meeting_id > %s GROUP BY meeting_id
) n
WHERE meetings_meeting.id = n.meeting_id
"""


def attend(after: int) -> None:
    """Fill in the attendance and the counts of all meetings with a key above ``after``."""
    with connection.cursor() as cursor:
        cursor.execute(ATTEND, [after])
        cursor.execute(COUNT, [after])
