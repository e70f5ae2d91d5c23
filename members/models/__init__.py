from members.models.member import Member
from members.models.membership import Membership
from members.models.roster_import import RosterImport

__all__ = ["Member", "Membership", "RosterImport"]
