from accounts.models.session import Session
from accounts.models.user import User, UserManager, UserQuerySet

__all__ = ["Session", "User", "UserManager", "UserQuerySet"]
