from members.models.member import Member
from members.models.membership import Membership

__all__ = ["Member", "Membership"]
